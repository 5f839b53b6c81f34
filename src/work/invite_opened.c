/* invite_opened.c - greets who opened a pull request for the first time. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "port/json.h"
#include "store/state.h"
#include "wire/github_people.h"
#include "work/invite_text.h"
#include "work/inviting.h"

#define KIND "greeting"

enum greeted { NOBODY_YET, BY_THIS_JOB, BY_ANOTHER };

static int
look(struct inviting *inviting, enum greeted *greeted)
{
    struct pool *pool = inviting->work->pool;
    struct json_want want = { .pointer = "/job" };
    struct state_row row = { 0 };
    int rc = state_get(inviting->work->store, KIND, inviting->key, pool, &row);

    *greeted = NOBODY_YET;
    if (rc == FAIL_NOT_FOUND)
        return 0;
    if (rc == 0)
        rc = json_scan(pool, row.value, strlen(row.value), &want, 1);
    if (rc == 0)
        *greeted = inviting_mine(inviting, json_string(&want)) ? BY_THIS_JOB : BY_ANOTHER;
    return rc;
}

static int
remember(struct inviting *inviting)
{
    struct pool *pool = inviting->work->pool;
    struct json *value = json_object();

    json_set_string(value, "job", inviting->job->idempotency);
    json_set_string(value, "pull_request", github_place_name(pool, &inviting->wish.place));
    return state_set(inviting->work->store, KIND, inviting->key,
                     json_text(pool, value, JSON_COMPACT), 0, clock_ms());
}

/*
 * GitHub hides from others who is a member and does not want it known, so it is asked.  NULL:
 * somebody new.
 */
static int
reason_against(struct inviting *inviting, const char **reason)
{
    const struct invite_wish *wish = &inviting->wish;
    struct github *github = &inviting->github;
    enum github_membership membership = MEMBERSHIP_NONE;
    int64_t first = 0;
    int rc = github_first_opened(github, wish->place.repository, wish->login, &first);

    *reason = NULL;
    if (rc == 0 && first > 0 && first < wish->place.number)
        *reason = pool_printf(github->pool, "not the first pull request of %s in %s", wish->login,
                              wish->place.repository);
    if (rc != 0 || *reason != NULL)
        return rc;
    rc = github_membership(github, wish->organization, wish->login, &membership);
    if (rc == 0 && membership == MEMBERSHIP_ACTIVE)
        *reason = pool_printf(github->pool, "%s is a member of %s, nobody to greet", wish->login,
                              wish->organization);
    return rc;
}

static int
greet(struct inviting *inviting)
{
    const char *greeting = inviting->rule->invite->greeting;
    const char *detail = pool_printf(inviting->work->pool, "%s is greeted", inviting->wish.login);
    int count = 0;
    int rc = 0;

    if (invite_tells_count(greeting))
        rc = inviting_count(inviting, (struct strings){ 0 }, true, &count);
    if (rc == 0)
        inviting_say(inviting, greeting, count, detail);
    return rc;
}

/* Somebody whom nobody has greeted so far; `reason` as reason_against() has it. */
static int
begin(struct inviting *inviting, const char **reason)
{
    int rc = reason_against(inviting, reason);

    return rc == 0 && *reason == NULL ? remember(inviting) : rc;
}

int
invite_opened(struct inviting *inviting)
{
    enum greeted greeted = NOBODY_YET;
    const char *reason = NULL;
    int rc = look(inviting, &greeted);

    if (rc != 0)
        return rc;
    if (greeted == BY_ANOTHER)
        reason = pool_printf(inviting->work->pool, "%s was greeted before", inviting->wish.login);
    else if (inviting->rule->invite->greeting == NULL)
        reason = "the rule has no greeting any more";
    else
        rc = github_job_open(inviting->work, inviting->job, inviting->wish.place.repository,
                             &inviting->github);
    if (rc == 0 && reason == NULL && greeted == NOBODY_YET)
        rc = begin(inviting, &reason);
    if (rc == 0 && reason == NULL)
        rc = greet(inviting);
    else if (rc == 0)
        inviting_end(inviting, "%s", reason);
    return rc;
}
