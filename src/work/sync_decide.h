/*
 * sync_decide.h - what a change of a task in Asana means for its issue at GitHub
 *
 * Pure.  The row tells how the task was when we last left it or took it over; what differs now was done by
 * people.  First that applies:
 *
 *  1. The rule is not both ways, the task or the issue is gone, or the row says that the item was deleted
 *     or transferred: nothing.  A task deleted in Asana closes nothing.
 *  2. Nothing differs from the row: it is our own change that comes back, or one that was seen already.
 *  3. completed differs: a completed task closes the issue, after a comment that names who; a reopened one
 *     reopens it.  It may be so already.  A pull request is left as it is: who ticks off a review must not
 *     close work that was never merged.  The comment comes first, so that no crash between the two loses
 *     it: it is planned, and a job that follows, which knows that it was said, closes the issue.
 *  4. assignee differs: the new one is assigned, and the old one unassigned, as far as the person table
 *     knows them and GitHub does not have it so already.  Others whom the issue is assigned to stay.  A new
 *     one whom the table does not know: nothing is changed, since nobody could tell who has it now.  Pull
 *     requests have assignees, too.
 *
 * 3 and 4 may come together.  The row's completed and assignee follow the task (`row`) whenever this was
 * carried out, also when there was nothing to do, so it is not asked again.
 */
#ifndef HOOKLET_WORK_SYNC_DECIDE_H
#define HOOKLET_WORK_SYNC_DECIDE_H

#include <stdbool.h>

#include "base/match.h"
#include "base/pool.h"
#include "store/task_rows.h"

struct sync_facts {
    bool both_ways; /* the repository's rule */
    bool said;      /* who completed it; by the job that this one follows */
    /* the row */
    enum task_item state;
    bool was_completed;
    const char *was_assignee; /* gid, or NULL */
    const char *echo;
    /* the task in Asana */
    bool task_gone;
    bool completed;
    const char *assignee;     /* gid, or NULL */
    const char *completed_by; /* real name of who completed it, or NULL */
    /* the issue or pull request at GitHub, as it is now */
    bool item_gone;
    bool pull_request;
    bool open;
    struct strings assignees; /* logins */
    /* the person table; NULL: not linked */
    const char *login;              /* of assignee */
    const char *was_login;          /* of was_assignee */
    const char *completed_by_login; /* of who completed it */
};

enum sync_state {
    SYNC_STAY,
    SYNC_SAY, /* first; then it is decided again */
    SYNC_CLOSE,
    SYNC_REOPEN
};

struct sync_decision {
    enum sync_state state;
    const char *comment;  /* for SYNC_SAY, Markdown; else NULL */
    const char *assign;   /* a login, or NULL */
    const char *unassign; /* a login, or NULL */
    const char *echo;     /* for the row, before GitHub is asked */
    bool row; /* the row's completed (but for SYNC_SAY) and assignee are to be those of the task */
    const char *reason; /* what is done and why, or why nothing; never NULL */
};

/* Does the task differ from the row? */
bool sync_differs(const struct sync_facts *facts);
struct sync_decision sync_decide(struct pool *pool, const struct sync_facts *facts);

#endif
