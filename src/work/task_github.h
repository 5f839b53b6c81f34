/*
 * task_github.h - what an event of an item does not tell, and GitHub does
 *
 * A help, not a need: a task without an assignee is worth more than none.  So whatever goes wrong at
 * GitHub is told as `trouble`, one line for people, and is no failure.  But a rate limit that ends
 * within five minutes is waited for, FAIL_BUSY: nobody makes up for an assignee that was left out
 * until something happens to the item again, and five minutes keep nobody from working.  A longer
 * one, up to an hour, is not: then the task is there in time, without an assignee, and says why.
 * errors  FAIL_BUSY until again_ms, or the store · others of the store and the system
 */
#ifndef HOOKLET_WORK_TASK_GITHUB_H
#define HOOKLET_WORK_TASK_GITHUB_H

#include "base/match.h"
#include "work/action.h"

struct task_github {
    const struct work *work;
    const char *repository; /* that the item is of */
    int64_t installation;   /* that its event names, or 0 */
    int64_t again_ms;       /* out */
};

/* The real name of `login`; NULL with trouble NULL: they tell none, or they are nobody. */
int task_github_name(struct task_github *github, const char *login, const char **name,
                     const char **trouble) __attribute__((warn_unused_result));
/* Who is asked to review a pull request. */
int task_github_reviewers(struct task_github *github, int64_t number, struct strings *logins,
                          const char **trouble) __attribute__((warn_unused_result));

#endif
