/*
 * deployment_again.h - jobs of kind "deployment" that try a row again, which GitHub has not yet
 *
 * For a row that waits for checks, once one of them is done, and for one whose wish was lost on its
 * way.  args: {"deployment":"12","installation":"5"}.  The key is that of the wishes of its
 * environment, but such a job replaces none of them, and order_ms is 0: which wish is the newest
 * goes by other clocks than ours.  A few attempts: the sweep makes another one.
 * Pure.
 */
#ifndef HOOKLET_WORK_DEPLOYMENT_AGAIN_H
#define HOOKLET_WORK_DEPLOYMENT_AGAIN_H

#include "port/github_api.h"
#include "store/deployment.h"
#include "store/types.h"

/* The nth job of its event. */
void deployment_again(const struct deployment *row, const struct github_api *api, int n,
                      struct pool *pool, struct planned_job *job);

#endif
