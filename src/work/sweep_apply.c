/* sweep_apply.c - rows that were found quiet get their jobs, in the transaction that touches them. */
#include "config.h"

#include "base/fail.h"
#include "port/settings_deploys.h"
#include "store/deployments_rows.h"
#include "store/project.h"
#include "work/announce.h"
#include "work/ci_job.h"
#include "work/deployment_again.h"
#include "work/deployment_state.h"
#include "work/deployment_sweep.h"

struct sweeping {
    struct db *db;
    const struct sweep *sweep;
    const struct settings *settings;
    struct pool *pool;
    struct plan *plan;
    struct announcing announcing;
};

/* As it is now; FAIL_NOT_FOUND: somebody has had news of it since it was found. */
static int
look_again(const struct sweeping *sweeping, size_t at, struct deployment *row)
{
    const struct deployment *found = &sweeping->sweep->rows.rows[at];
    int rc = deployment_look(sweeping->db, found->id, sweeping->pool, row);

    return rc == 0 && row->version != found->version ? FAIL_NOT_FOUND : rc;
}

/* The project of a build may be gone; then what builds all others may know of it. */
static int
builder_of(const struct sweeping *sweeping, const struct deployment *row, const char **ci)
{
    struct project project = { .settings = project_default };
    int rc =
        project_look(sweeping->db, sweeping->settings, row->repository, sweeping->pool, &project);

    if (project_is_none(rc)) {
        project = (struct project){ .settings = project_default };
        rc = 0;
    }
    *ci = settings_ci(sweeping->settings, &project.settings);
    return rc;
}

/* Nobody is there any more who could tell. */
static void
give_up(struct deployment *row)
{
    row->state = deployment_hear(row, NEWS_BUILD_LOST).state;
    row->detail = "nothing is configured any more that could say how its build went";
}

static int
ask_for_build(struct sweeping *sweeping, struct deployment *row)
{
    const struct settings *settings = sweeping->settings;
    struct planned_job *job;
    const char *ci;
    int rc = builder_of(sweeping, row, &ci);

    if (rc != 0)
        return rc;
    if (ci == NULL) {
        give_up(row);
        return 0;
    }
    job = plan_add_job(sweeping->plan, sweeping->pool);
    if (row->pipeline != NULL)
        build_plan(settings, row, ci, sweeping->pool, job);
    else
        trigger_plan(settings, row, ci, sweeping->sweep->now_ms, sweeping->pool, job);
    job->step = (int)row->id;
    return 0;
}

static int
look_after(struct sweeping *sweeping, size_t at)
{
    struct deployment row;
    int rc = look_again(sweeping, at, &row);

    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    if (row.state == DEPLOYMENT_IN_PROGRESS || row.triggered_ms > 0)
        rc = ask_for_build(sweeping, &row);
    else
        deployment_again(&row, &sweeping->settings->github_api, (int)at, sweeping->pool,
                         plan_add_job(sweeping->plan, sweeping->pool));
    if (rc == 0)
        rc = deployment_write_by(sweeping->db, &row, sweeping->sweep->now_ms);
    if (rc == 0 && !deployment_is_open(row.state))
        rc = announce(sweeping->db, &sweeping->announcing, &row);
    return rc;
}

static int
tell_again(struct sweeping *sweeping, size_t at)
{
    struct deployment row;
    int rc = look_again(sweeping, at, &row);

    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    return announce(sweeping->db, &sweeping->announcing, &row);
}

static int
sweep(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan,
      int (*each)(struct sweeping *, size_t))
{
    const struct settings *settings = change->app->settings;
    struct sweeping sweeping = { .db = db,
                                 .sweep = change->data,
                                 .settings = settings,
                                 .pool = pool,
                                 .plan = plan,
                                 .announcing = { .settings = settings, .pool = pool } };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sweeping.sweep->rows.count; i++)
        rc = each(&sweeping, i);
    announce_plan(&sweeping.announcing, plan);
    if (plan->job_count == 0) {
        plan->status = PLAN_IGNORED;
        plan->reason = "there is news of all of them meanwhile";
    }
    return rc;
}

int
sweep_lost(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan)
{
    return sweep(db, change, pool, plan, look_after);
}

int
sweep_untold(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan)
{
    return sweep(db, change, pool, plan, tell_again);
}
