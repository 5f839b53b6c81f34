/*
 * asana_task.h - Asana's tasks: read, made, changed, put into their places
 *
 * External ids need an OAuth app, and are not sent without one.
 * errors  those of asana_call(); FAIL_NOT_FOUND: the task, or what it is put into, is gone
 * memory  the client's pool
 */
#ifndef HOOKLET_WIRE_ASANA_TASK_H
#define HOOKLET_WIRE_ASANA_TASK_H

#include <stdint.h>

#include "base/match.h"
#include "wire/asana_pages.h"

#define ASANA_CLOCKS_MS INT64_C(600000) /* Asana's clock and ours may differ so much */

/* That a task is in a project. */
struct asana_place {
    const char *project;                /* gid */
    const char *section, *section_name; /* gid and name; NULL: in none */
};

struct asana_task {
    const char *gid;
    const char *name, *notes; /* never NULL */
    bool completed;
    const char *completed_by;                 /* name, or NULL */
    const char *completed_by_gid;             /* or NULL */
    const char *assignee;                     /* gid, or NULL */
    const char *due_on;                       /* "2026-12-01", or NULL */
    const char *external_gid, *external_data; /* or NULL */
    const struct asana_place *places;
    size_t place_count;
    const struct asana_named *tags;
    size_t tag_count;
    int64_t modified_ms;
};

enum asana_completed { ASANA_AS_IT_IS, ASANA_COMPLETED, ASANA_NOT_COMPLETED };

/* What a task shall be; what is NULL is not sent. */
struct asana_change {
    const char *name, *notes;
    enum asana_completed completed;
    const char *assignee; /* gid; "": nobody */
    const char *due_on;   /* "2026-12-01"; "": no date */
    const char *external_gid, *external_data;
    const char *workspace; /* from here on for a new task alone; gids */
    struct strings projects;
    struct strings tags;
};

/* Out of the JSON of one task.  errors  those of json_scan() · FAIL_FIELD it has no gid */
int asana_task_read(struct pool *pool, const char *text, size_t length, struct asana_task *task)
    __attribute__((warn_unused_result));
int asana_task_get(struct asana *asana, const char *gid, struct asana_task *task)
    __attribute__((warn_unused_result));
/* By its external id; without an OAuth app there is none. */
int asana_task_external(struct asana *asana, const char *external_gid, struct asana_task *task)
    __attribute__((warn_unused_result));
/*
 * there: the external id exists already, which Asana says by a status 400 like any other: then
 * `task` is that one, as it is.
 */
int asana_task_create(struct asana *asana, const struct asana_change *wanted,
                      struct asana_task *task, bool *there) __attribute__((warn_unused_result));
int asana_task_update(struct asana *asana, const char *gid, const struct asana_change *change,
                      struct asana_task *task) __attribute__((warn_unused_result));
/* A tag that it has, or has not, already: that is fine. */
int asana_task_tag(struct asana *asana, const char *gid, const char *tag)
    __attribute__((warn_unused_result));
int asana_task_untag(struct asana *asana, const char *gid, const char *tag)
    __attribute__((warn_unused_result));
/* Into a section, and out of the others of its project. */
int asana_task_place(struct asana *asana, const char *gid, const char *section)
    __attribute__((warn_unused_result));
int asana_task_project(struct asana *asana, const char *gid, const char *project)
    __attribute__((warn_unused_result));
/* Out of a project, with its section there. */
int asana_task_unproject(struct asana *asana, const char *gid, const char *project)
    __attribute__((warn_unused_result));

/*
 * A project's tasks that were modified since (0: all), page by page, in no order to rely on.  Set
 * pages->pool before, if at all.
 */
void asana_tasks_modified(struct asana *asana, const char *project, int64_t since_ms,
                          struct asana_pages *pages);
/* As asana_next_page(): 1, tasks are of the next page. */
int asana_tasks_next(struct asana *asana, struct asana_pages *pages, struct asana_task **tasks,
                     size_t *count) __attribute__((warn_unused_result));

#endif
