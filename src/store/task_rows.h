/*
 * task_rows.h - which task stands for which issue, pull request or entry of a feed
 *
 * An issue is its repository's id and its number, whatever the repository is called; an entry of a
 * feed is its external id.  A row is written, with gid NULL, before its task is made, and after it:
 * who finds it without a gid looks in Asana first.
 *
 * Rows stay, those of what was deleted or moved, too, however old they are (HACKING.md, "Rows of
 * tasks are never too old").
 *
 * errors  FAIL_NOT_FOUND (not logged) there is none · FAIL_CONFLICT (not logged) somebody was first
 *         FAIL_BUSY, FAIL_STORE · FAIL_MALFORMED, FAIL_UNREADABLE the labels are no JSON of ours
 * memory  texts live in the pool
 */
#ifndef HOOKLET_STORE_TASK_ROWS_H
#define HOOKLET_STORE_TASK_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/match.h"
#include "store/store.h"

/* What the newest event said of the issue or entry.  The last two are tombstones. */
enum task_item { TASK_OPEN, TASK_CLOSED, TASK_DELETED, TASK_MOVED };

struct task_row {
    int64_t id;             /* 0: not written yet */
    const char *external;   /* "acme-web-12", "stackoverflow-123"; letter by letter; unique */
    int64_t repository_id;  /* of GitHub's, */
    int64_t number;         /* unique together; both 0: of a feed */
    const char *repository; /* OWNER/NAME as last heard, or NULL */
    const char *gid;        /* of the task; NULL: it may be being made; unique */
    const char *project;    /* gid, or NULL */
    enum task_item state;
    bool completed;        /* the task, as we last left or saw it, */
    const char *assignee;  /* gid or NULL, the same */
    const char *giving;    /* gid of whom a job is about to give it to, and may have; or NULL */
    const char *due;       /* "2026-12-01" that we have set, or NULL */
    struct strings labels; /* tags that we have put on for labels */
    const char *echo;      /* what we did at GitHub, and GitHub will tell: "closed"; or NULL */
    int64_t item_ms;       /* updated_at of the newest event that counted, Unix milliseconds */
    int64_t version;       /* as read; counts the changes */
    int64_t updated_ms;
};

const char *task_item_name(enum task_item state); /* "open", "closed", "deleted", "moved" */

/* Whom we left the task to, if `assignee` has it now: a job that was cut off may have given it. */
const char *task_row_left_to(const struct task_row *task, const char *assignee);

int task_row_find(struct store *store, int64_t repository_id, int64_t number, struct pool *pool,
                  struct task_row *task) __attribute__((warn_unused_result));
int task_row_find_external(struct store *store, const char *external, struct pool *pool,
                           struct task_row *task) __attribute__((warn_unused_result));
int task_row_find_gid(struct store *store, const char *gid, struct pool *pool,
                      struct task_row *task) __attribute__((warn_unused_result));
/* Some row of the repository, which tells how it was called. */
int task_row_find_repository(struct store *store, int64_t repository_id, struct pool *pool,
                             struct task_row *task) __attribute__((warn_unused_result));
/*
 * Of an issue whose repository we know by name alone: its task, else its newest row.  Looks through
 * all rows, so it is nothing for each event.
 */
int task_row_find_issue(struct store *store, const char *repository, int64_t number,
                        struct pool *pool, struct task_row *task)
    __attribute__((warn_unused_result));
/*
 * Adds it (id 0), or writes all of it over the row of that id, external id and number included, if
 * that still has this version; then its id, version and updated_ms are those of the row.
 * FAIL_CONFLICT: the row was changed meanwhile, or another one has the external id, the number in
 * that repository, or the gid.
 */
int task_row_write(struct store *store, struct task_row *task, int64_t now_ms)
    __attribute__((warn_unused_result));
/*
 * The same for an issue that has become another one, in another repository: under what it was there
 * stays, in the same transaction, a tombstone TASK_MOVED without a gid.  Where it goes a closed row
 * without a task, of an event that came first, gives way.
 */
int task_row_move(struct store *store, struct task_row *task, int64_t now_ms)
    __attribute__((warn_unused_result));

#endif
