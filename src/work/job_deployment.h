/*
 * job_deployment.h - which deployment a job is about
 *
 * Whatever is done for a row has its id in its args, {"deployment": ID}, and looks the row up.
 * Pure.
 */
#ifndef HOOKLET_WORK_JOB_DEPLOYMENT_H
#define HOOKLET_WORK_JOB_DEPLOYMENT_H

#include "base/pool.h"
#include "store/job.h"

/* The row's id; 0: the args don't say. */
int64_t job_deployment(struct pool *pool, const struct job *job);

#endif
