/* recover_job.c - a job for each owner, each hour */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/jobs.h"
#include "work/recover.h"
#include "work/recover_job.h"

#define HOUR_MS INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)

enum { ATTEMPTS = 5 };

/* A job that still waits when the next hour's comes gives way: that one does its work, too. */
static struct planned_job
job_of(const struct github_api *api, const char *owner, struct pool *pool)
{
    return (struct planned_job){
        .kind = RECOVER_KIND,
        .rule = owner,
        .key = pool_printf(pool, "recover %s", owner),
        .lane = github_lane(pool, api, 0),
        .newest = true,
        .crash = CRASH_RERUN,
        .attempts = ATTEMPTS,
        .args = "{}",
    };
}

static int
plan_hour(const struct app *app, const struct schedule *schedule, struct pool *pool,
          struct plan *plan)
{
    const struct github_api *api = &app->settings->github_api;

    (void)schedule;
    for (size_t i = 0; i < api->recover.count; i++)
        *plan_add_job(plan, pool) = job_of(api, api->recover.items[i], pool);
    return 0;
}

int
recover_schedules(const struct app *app, struct schedules *schedules)
{
    const struct github_api *api = &app->settings->github_api;
    const struct schedule hourly = {
        .kind = RECOVER_KIND, .name = RECOVER_KIND, .every_ms = HOUR_MS, .plan = plan_hour
    };

    if (github_api_configured(api) && api->recover.count > 0)
        schedules_add(schedules, &hourly);
    return 0;
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

/* Not a thread that sleeps, but a job that comes later. */
static void
follow(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct planned_job *next = pool_alloc(work->pool, sizeof *next);

    *next = job_of(&work->settings->github_api, job->rule, work->pool);
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
        follow(work, job, outcome);
    return 0;
}
