/*
 * hooking.h - what the files of hook share
 */
#ifndef HOOKLET_WORK_HOOKING_H
#define HOOKLET_WORK_HOOKING_H

#include "work/hook.h"
#include "work/project_hook.h"

/* A job under way. */
struct hooking {
    const struct work *work;
    const struct job *job;
    struct outcome *outcome;
    struct asana asana;
    const char *project;
    int64_t since_ms, began_ms;
    const char *offset; /* or NULL: from the beginning of the list */
    struct asana_hook_row *rows;
    size_t row_count;
};

/* What was found in the project's list. */
struct caught_up {
    int64_t looked_at;
    struct planned_job *jobs; /* a sync job for each that differs */
    size_t count;
    const char *offset; /* where to go on; NULL: that was all */
    bool stopped;       /* the worker is to end */
};

/* Does a tasks rule work both ways for this project?  name: of the project, or NULL if unknown. */
int hook_wanted(struct asana *asana, const struct settings *settings,
                const struct asana_hook_row *hook, const char *name, bool *wanted)
    __attribute__((warn_unused_result));
/* From hooking->offset on, until HOOK_MOST are found or the list is at its end. */
int hook_catch_up(struct hooking *hooking, struct caught_up *found)
    __attribute__((warn_unused_result));

#endif
