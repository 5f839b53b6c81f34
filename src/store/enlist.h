/*
 * enlist.h - a planned job becomes a row, unless newest-wins says no
 *
 * How all jobs are made: those that a delivery asks for, by accept, and those that follow from
 * another job, by settle.  Runs inside a commit_work, on its connection.
 * memory  texts live in the pool.  errors  FAIL_BUSY and FAIL_STORE, from the database only
 */
#ifndef HOOKLET_STORE_ENLIST_H
#define HOOKLET_STORE_ENLIST_H

#include <stdbool.h>
#include <stdint.h>

#include "port/db.h"
#include "store/types.h"

/* Whose job it becomes, and when. */
struct enlisting {
    int64_t event;
    int64_t now_ms; /* the job's delay counts from here */
    struct pool *pool;
};

struct enlisted {
    int64_t id;           /* 0: no row was made */
    enum job_state state; /* of the row: JOB_READY, JOB_WAITING, JOB_SUPERSEDED */
    const char *why;      /* why it does not act; NULL: it does */
};

/*
 * Has the event a job of this rule and step already?  Ask first: to make another one fails, and
 * newest-wins would have made room for it.
 */
int enlist_known(struct db *db, int64_t event, const struct planned_job *planned, bool *known)
    __attribute__((warn_unused_result));
/*
 * Makes the job.  The same work as another job's: it is a note of the event instead.  Older than
 * another one: it is superseded at once, and so is one that is to be merged with another.
 */
int enlist_job(struct db *db, const struct enlisting *enlisting, const struct planned_job *planned,
               struct enlisted *enlisted) __attribute__((warn_unused_result));

#endif
