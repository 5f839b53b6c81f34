/* decided_tasks.c - what events of issues and of pull requests have in common */
#include "config.h"

#include "wire/github_item.h"
#include "work/decided.h"
#include "work/plan_tasks.h"

int
decided_tasks(const struct delivery *delivery, const struct app *app, const struct repo *repo,
              struct plan *plan)
{
    struct github_item_event event = { 0 };
    int rc;

    if (!plan_tasks_wanted(repo))
        return 0;
    rc = github_item_decode(delivery, repo->pool, &event);
    if (rc == 0)
        plan_tasks(&event, source_limits(&app->settings->github, delivery->secret), repo, plan);
    return rc;
}
