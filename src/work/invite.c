/* invite.c - what all three kinds of invite job have in common. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/text.h"
#include "wire/github_people.h"
#include "work/comment.h"
#include "work/invite.h"
#include "work/invite_text.h"
#include "work/inviting.h"

bool
inviting_mine(const struct inviting *inviting, const char *job)
{
    return job != NULL && strcmp(job, inviting->job->idempotency) == 0;
}

void
inviting_end(struct inviting *inviting, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    inviting->outcome->end = OUTCOME_DONE;
    inviting->outcome->detail = pool_vprintf(inviting->work->pool, format, args);
    va_end(args);
}

const char *
inviting_text(const struct inviting *inviting, const char *text, int count)
{
    const struct invite *invite = inviting->rule->invite;
    bool joined = inviting->wish.what == INVITE_JOINED;
    const struct invite_values values = {
        .username = inviting->wish.login,
        .org = inviting->wish.organization,
        .repository = joined ? invite->welcome_repository : inviting->wish.place.repository,
        .count = count,
        .remaining = count < invite->after ? invite->after - count : 0,
    };

    return text == NULL ? NULL : invite_expand(inviting->work->pool, text, &values);
}

static bool
blank(const char *text)
{
    return text == NULL || text[strspn(text, " \t\n")] == '\0';
}

void
inviting_say(struct inviting *inviting, const char *text, int count, const char *detail)
{
    const struct work *work = inviting->work;
    struct planned_job *follow = pool_alloc(work->pool, sizeof(*follow));
    const struct comment_wish wish = {
        .place = &inviting->wish.place,
        .installation = inviting->github.installation,
        .text = inviting_text(inviting, text, count),
        .now_ms = clock_ms(),
    };

    inviting_end(inviting, "%s", detail);
    if (blank(wish.text))
        return;
    comment_plan(follow, &wish, &work->settings->github_api, work->pool);
    follow->rule = inviting->rule->name;
    follow->step = INVITE_WHATS + (int)inviting->wish.what;
    inviting->outcome->follow = follow;
    inviting->outcome->follow_count = 1;
}

/* "acme/web#12" of a repository whose pull requests count. */
static bool
counts(const struct rule *rule, struct pool *pool, const char *pull_request)
{
    const char *number = strchr(pull_request, '#');

    return number != NULL &&
           match_any_name(rule->repositories,
                          pool_copy(pool, pull_request, (size_t)(number - pull_request)));
}

int
inviting_count(struct inviting *inviting, struct strings known, bool ask, int *count)
{
    struct pool *pool = inviting->work->pool;
    struct strings found = { 0 };
    int rc = 0;

    if (ask)
        rc = github_merged(&inviting->github, inviting->wish.organization, inviting->wish.login,
                           &found);
    *count = 0;
    for (size_t i = 0; i < found.count; i++)
        *count += counts(inviting->rule, pool, found.items[i]);
    for (size_t i = 0; i < known.count; i++)
        *count +=
            counts(inviting->rule, pool, known.items[i]) && !text_among(found, known.items[i]);
    return rc;
}

/* NULL, or why nothing can be done. */
static const char *
prepare(struct inviting *inviting)
{
    struct pool *pool = inviting->work->pool;
    const char *name = inviting->job->rule;
    const char *trouble = invite_wish_read(pool, inviting->job->args, &inviting->wish);

    if (trouble != NULL)
        return trouble;
    inviting->key = invite_wish_key(pool, &inviting->wish);
    inviting->rule = settings_rule(inviting->work->settings, name);
    if (inviting->rule == NULL || inviting->rule->kind != RULE_INVITE)
        return pool_printf(pool, "invite rule %s is not in hooklet.conf any more", name);
    if (strcasecmp(inviting->rule->invite->organization, inviting->wish.organization) != 0)
        return pool_printf(pool, "invite rule %s is for another organization now", name);
    return NULL;
}

int
invite_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    static int (*const acts[INVITE_WHATS])(struct inviting * inviting) = {
        [INVITE_MERGED] = invite_merged,
        [INVITE_OPENED] = invite_opened,
        [INVITE_JOINED] = invite_joined,
    };
    struct inviting inviting = { .work = work, .job = job, .outcome = outcome };
    const char *trouble = prepare(&inviting);
    int rc;

    *outcome = (struct outcome){ .end = OUTCOME_HOPELESS, .detail = trouble };
    if (trouble != NULL)
        return 0;
    rc = acts[inviting.wish.what](&inviting);
    if (rc != FAIL_CONFLICT)
        return rc;
    *outcome = (struct outcome){ .end = OUTCOME_POSTPONED,
                                 .detail = pool_printf(work->pool, "another job of %s was at it",
                                                       inviting.key) };
    return 0;
}
