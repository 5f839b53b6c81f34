/*
 * status_act.h - jobs of kind "status": GitHub is told how a deployment is
 *
 * What the row says when the job runs becomes the deployment's status at GitHub, with log_url and
 * environment_url wherever there are such; then the row says what was told.  What was told already
 * is not told again, so such a job can be run at any time, and those of one row come one after the
 * other.  Whoever was cut off asks GitHub first what it was told last.
 * GitHub has no word for superseded: such a deployment is inactive.
 */
#ifndef HOOKLET_WORK_STATUS_ACT_H
#define HOOKLET_WORK_STATUS_ACT_H

#include "store/deployment.h"
#include "work/action.h"

int status_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

/* GitHub's word; NULL: one that waits for checks isn't there yet.  Pure. */
const char *status_word(enum deployment_state state);

#endif
