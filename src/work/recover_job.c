/* recover_job.c - an event each hour, a job for each owner. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/jobs.h"
#include "store/ledger.h"
#include "work/recover.h"
#include "work/recover_job.h"

#define HOUR_MS INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)

enum { ATTEMPTS = 5, HOUR_TEXT = sizeof "2026-11-21T10" - 1 };

/* A job that still waits when the next hour's comes gives way: that one does its work, too. */
static struct planned_job
job_of(const struct github_api *api, const char *owner, int64_t hour_ms, struct pool *pool)
{
    return (struct planned_job){
        .kind = RECOVER_KIND,
        .rule = owner,
        .key = pool_printf(pool, "recover %s", owner),
        .lane = github_lane(pool, api, 0),
        .order_ms = hour_ms,
        .newest = true,
        .crash = CRASH_RERUN,
        .attempts = ATTEMPTS,
        .args = "{}",
    };
}

void
recover_plan(const struct github_api *api, int64_t hour_ms, struct pool *pool, struct plan *plan)
{
    *plan = (struct plan){ .status = PLAN_ACCEPTED };
    for (size_t i = 0; i < api->recover.count; i++)
        *plan_add_job(plan, pool) = job_of(api, api->recover.items[i], hour_ms, pool);
}

static int
make_event(const struct app *app, const char *id, int64_t now_ms, struct pool *pool)
{
    struct delivery delivery = {
        .source = "hooklet",
        .id = id,
        .kind = RECOVER_KIND,
        .body = "{}",
        .length = 2,
        .received_ms = now_ms,
    };
    struct receipt receipt;
    struct plan plan;
    int rc = delivery_own(pool, &delivery);

    if (rc != 0)
        return rc;
    recover_plan(&app->settings->github_api, now_ms - now_ms % HOUR_MS, pool, &plan);
    return store_accept(app->store, &delivery, &plan, pool, &receipt);
}

/* Looked up first: a worker that starts again within the hour is no news for the event. */
int
recover_hourly(const struct app *app, int64_t now_ms, bool *made)
{
    const struct github_api *api = &app->settings->github_api;
    struct pool *pool;
    const char *id;
    bool there = false;
    int rc;

    *made = false;
    if (!github_api_configured(api) || api->recover.count == 0)
        return 0;
    pool = pool_new();
    id = pool_printf(pool, "recover/%.*s", HOUR_TEXT, clock_format(pool, now_ms));
    rc = ledger_has(app->store, "hooklet", (struct strings){ &id, 1 }, &there);
    if (rc == 0 && !there)
        rc = make_event(app, id, now_ms, pool);
    *made = rc == 0 && !there;
    pool_free(pool);
    return rc;
}

/* A rate limit, when it is one, tells how long. */
static void
postpone(const struct work *work, const struct recover *recover, struct outcome *outcome)
{
    const char *lane = github_lane(work->pool, &work->settings->github_api, recover->installation);
    int64_t until_ms = 0;

    *outcome = (struct outcome){ .end = OUTCOME_POSTPONED,
                                 .detail = pool_string(work->pool, fail_detail()) };
    if (jobs_lane_until(work->store, lane, &until_ms) == 0)
        outcome->not_before_ms = until_ms;
}

static int64_t
hour_of(const struct job *job, struct pool *pool, int64_t now_ms)
{
    const char *text = strchr(job->delivery, '/');
    int64_t ms = 0;

    if (text != NULL && clock_parse(pool_printf(pool, "%s:00:00Z", text + 1), &ms))
        return ms;
    return now_ms - now_ms % HOUR_MS;
}

/* Not a thread that sleeps, but a job that comes later. */
static void
follow(const struct work *work, const struct job *job, const struct recover *recover,
       struct outcome *outcome)
{
    struct planned_job *next = pool_alloc(work->pool, sizeof *next);

    *next = job_of(&work->settings->github_api, job->rule,
                   hour_of(job, work->pool, recover->now_ms), work->pool);
    next->step = job->step + 1;
    next->delay_ms = MINUTE_MS;
    outcome->follow = next;
    outcome->follow_count = 1;
}

static bool
is_named(const struct github_api *api, const char *owner)
{
    for (size_t i = 0; i < api->recover.count; i++) {
        if (strcmp(api->recover.items[i], owner) == 0)
            return true;
    }
    return false;
}

int
recover_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    const struct app app = { work->settings, work->store };
    struct recover recover = {
        .app = &app,
        .pool = work->pool,
        .owner = job->rule,
        .now_ms = clock_ms(),
        .stop_fd = work->stop_fd,
    };
    int rc;

    if (!is_named(&work->settings->github_api, job->rule)) {
        outcome->detail = "recover in github { } names it no more";
        return 0;
    }
    rc = recover_run(&recover);
    if (rc == FAIL_BUSY) {
        postpone(work, &recover, outcome);
        return 0;
    }
    if (rc != 0)
        return rc;
    if (recover.stopped)
        outcome->end = OUTCOME_INTERRUPTED;
    outcome->detail = recover_summary(work->pool, &recover.counts);
    if (recover.counts.to_come > 0 && !recover.stopped)
        follow(work, job, &recover, outcome);
    return 0;
}
