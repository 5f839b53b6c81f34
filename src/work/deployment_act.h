/*
 * deployment_act.h - jobs of kind "deployment": a wish becomes a row, and the row a deployment at
 * GitHub
 *
 *     {"what":"deploy",..}   as wish.h says.  The ref becomes a commit, the row is written, those of
 *                            its environment that wait are superseded, and GitHub is asked
 *     {"what":"end",..}      a pull request was closed: what waits in its environment, and what is
 *                            live there, is inactive.  A build that has begun is waited for
 *     {"deployment":"12"}    a row that GitHub doesn't have yet is tried again (deployment_again.h)
 *
 * GitHub may say that checks are not done (the row waits, the job is done), that one has failed, or
 * that there is a conflict (the row has failed, the job is done).  Without a project, without its rule,
 * or without a commit the job is hopeless, and says so in words; a locked environment ends it, and
 * a row that still waits.  Whoever asked in Slack is told in the channel.
 *
 * It may be cut off anywhere: the row is found by the job's idempotency key, and GitHub's deployment
 * by the row's id in its payload, before another one is made.
 */
#ifndef HOOKLET_WORK_DEPLOYMENT_ACT_H
#define HOOKLET_WORK_DEPLOYMENT_ACT_H

#include "work/action.h"

int deployment_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
