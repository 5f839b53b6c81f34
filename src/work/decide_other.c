/* decide_other.c - an event of which we know no more than what all have in common */
#include "config.h"

#include "wire/github_event.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"

int
decide_other(const struct delivery *delivery, const struct app *app, struct pool *pool,
             struct plan *plan)
{
    struct github_event event = { 0 };
    struct repo repo = { 0 };
    int rc;

    rc = github_event_decode(delivery, pool, &event);
    if (rc == 0) {
        repo_find(app->settings, event.repository, pool, &repo);
        plan_event(&event, &repo, plan);
    }

    return decided(rc, pool, plan);
}
