/*
 * ci_judge.h - how a build at CircleCI is, by what CircleCI says of it
 *
 * Pure.  v2: the workflow of the configured name settles, of several the newest, as people run one
 * again; without a name all of them do, once the last open one has ended: the worst counts.
 * source  CircleCI API v2: status of a workflow, state of a pipeline; v1.1: outcome, lifecycle
 */
#ifndef HOOKLET_WORK_CI_JUDGE_H
#define HOOKLET_WORK_CI_JUDGE_H

#include "wire/circleci_build.h"
#include "wire/circleci_pipeline.h"
#include "work/ci.h"

/* Sets workflow, state and words.  name: of the workflow that settles; NULL: none was configured. */
void ci_judge_pipeline(struct pool *pool, const struct circleci_pipeline *pipeline,
                       const struct circleci_workflows *workflows, const char *name,
                       struct ci_build *build);
/* Sets state and words. */
void ci_judge_build(struct pool *pool, const struct circleci_build *theirs, struct ci_build *build);

#endif
