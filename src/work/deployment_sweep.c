/* deployment_sweep.c - which rows are quiet for too long. */
#include "config.h"

#include "base/fail.h"
#include "port/settings_deploys.h"
#include "store/deployments_rows.h"
#include "store/project.h"
#include "work/deployment_sweep.h"

#define MINUTE_MS INT64_C(60000)
#define QUEUED_MS (2 * MINUTE_MS)
#define WAITING_MS (4 * MINUTE_MS)
#define BUILDING_MS (5 * MINUTE_MS)
#define UNTOLD_MS (10 * MINUTE_MS)

enum { ROWS_MOST = 200 };

/* --- Lost ones -------------------------------------------------------------------------------- */

static bool
is_building(const struct deployment *row)
{
    return row->state == DEPLOYMENT_IN_PROGRESS || row->triggered_ms > 0;
}

/* Where a build goes on, its end asks for the next one. */
static int
must_wait(struct db *db, struct pool *pool, const struct deployment *row, bool *wait)
{
    struct deployments open = { 0 };
    int rc = deployments_open(db, row->repository, row->environment, pool, &open);

    *wait = false;
    for (size_t i = 0; rc == 0 && i < open.count; i++)
        *wait = *wait || is_building(&open.rows[i]);
    return rc;
}

/* Each time it is half as long again. */
static bool
is_rare_enough(const struct deployment *row, int64_t now_ms)
{
    return now_ms - row->updated_ms >= (row->updated_ms - row->created_ms) / 2;
}

/* A project that is none any more is expected to take as long as any other. */
static int
expect_ms(const struct app *app, struct db *db, struct pool *pool, const struct deployment *row,
          int64_t *expect)
{
    struct project project = { 0 };
    int rc = project_look(db, app->settings, row->repository, pool, &project);

    *expect = rc == 0 ? project.settings.expect_ms : project_default.expect_ms;
    return project_is_none(rc) ? 0 : rc;
}

static int
is_due(const struct app *app, struct db *db, const struct schedules *schedules,
       const struct deployment *row, bool *due)
{
    struct pool *pool = schedules->pool;
    int64_t now_ms = schedules->now_ms, expect = 0;
    bool wait = false;
    int rc = 0;

    *due = true;
    if (is_building(row)) {
        int64_t since_ms = row->triggered_ms > 0 ? row->triggered_ms : row->updated_ms;

        rc = expect_ms(app, db, pool, row, &expect);
        *due = now_ms - since_ms >= expect;
    } else if (row->state == DEPLOYMENT_QUEUED) {
        rc = must_wait(db, pool, row, &wait);
        *due = !wait && is_rare_enough(row, now_ms);
    }
    return rc;
}

/* Those of `rows` that are due, in their place. */
static int
keep_due(const struct app *app, const struct schedules *schedules, struct deployments *rows)
{
    size_t count = 0;
    struct db *db;
    bool due;
    int rc = store_reader_take(app->store, &db);

    if (rc != 0)
        return rc;
    for (size_t i = 0; rc == 0 && i < rows->count; i++) {
        rc = is_due(app, db, schedules, &rows->rows[i], &due);
        if (rc == 0 && due)
            rows->rows[count++] = rows->rows[i];
    }
    store_reader_give(app->store, db);
    rows->count = count;
    return rc;
}

static int
find_lost(const struct app *app, const struct schedules *schedules, struct deployments *rows)
{
    const struct deployments_quiet quiet = { .queued_ms = schedules->now_ms - QUEUED_MS,
                                             .waiting_ms = schedules->now_ms - WAITING_MS,
                                             .building_ms = schedules->now_ms - BUILDING_MS,
                                             .most = ROWS_MOST };
    int rc = deployments_lost(app->store, &quiet, schedules->pool, rows);

    return rc == 0 && rows->count > 0 ? keep_due(app, schedules, rows) : rc;
}

/* --- Schedules -------------------------------------------------------------------------------- */

static int
plan_sweep(const struct schedule *schedule, plan_apply *apply, struct plan *plan)
{
    const struct sweep *sweep = schedule->data;

    plan->change = (struct plan_change){ .apply = apply, .app = sweep->app, .data = sweep };
    return 0;
}

static int
plan_lost(const struct app *app, const struct schedule *schedule, struct pool *pool,
          struct plan *plan)
{
    (void)app, (void)pool;
    return plan_sweep(schedule, sweep_lost, plan);
}

static int
plan_untold(const struct app *app, const struct schedule *schedule, struct pool *pool,
            struct plan *plan)
{
    (void)app, (void)pool;
    return plan_sweep(schedule, sweep_untold, plan);
}

static void
add(const struct app *app, struct schedules *schedules, const struct deployments *rows,
    const struct schedule *schedule)
{
    struct sweep *sweep = pool_alloc(schedules->pool, sizeof *sweep);
    struct schedule whole = *schedule;

    *sweep = (struct sweep){ .app = app, .rows = *rows, .now_ms = schedules->now_ms };
    whole.kind = SWEEP_EVENT;
    whole.data = sweep;
    if (rows->count == 0)
        whole.plan = NULL;
    schedules_add(schedules, &whole);
}

/* A row is untold within one of these periods once: that is how often it is told again. */
int
sweep_schedules(const struct app *app, struct schedules *schedules)
{
    int64_t period_ms = schedule_begin(UNTOLD_MS, schedules->now_ms);
    struct deployments lost = { 0 }, untold = { 0 };
    int rc;

    if (!settings_deploys(app->settings))
        return 0;
    rc = find_lost(app, schedules, &lost);
    if (rc == 0)
        rc = deployments_untold(app->store, period_ms - 2 * UNTOLD_MS, period_ms - UNTOLD_MS,
                                ROWS_MOST, schedules->pool, &untold);
    if (rc != 0)
        return rc;
    add(app, schedules, &lost,
        &(struct schedule){ .name = "sweep", .every_ms = MINUTE_MS, .plan = plan_lost });
    add(app, schedules, &untold,
        &(struct schedule){ .name = "untold", .every_ms = UNTOLD_MS, .plan = plan_untold });
    return 0;
}
