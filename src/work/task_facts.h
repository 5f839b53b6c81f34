/*
 * task_facts.h - what is known of an issue or a pull request, its row and its task, when it is
 *                decided what to do
 */
#ifndef HOOKLET_WORK_TASK_FACTS_H
#define HOOKLET_WORK_TASK_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "store/task_rows.h"

struct task_facts {
    /* the event; or, without an action, what a backfill read at GitHub */
    const char *action; /* NULL: a backfill */
    int64_t event;      /* its id in the ledger; 0: none */
    bool pull_request;
    bool open;   /* as the event tells it, not as it may be by now */
    bool merged; /* for words only: what is merged is not open */
    bool stale;  /* the row knows of a newer event (updated_at before row.item_ms; equal is not,
                    but for `opened` of what is known to be closed) */
    const char *assigned;  /* of the actions assigned and unassigned: whom, a login */
    const char *candidate; /* task_assignee(), or NULL */
    const char *moved_to;  /* transferred: URL of the new place, or NULL: not told */
    bool there;            /* transferred: the new place has a task of its own */
    bool moved_here;       /* opened by a transfer; the task below is that of the old place */
    bool both_ways;        /* the rule takes changes from Asana to GitHub, too */

    /* the row; all zero when there is none (and then the task, if it exists, was found in Asana) */
    bool known;
    enum task_item state;
    bool was_completed;       /* the task, as we last left it or took over from Asana */
    const char *was_assignee; /* gid, or NULL */
    const char *echo;

    /* the task in Asana; all zero when there is none, or people deleted it */
    bool exists;
    bool completed;
    bool in_done;         /* it sits in the section Done */
    const char *assignee; /* gid, or NULL */
};

#endif
