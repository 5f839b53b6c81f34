/* decide_deployment_status.c - somebody, mostly we, says how a deployment goes */
#include "config.h"

#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"
#include "work/plan_deployed.h"

int
decide_deployment_status(const struct delivery *delivery, const struct app *app, struct pool *pool,
                         struct plan *plan)
{
    struct github_deployment_status_event *event = pool_alloc(pool, sizeof *event);
    struct repo repo = { 0 };
    struct plan_deployed asked = { app, delivery, &repo };
    int rc = github_deployment_status_event_decode(delivery, pool, event);

    if (rc == 0) {
        repo_find(app->settings, event->event.repository, pool, &repo);
        plan_event(&event->event, &repo, plan);
        plan_deployed_status(&asked, event, plan);
    }

    return decided(rc, pool, plan);
}
