/*
 * syncing.h - what the files of sync share
 */
#ifndef HOOKLET_WORK_SYNCING_H
#define HOOKLET_WORK_SYNCING_H

#include "store/task_rows.h"
#include "wire/asana_task.h"
#include "wire/github_issue.h"
#include "work/sync.h"
#include "work/sync_decide.h"

/* A job under way. */
struct syncing {
    const struct work *work;
    const struct job *job;
    struct outcome *outcome;
    const char *gid;     /* of the task */
    const char *project; /* whose hook told of it, or NULL */
    bool said;           /* args.said */
    bool waits;          /* a job of the issue is under way; the outcome says so */
    struct task_row row;
    struct github github;
    const char *repository; /* OWNER/NAME as GitHub calls it now */
    struct sync_facts facts;
    struct sync_decision decision;
};

/* Does what was decided.  FAIL_CONFLICT (not logged): the row was changed, and nothing was done. */
int sync_carry_out(struct syncing *syncing) __attribute__((warn_unused_result));

#endif
