/*
 * recover_job.h - the worker looks for what was missed by itself, once an hour
 *
 * The hour's event has a job for each that `recover` in github { } names.
 */
#ifndef HOOKLET_WORK_RECOVER_JOB_H
#define HOOKLET_WORK_RECOVER_JOB_H

#include "work/schedule.h"

#define RECOVER_KIND "recover" /* of its event and its jobs */

/* One, where somebody is named. */
int recover_schedules(const struct app *app, struct schedules *schedules)
    __attribute__((warn_unused_result));
/* What such a job does; more than RECOVER_MOST asks are left to a job that follows a minute on. */
int recover_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
