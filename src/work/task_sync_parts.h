/*
 * task_sync_parts.h - the steps of task_sync.h, for its own files alone
 *
 * place -> row -> task -> target -> facts -> decision -> what is to be done -> done
 */
#ifndef HOOKLET_WORK_TASK_SYNC_PARTS_H
#define HOOKLET_WORK_TASK_SYNC_PARTS_H

#include "wire/asana_names.h"
#include "work/task_github.h"
#include "work/task_sync.h"

#define TASK_SECTION_DONE "Done" /* where a project has it, case aside */

/* Where the item is from now on: at the event's place, or where it was transferred to. */
struct task_target {
    const char *repository;
    int64_t repository_id;
    int64_t number;
    const char *url;
};

struct task_sync_hidden {
    struct asana asana;
    struct task_github github;
    struct task_target target;
    const char *project; /* gid of the one of ours that the task is in, or NULL */
    const char *moving;  /* why the task can't go to where the item was transferred, or NULL */
    const char *login;   /* whom change.assignee stands for */
    bool taken;          /* what Asana has under the item's plain external id is another row's */
    bool found;          /* the task is there, and the row did not tell */
    bool answered;       /* Asana has answered a request for a new task: none is on its way */
    bool against_limits; /* it ended because of sync->limits */
};

/* task_find.c: row and task; also whether the task is that of the place it was transferred from. */
int task_find(struct task_sync *sync) __attribute__((warn_unused_result));
/* The external id of an item there: the plain one, unless that belongs to another row. */
int task_find_external(struct task_sync *sync, const struct task_target *target,
                       const char **external) __attribute__((warn_unused_result));
/* May the event speak for this repository? */
bool task_within_limits(const struct task_sync *sync, const char *repository);

/* task_target.c: where the item goes, and whether its task can go along. */
int task_target(struct task_sync *sync) __attribute__((warn_unused_result));
/* It is decided that it does not. */
void task_stay(struct task_sync *sync);

/* task_row_wanted.c: sync->wanted, by the decision. */
int task_row_wanted(struct task_sync *sync) __attribute__((warn_unused_result));

/* task_labels.c: tags, with wanted.labels. */
void task_labels(struct task_sync *sync);

/* task_compose.c: all that is to be done, by decision and wanted row; completes that. */
int task_compose(struct task_sync *sync) __attribute__((warn_unused_result));

/* task_words.c: one more of them; and is there anything in it that a request would change? */
void task_say(struct task_sync *sync, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool task_changes_itself(const struct asana_change *change);

/* task_do.c */
int task_do(struct task_sync *sync) __attribute__((warn_unused_result));

#endif
