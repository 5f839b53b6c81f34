/*
 * work_made.h - a claimed job as others' actions see it; for the library's own files
 */
#ifndef HOOKLET_LIBRARY_WORK_MADE_H
#define HOOKLET_LIBRARY_WORK_MADE_H

#include "library/event_made.h"
#include "wire/github.h"
#include "work/action.h"

#include <hooklet/worker.h>

/* The actions of a worker: data of its options. */
struct own_actions {
    const struct hooklet_action *list;
    size_t count;
};

struct hooklet_work {
    const struct work *work;
    const struct job *job;
    struct outcome *outcome;     /* its detail, while it is under way */
    int64_t wait_ms;             /* until it is tried again, when it is postponed */
    struct hooklet_event *event; /* NULL: not read yet, or not there */
    bool looked;                 /* for the event */
    struct planned_job *follow;
    size_t follow_count;
    const char *trouble;  /* of a job that can't follow, or NULL */
    struct github github; /* once it was opened */
    bool opened;
};

/* The action of all kinds of one's own; work->data has them. */
int own_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
