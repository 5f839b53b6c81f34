/* decide_push.c - a branch or tag moved */
#include "config.h"

#include "wire/github_event.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"
#include "work/plan_deployments.h"

int
decide_push(const struct delivery *delivery, const struct app *app, struct pool *pool,
            struct plan *plan)
{
    struct github_push push = { 0 };
    struct repo repo = { 0 };
    int rc;

    rc = github_push_decode(delivery, pool, &push);
    if (rc == 0) {
        repo_find(app->settings, push.event.repository, pool, &repo);
        plan_push(&push, &repo, plan);
        plan_deployments_push(&push, app, &repo, plan);
    }

    return decided(rc, pool, plan);
}
