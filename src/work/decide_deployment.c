/* decide_deployment.c - somebody, maybe we, wants something deployed */
#include "config.h"

#include "base/json_scan.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"
#include "work/plan_deployed.h"

/* A job of a workflow with an environment makes a deployment, and then does it. */
static int
read_maker(const struct delivery *delivery, struct pool *pool, bool *by_actions)
{
    struct json_want want = { .pointer = "/workflow_run/id" };
    int rc = json_scan(pool, delivery->document, delivery->document_length, &want, 1);

    *by_actions = rc == 0 && want.first != NULL;
    return rc;
}

int
decide_deployment(const struct delivery *delivery, const struct app *app, struct pool *pool,
                  struct plan *plan)
{
    struct github_deployment_event *event = pool_alloc(pool, sizeof *event);
    struct repo repo = { 0 };
    struct plan_deployed asked = { app, delivery, &repo };
    bool by_actions = false;
    int rc = github_deployment_event_decode(delivery, pool, event);

    if (rc == 0)
        rc = read_maker(delivery, pool, &by_actions);
    if (rc == 0) {
        repo_find(app->settings, event->event.repository, pool, &repo);
        plan_event(&event->event, &repo, plan);
        plan_deployed_deployment(&asked, event, by_actions, plan);
    }

    return decided(rc, pool, plan);
}
