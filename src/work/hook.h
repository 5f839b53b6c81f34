/*
 * hook.h - jobs of kind "hook": once an hour, is a project's hook still there, and was nothing missed?
 *
 * The hour's event has source hooklet and delivery "asana/2026-11-22T10", and a job for each project
 * that has a hook; schedule.h makes it.  A job
 *
 *   - makes the hook again when Asana has dropped it, or tells nothing by it; until the new one has
 *     shaken hands the old row stays, and what still comes to its address is taken;
 *   - takes away what is left of older ones;
 *   - reads the project's tasks that were modified since all was heard of, page by page: each that is
 *     not as its row says gets a job of kind "sync".  HOOK_MOST of them, or a few more, are made at
 *     once; the rest is left to a job that follows.
 *
 * heard_ms moves on when all that was found is planned.  args {"project","since_ms"}: where it begins
 * to read, as it was when the job was made, so a job that is cut off reads the same again; and of a
 * job that follows {"began_ms","offset"}: when the first one began, and Asana's mark into its list.
 *
 * A hook that no rule wants any more is left as it is, and the job says so.
 */
#ifndef HOOKLET_WORK_HOOK_H
#define HOOKLET_WORK_HOOK_H

#include "work/schedule.h"

#define HOOK_KIND "hook"
#define HOOK_EVENT "asana" /* kind of the event, and first part of its delivery */

enum { HOOK_MOST = 50 };

int hook_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));
int hook_schedules(const struct app *app, struct schedules *schedules)
    __attribute__((warn_unused_result));

#endif
