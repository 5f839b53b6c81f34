/*
 * recover_job.h - the worker looks for what was missed by itself, once an hour
 *
 * The hour's event has source hooklet and delivery "recover/2026-11-21T10", so that of several
 * workers one makes it, and a job for each that `recover` in github { } names.
 */
#ifndef HOOKLET_WORK_RECOVER_JOB_H
#define HOOKLET_WORK_RECOVER_JOB_H

#include "work/action.h"

#define RECOVER_KIND "recover" /* of its event and its jobs */

/* Makes this hour's event, unless it is there or nobody is named; made: by us. */
int recover_hourly(const struct app *app, int64_t now_ms, bool *made)
    __attribute__((warn_unused_result));
/* Pure: its jobs. */
void recover_plan(const struct github_api *api, int64_t hour_ms, struct pool *pool,
                  struct plan *plan);
/* What such a job does; more than RECOVER_MOST asks are left to a job that follows a minute on. */
int recover_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
