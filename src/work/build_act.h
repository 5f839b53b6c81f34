/*
 * build_act.h - the action build: how is the build of a deployment, and what does that make of it?
 *
 * What a webhook says is a reason to look, no more; so is a build that takes longer than expected
 * (deployment_sweep.h), as a webhook may have been lost, and one that has just begun, as CircleCI
 * may have spoken before we knew what of.  Which commit it took may be told later: it is asked again.
 * It settles the row when the CI system says that all of it has ended; one that built another commit
 * has failed, whatever came of it.  One that is not known there any more is lost.
 */
#ifndef HOOKLET_WORK_BUILD_ACT_H
#define HOOKLET_WORK_BUILD_ACT_H

#include "work/action.h"

/* errors  those of the store, and of the CI system's client */
int build_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
