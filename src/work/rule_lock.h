/*
 * rule_lock.h - keeps a rule's commands from overlapping, even with those that a dead worker left
 *
 * One file in STATE/lock per directory (or per serial key, for rules without one), locked by
 * flock(2) on a descriptor that the commands inherit: when a worker is killed, what it had started
 * holds the lock on.  The file says whose it is: job, process group, deadline, worker.
 *
 * Busy: another job is at work there, or what a dead worker left is still running.  Once the
 * deadline of the latter has passed, its group is killed (only if a process in it has that job's
 * HOOKLET_JOB), and whatever else still holds the lock, a daemon, loses it.
 *
 * errors  FAIL_SYSTEM the lock directory or file can't be used
 */
#ifndef HOOKLET_WORK_RULE_LOCK_H
#define HOOKLET_WORK_RULE_LOCK_H

#include <sys/types.h>

#include "work/action.h"

struct rule_lock {
    int fd;             /* to be inherited by commands; -1: busy */
    const char *holder; /* busy: "job 12 (process group 345)" */
    bool recovered;     /* the last holder was cut off: what it was doing is half done */
    int64_t job;
};

/* Takes the lock; 0 with fd -1 means busy. */
int rule_lock_take(const struct work *work, const struct job *job, const struct rule *rule,
                   struct rule_lock *lock) __attribute__((warn_unused_result));
/* A command runs now, as `group`, and is over at `deadline_ms` (Unix). */
void rule_lock_note(struct rule_lock *lock, pid_t group, int64_t deadline_ms);
/*
 * Gives it up, for daemons that were left behind too.  clean: false when a command was cut off, so
 * that the next holder knows.
 */
void rule_lock_release(struct rule_lock *lock, bool clean);

#endif
