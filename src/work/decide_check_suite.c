/* decide_check_suite.c - the checks of an app at a commit have begun, or ended */
#include "config.h"

#include "base/match.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"
#include "work/plan_deployed.h"

int
decide_check_suite(const struct delivery *delivery, const struct app *app, struct pool *pool,
                   struct plan *plan)
{
    struct github_check_suite_event *event = pool_alloc(pool, sizeof *event);
    struct repo repo = { 0 };
    struct plan_deployed asked = { app, delivery, &repo };
    int rc = github_check_suite_event_decode(delivery, pool, event);

    if (rc == 0) {
        bool completed = text_equal(event->event.action, "completed");

        repo_find(app->settings, event->event.repository, pool, &repo);
        plan_event(&event->event, &repo, plan);
        plan_deployed_checks(&asked, event->sha, completed ? NULL : "the checks have not ended",
                             plan);
    }

    return decided(rc, pool, plan);
}
