/* decided_tasks.c - what events of issues and of pull requests have in common */
#include "config.h"

#include <string.h>

#include "wire/github_item.h"
#include "work/decided.h"
#include "work/plan_tasks.h"

/* Where others have tasks, whoever looks why this one has none is told. */
static void
say_unnamed(const struct app *app, const struct repo *repo, struct plan *plan)
{
    if (plan->status == PLAN_IGNORED && plan->reason != NULL && repo->name != NULL &&
        strstr(plan->reason, repo->name) == NULL && settings_has_rule(app->settings, RULE_TASKS))
        plan->reason =
            pool_printf(repo->pool, "%s, and no tasks rule names %s", plan->reason, repo->name);
}

int
decided_tasks(const struct delivery *delivery, const struct app *app, const struct repo *repo,
              struct plan *plan)
{
    struct github_item_event event = { 0 };
    int rc;

    if (!plan_tasks_wanted(repo)) {
        say_unnamed(app, repo, plan);
        return 0;
    }
    rc = github_item_decode(delivery, repo->pool, &event);
    if (rc == 0)
        plan_tasks(&event, source_limits(&app->settings->github, delivery->secret), repo, plan);
    return rc;
}
