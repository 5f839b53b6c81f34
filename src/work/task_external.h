/*
 * task_external.h - what a task is called: its external id and its title
 *
 * Pure.  An external id is of printable ASCII, without blanks, brackets and '%', so that it can stand in
 * notes (task_notes.h).
 * source  Asana, "Custom external data": an id has at most 1,024 characters; "Tasks": so has a name
 */
#ifndef HOOKLET_WORK_TASK_EXTERNAL_H
#define HOOKLET_WORK_TASK_EXTERNAL_H

#include <stdint.h>

#include "base/pool.h"

enum { TASK_EXTERNAL_MOST = 1024, TASK_TITLE_MOST = 1024 };

/* "acme-web-12" of "acme/web" and 12, spelled as GitHub spells the names. */
char *task_external(struct pool *pool, const char *repository, int64_t number)
    __attribute__((returns_nonnull));
/*
 * "acme-web-12-4711": for where the plain one belongs to another repository already, since
 * acme-web/api and acme/web-api are called the same, as is a repository that was deleted and made
 * again.
 */
char *task_external_apart(struct pool *pool, const char *repository, int64_t number,
                          int64_t repository_id) __attribute__((returns_nonnull));
/* "stackoverflow-123" of a feed's kind and an entry's id, any text: what may not stand in an
 * external id is a '-', and what is too long loses its beginning, since ids differ at their ends. */
char *task_external_feed(struct pool *pool, const char *feed, const char *id)
    __attribute__((returns_nonnull));

/*
 * "TITLE (#12)", one line; `number` 0: the title alone.  A title that is too long is cut on a
 * character border and ends with "…"; the number stays.  Characters are counted as UTF-16 does, the
 * most that a service may mean by "character".
 */
char *task_title(struct pool *pool, const char *title, int64_t number)
    __attribute__((returns_nonnull));

#endif
