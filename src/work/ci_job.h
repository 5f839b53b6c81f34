/*
 * ci_job.h - the jobs that ask a CI system for a build, and how the build is
 *
 *     trigger  asks for the build of a deployment; those of one environment one after the other
 *     build    looks how the build of a deployment is; those of one deployment likewise, and one
 *              that waits is replaced by the next, as both would see the same: none is newer than
 *              another, whatever clocks say
 *
 * args: job_deployment.h.  Their rule is what builds (settings_ci()); the step is the caller's,
 * where an event has several of them.
 * Pure.
 */
#ifndef HOOKLET_WORK_CI_JOB_H
#define HOOKLET_WORK_CI_JOB_H

#include "port/settings.h"
#include "store/deployment.h"
#include "store/job.h"

#define TRIGGER_KIND "trigger"
#define BUILD_KIND "build"

/* ci: CIRCLECI_NAME, or a section ci. */
void trigger_plan(const struct settings *settings, const struct deployment *row, const char *ci,
                  int64_t now_ms, struct pool *pool, struct planned_job *job);
void build_plan(const struct settings *settings, const struct deployment *row, const char *ci,
                struct pool *pool, struct planned_job *job);

#endif
