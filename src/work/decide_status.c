/* decide_status.c - a check of a commit has begun, or ended */
#include "config.h"

#include <string.h>

#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"
#include "work/plan_deployed.h"

int
decide_status(const struct delivery *delivery, const struct app *app, struct pool *pool,
              struct plan *plan)
{
    struct github_status_event *event = pool_alloc(pool, sizeof *event);
    struct repo repo = { 0 };
    struct plan_deployed asked = { app, delivery, &repo };
    int rc = github_status_event_decode(delivery, pool, event);

    if (rc == 0) {
        bool pending = strcmp(event->state, "pending") == 0;

        repo_find(app->settings, event->event.repository, pool, &repo);
        plan_event(&event->event, &repo, plan);
        plan_deployed_checks(&asked, event->sha, pending ? "the check is pending" : NULL, plan);
    }

    return decided(rc, pool, plan);
}
