/* plan_invite.c - each invite rule that an event is for gives one job, or one reason why not. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/match.h"
#include "work/invite_wish.h"
#include "work/plan.h"
#include "work/plan_invite.h"

/* False: the rule does not care, and nobody would ask why. */
static bool
cares(const struct github_pull_request *pull_request, const struct rule *rule,
      enum invite_what *what)
{
    const char *action = pull_request->event.action;
    bool merged = action != NULL && strcmp(action, "closed") == 0 && pull_request->merged;
    bool opened = action != NULL && strcmp(action, "opened") == 0;

    if (rule->kind != RULE_INVITE)
        return false;
    *what = merged ? INVITE_MERGED : INVITE_OPENED;
    return merged || (opened && rule->invite->greeting != NULL);
}

/* Those whom GitHub shows as one of us need no greeting. */
static bool
belongs(const char *association)
{
    return association != NULL &&
           (strcmp(association, "MEMBER") == 0 || strcmp(association, "OWNER") == 0 ||
            strcmp(association, "COLLABORATOR") == 0);
}

/* The owner was read out of the name that the secret is good for (github_event.h). */
static const char *
reason_against(const struct github_pull_request *pull_request, const struct rule *rule,
               enum invite_what what, struct pool *pool)
{
    const struct github_event *event = &pull_request->event;
    const char *type = pull_request->author_type;

    if (event->owner == NULL || strcasecmp(event->owner, rule->invite->organization) != 0)
        return pool_printf(pool, "%s does not belong to %s", event->repository,
                           rule->invite->organization);
    if (pull_request->author == NULL)
        return "its author's account is gone";
    if (pull_request->author_bot)
        return "its author is a bot";
    if (type == NULL || strcmp(type, "User") != 0)
        return "its author is no person";
    if (!login_valid(pull_request->author))
        return "its author's name is no login of GitHub's";
    if (pull_request->number <= 0)
        return "the pull request tells no number";
    if (what == INVITE_OPENED && belongs(pull_request->association))
        return "its author belongs to the project already: nobody to greet";
    return NULL;
}

static void
add_pull_request(const struct github_pull_request *pull_request, const struct rule *rule,
                 enum invite_what what, const struct github_api *api, struct plan *plan,
                 struct pool *pool)
{
    const struct github_event *event = &pull_request->event;
    const char *reason = reason_against(pull_request, rule, what, pool);
    const struct invite_wish wish = {
        .what = what,
        .organization = rule->invite->organization,
        .login = pull_request->author,
        .installation = event->installation,
        .place = { .kind = PLACE_PULL_REQUEST,
                   .repository = event->repository,
                   .number = pull_request->number },
        .order_ms = what == INVITE_MERGED ? pull_request->merged_ms : event->received_ms,
    };

    if (reason == NULL)
        invite_wish_plan(&wish, rule, api, pool, plan_add_job(plan, pool));
    else
        plan_add_ignored(plan, pool, rule->name, reason);
}

void
plan_invite_pull_request(const struct github_pull_request *pull_request, const struct repo *repo,
                         const struct github_api *api, struct plan *plan)
{
    enum invite_what what;

    for (size_t i = 0; i < repo->rule_count; i++) {
        if (cares(pull_request, repo->rules[i], &what))
            add_pull_request(pull_request, repo->rules[i], what, api, plan, repo->pool);
    }
    plan_conclude(plan, repo);
}

static bool
welcomes(const struct rule *rule, const char *organization)
{
    return rule->kind == RULE_INVITE && rule->invite->welcome != NULL &&
           strcasecmp(rule->invite->organization, organization) == 0;
}

/*
 * A secret that is good for one repository can't speak for an organisation: a body of this event
 * that names a repository is refused (github_shape.h).
 */
static const char *
reason_against_member(const struct github_organization *organization)
{
    if (organization->member == NULL)
        return "it does not tell who joined";
    if (!login_valid(organization->member))
        return "who joined has a name that is no login of GitHub's";
    return NULL;
}

static void
add_member(const struct github_organization *organization, const struct rule *rule,
           const struct github_api *api, struct plan *plan, struct pool *pool)
{
    const char *reason = reason_against_member(organization);
    const struct invite_wish wish = {
        .what = INVITE_JOINED,
        .organization = rule->invite->organization,
        .login = organization->member,
        .installation = organization->event.installation,
        .order_ms = organization->event.received_ms,
    };

    if (reason == NULL)
        invite_wish_plan(&wish, rule, api, pool, plan_add_job(plan, pool));
    else
        plan_add_ignored(plan, pool, rule->name, reason);
}

void
plan_invite_joined(const struct github_organization *organization, const struct settings *settings,
                   const struct repo *repo, struct plan *plan)
{
    const char *action = organization->event.action;

    if (action == NULL || strcmp(action, "member_added") != 0)
        return;
    for (size_t i = 0; i < settings->rule_count; i++) {
        if (welcomes(&settings->rules[i], organization->organization))
            add_member(organization, &settings->rules[i], &settings->github_api, plan, repo->pool);
    }
    plan_conclude(plan, repo);
}
