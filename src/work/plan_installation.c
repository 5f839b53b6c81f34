/* plan_installation.c - one fact for the installation, one for each repository it gains or loses. */
#include "config.h"

#include <string.h>

#include "base/match.h"
#include "port/json.h"
#include "store/installations.h"
#include "work/plan.h"
#include "work/plan_installation.h"

static void
tell_installation(const struct github_installation *installation, struct pool *pool,
                  struct plan *plan)
{
    int64_t received_ms = installation->event.received_ms;
    struct json *value = json_object();
    struct planned_fact fact = { .kind = INSTALLATION_FACT, .order_ms = installation->updated_ms };

    json_set_string(value, "account", installation->account);
    json_set_string(value, "type", installation->account_type);
    json_set_string(value, "selection", installation->selection);
    json_set_bool(value, "suspended", installation->suspended);
    json_set_bool(value, "deleted", installation->deleted);
    if (installation->deleted && fact.order_ms < received_ms)
        fact.order_ms = received_ms;
    fact.key = pool_printf(pool, "%lld", (long long)installation->id);
    fact.value = json_text(pool, value, JSON_COMPACT);
    plan_add_fact(plan, pool, &fact);
}

static void
tell_repositories(const struct github_installation *installation, struct strings names,
                  bool removed, struct pool *pool, struct plan *plan)
{
    struct planned_fact fact = { .kind = INSTALLATION_OF_REPOSITORY,
                                 .order_ms = installation->updated_ms };
    struct json *value = json_object();

    json_set_id(value, "installation", installation->id);
    if (removed)
        json_set_bool(value, "removed", true);
    fact.value = json_text(pool, value, JSON_COMPACT);
    for (size_t i = 0; i < names.count; i++) {
        fact.key = name_lower(pool, names.items[i]);
        plan_add_fact(plan, pool, &fact);
    }
}

/* "3 repositories" */
static const char *
count_of(size_t count, struct pool *pool)
{
    return pool_printf(pool, "%zu %s", count, count == 1 ? "repository" : "repositories");
}

static const char *
story_of_repositories(const struct github_installation *installation, struct pool *pool)
{
    const char *added = count_of(installation->added.count, pool);
    const char *removed = count_of(installation->removed.count, pool);

    if (installation->removed.count == 0)
        return pool_printf(pool, "%s added", added);
    if (installation->added.count == 0)
        return pool_printf(pool, "%s removed", removed);

    return pool_printf(pool, "%s added, %s removed", added, removed);
}

/* "3 repositories", "suspended", "1 repository added, 2 repositories removed" */
static const char *
story(const struct github_installation *installation, struct pool *pool)
{
    const char *selection = installation->selection;
    const char *action = installation->event.action;
    size_t listed = installation->repositories.count;

    if (strcmp(installation->event.kind, "installation_repositories") == 0)
        return story_of_repositories(installation, pool);
    if (installation->deleted || installation->suspended)
        return installation->deleted ? "deleted" : "suspended";
    if (action != NULL && strcmp(action, "unsuspend") == 0)
        return "no longer suspended";
    if (listed == 0 && selection != NULL && strcmp(selection, "all") == 0)
        return "all repositories";

    return count_of(listed, pool);
}

void
plan_installation(const struct github_installation *installation, const struct repo *repo,
                  struct plan *plan)
{
    struct pool *pool = repo->pool;
    const char *account = installation->account;

    plan_event(&installation->event, repo, plan);
    if (installation->event.repository != NULL) {
        if (plan->job_count == 0)
            plan->reason = "an installation is of no repository, so this one is not believed";
        return;
    }
    tell_installation(installation, pool, plan);
    tell_repositories(installation, installation->repositories, installation->deleted, pool, plan);
    tell_repositories(installation, installation->added, false, pool, plan);
    tell_repositories(installation, installation->removed, true, pool, plan);

    plan->status = PLAN_ACCEPTED;
    if (plan->job_count == 0)
        plan->reason = pool_printf(pool, "installation %lld%s%s: %s", (long long)installation->id,
                                   account == NULL ? "" : " of ", account == NULL ? "" : account,
                                   story(installation, pool));
}
