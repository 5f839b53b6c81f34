/*
 * task_decide.h - what an event of an issue or a pull request means for its task
 *
 * Pure: the facts are gathered before, and what is decided is done after.  First that applies:
 *
 *  1. What was deleted or transferred stays so: a late event of it changes nothing, makes nothing.
 *  2. deleted: its task is completed, with a note.  A task is never made for it.
 *  3. transferred: the task goes along to the new place, under its id and link (`rekey`), and is no
 *     more open or closed for it.  Without a new place to go to, or where a task stands already, it is
 *     completed with a note that tells where.  Without a task there is nothing to move: `opened`,
 *     which GitHub sends at the new place, makes one there.
 *  4. stale (something newer was done already): title, notes, tags, due date and assignee stay.  The
 *     action counts for `completed` if the newest state agrees: closed when that is closed; opened,
 *     reopened, assigned, ready_for_review when it is open.
 *  5. No task: one is made if the item is open, whatever the action, a draft's too; never for what
 *     is closed.
 *  6. An echo (task_echo.h) of closed or reopened: the section follows, all else is as it was.
 *     Unless the task contradicts, and people did not bring that about: then it is as any event.
 *  7. Else the task is updated, whatever its state: title, notes, tags, due date follow.
 *     completed  set when the item is closed or merged, also by ready_for_review or assigned of a
 *                closed one; cleared only by opened, reopened, assigned, ready_for_review of an open
 *                one.  So a backfill, which has no action, leaves a completed task of an open issue.
 *                `opened` at the end of a transfer is no opening, `assigned` that echoes us is no
 *                assignment.
 *     assignee   given if the task has none; a task that has one keeps it, also when the item's is
 *                another one, or taken away (unassigned).  `unassigned` that echoes us gives it to
 *                nobody: in Asana it was taken away.
 *     section    Done when the task is completed, or the item is closed by this very event; the first
 *                other one when it is reopened and sits in Done.  Else people's choice stays.
 *     What an event says of open and closed does not count for `completed` and section when we have
 *     closed or reopened the item since, and that is not heard of yet.
 *     Any other action (locked, pinned, synchronize, converted_to_draft..) is a plain update.  So is
 *     what becomes of an issue that turns into a discussion: GitHub closes and locks it.
 *
 * Both ways: what people changed in Asana since we last looked (completed, assignee: the row against the
 * task) is on its way to GitHub, so a plain update leaves it alone; closed, and the four that reopen,
 * overrule it for `completed`, assigned and review_requested for the assignee.  For this to hold the
 * row's `completed` and `assignee` follow what is done here, not what was found.
 */
#ifndef HOOKLET_WORK_TASK_DECIDE_H
#define HOOKLET_WORK_TASK_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/match.h"
#include "store/task_rows.h"
#include "work/task_facts.h"

enum task_what { TASK_IGNORE, TASK_CREATE, TASK_UPDATE };
enum task_completed { TASK_KEEP, TASK_SET, TASK_CLEAR };
/* TASK_DONE and TASK_FIRST move the task where the project has such a section; else nothing. */
enum task_section { TASK_STAY, TASK_DONE, TASK_FIRST };

struct task_decision {
    enum task_what what; /* TASK_IGNORE: Asana is not told anything */
    enum task_completed completed;
    bool assign; /* give the task to the candidate, if a person is found for them */
    bool text;   /* title, notes, tags of labels and due date follow the item */
    bool rekey;  /* the row and the task's external id are those of the new place from now on */
    enum task_section section;
    const char *note;     /* one line for our part of the notes (task_notes_note), or NULL */
    bool newest;          /* the row's state and item_ms follow, also when there is no task: a late
                             event finds them.  With `rekey`: a row for the old place is left behind. */
    enum task_item state; /* what the row of the event's place says from now on */
    const char *echo;     /* what is left of the row's */
    const char *reason;   /* what is done and why, for the ledger; never NULL */
};

struct task_decision task_decide(struct pool *pool, const struct task_facts *facts);

/* Who is to have the task, a login: the first assignee; else of a pull request's requested reviewers
 * the one whose place is `number` modulo their count; else NULL. */
const char *task_assignee(struct strings assignees, bool pull_request, struct strings reviewers,
                          int64_t number);

#endif
