/*
 * deployment_sweep.h - deployments that nobody has news of, because the news was lost
 *
 * Each minute the store is asked for rows that have been quiet for too long; an event is made only
 * where there are some:
 *
 *     waits for checks         for some minutes: it is tried again, whatever events were missed
 *     queued, not triggered    for two minutes, then ever more rarely: the same; unless another build
 *                              of its environment goes on, whose end is waited for
 *     being built              for longer than its project expects: its build is asked for, and
 *                              before one is known, whether there is one
 *     GitHub wasn't told       for ten minutes: once more, once
 *
 * The event touches those rows, so each has a job once in its time, whatever becomes of that.
 */
#ifndef HOOKLET_WORK_DEPLOYMENT_SWEEP_H
#define HOOKLET_WORK_DEPLOYMENT_SWEEP_H

#include "store/deployment.h"
#include "work/schedule.h"

#define SWEEP_EVENT "sweep"

int sweep_schedules(const struct app *app, struct schedules *schedules)
    __attribute__((warn_unused_result));

/* The rows of an event, as they were found. */
struct sweep {
    const struct app *app;
    struct deployments rows;
    int64_t now_ms;
};

/* Changes of a plan (plan_change.data: struct sweep); for schedules alone. */
int sweep_lost(struct db *db, const struct plan_change *change, struct pool *pool,
               struct plan *plan) __attribute__((warn_unused_result));
int sweep_untold(struct db *db, const struct plan_change *change, struct pool *pool,
                 struct plan *plan) __attribute__((warn_unused_result));

#endif
