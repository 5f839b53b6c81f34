/*
 * sync.h - jobs of kind "sync": a task was changed in Asana, and what it stands for follows
 *
 * Planned by plan_sync.h, and by the hourly look at a project (hook.h).  What it means is decided by
 * sync_decide.h, of what is so when the job runs, so jobs that come late or twice do no harm.  A task
 * that is as we left it costs one request to Asana, and none to GitHub.
 *
 * Cut off anywhere, it can run again: row.echo is written before GitHub is asked, the row's completed
 * and assignee after it.  A task that was completed gives two jobs that follow: the comment that names
 * who, and another one of this kind, which closes the issue.
 *
 * What GitHub refuses for good ends the job dead, with GitHub's words; the row then goes on saying how
 * the task was before, so `hooklet retry` does it once GitHub lets us.
 */
#ifndef HOOKLET_WORK_SYNC_H
#define HOOKLET_WORK_SYNC_H

#include "work/action.h"
#include "work/plan_sync.h"

int sync_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
