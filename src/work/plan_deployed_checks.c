/* plan_deployed_checks.c - a check of a commit has ended: perhaps somebody waits for it. */
#include "config.h"

#include "store/deployments_rows.h"
#include "work/deployment_again.h"
#include "work/planning_deployed.h"

static int
apply(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan)
{
    struct deployed_plan planning = deployed_begin(db, change, pool, plan);
    const struct github_api *api = &change->app->settings->github_api;
    struct deployments rows = { 0 };
    int rc = deployments_waiting(db, planning.deployed->repo.name, planning.deployed->event, pool,
                                 &rows);

    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        deployment_again(&rows.rows[i], api, (int)i, pool, plan_add_job(plan, pool));
    if (rc == 0 && rows.count == 0)
        deployed_ignore(&planning, "no deployment waits for this commit");
    return rc == 0 ? deployed_conclude(&planning) : rc;
}

void
plan_deployed_checks(const struct plan_deployed *asked, const char *sha, const char *reason,
                     struct plan *plan)
{
    const struct deployed deployed = { .event = sha };
    struct pool *pool = asked->repo->pool;

    if (reason == NULL)
        deployed_ask(asked, &deployed, apply,
                     pool_printf(pool, "whether a deployment waits for checks of %s", sha), plan);
    else
        deployed_refuse(asked, reason, plan);
}
