/*
 * feed_run.h - one look at a feed, as feed.c and its parts see it
 *
 * feed.c looks and remembers, feed_places.c knows where tasks go, feed_found.c which are there
 * already, feed_task.c makes and changes them, feed_summary.c tells what happened.
 */
#ifndef HOOKLET_WORK_FEED_RUN_H
#define HOOKLET_WORK_FEED_RUN_H

#include "port/feed.h"
#include "store/task_rows.h"
#include "wire/asana.h"
#include "work/action.h"
#include "work/feed_decide.h"
#include "work/feed_state.h"

/* An item, what is remembered of it, and what was found of it in Asana. */
struct feed_task {
    struct feed_item *item;
    struct task_row row; /* id 0: there is none */
    const char *found;   /* gid of a task with its marker, or NULL */
};

struct feed_run {
    const struct work *work;
    const struct rule *rule;
    const struct feed *feed;
    struct asana asana;
    int64_t now_ms;
    struct feed_state state;
    struct feed_document document;
    struct feed_items items;
    struct feed_task *tasks;                          /* one for each item, in their order */
    const char *workspace, *project, *tag, *assignee; /* gids; tag and assignee may be NULL */
    int64_t found_since_ms; /* the project was searched for tasks modified since; INT64_MAX: not */
    const char *remark;     /* for the ledger, beside the counts; or NULL */
    int made, updated;
    bool stopped; /* by the worker's end */
};

/*
 * The gids of what the configuration names.  An assignee who is nobody is a remark.
 * errors  FAIL_REFUSED workspace or project are not there · those of asana_call()
 */
int feed_places(struct feed_run *run) __attribute__((warn_unused_result));
/* The assignee's alone, where the workspace is known. */
int feed_assignee(struct feed_run *run) __attribute__((warn_unused_result));
/* Somebody has renamed or removed them since we asked what they are: ask again next time. */
int feed_places_forget(struct feed_run *run) __attribute__((warn_unused_result));

/*
 * Searches the project for tasks modified since (0: all) that have the marker of an item.  An OAuth
 * app needs no search: Asana tells it by the external id.
 */
int feed_found(struct feed_run *run, int64_t since_ms) __attribute__((warn_unused_result));

/* Makes the task, unless it is there.  One at a time, over all feeds: two may have one entry. */
int feed_task_make(struct feed_run *run, struct feed_task *task)
    __attribute__((warn_unused_result));
/* It is not completed any more, and the feed's assignee's if it was completed or nobody's. */
int feed_task_update(struct feed_run *run, struct feed_task *task)
    __attribute__((warn_unused_result));
/* Remembers the entry's date. */
int feed_task_note(struct feed_run *run, struct feed_task *task)
    __attribute__((warn_unused_result));

size_t feed_count(const struct feed_run *run, enum feed_verdict verdict);
/* What there is to tell, and that `since` is yet to come: then nothing can be new. */
const char *feed_wait(const struct feed_run *run, const char *text);
/* "30 entries, 2 new tasks, 1 updated"; first: nothing was remembered of the feed. */
const char *feed_summary(const struct feed_run *run, bool first);

#endif
