/* decide_release.c - a release was published, perhaps to be told; or drafted, changed, taken back */
#include "config.h"

#include "wire/github_event.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"
#include "work/plan_deployments.h"

int
decide_release(const struct delivery *delivery, const struct app *app, struct pool *pool,
               struct plan *plan)
{
    struct github_event event = { 0 };
    struct repo repo = { 0 };
    int rc;

    rc = github_event_decode(delivery, pool, &event);
    if (rc == 0) {
        repo_find(app->settings, event.repository, pool, &repo);
        plan_event(&event, &repo, plan);
        rc = plan_deployments_notice(delivery, app, &repo, plan);
    }

    return decided(rc, pool, plan);
}
