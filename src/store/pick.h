/*
 * pick.h - which ready jobs come next
 *
 * Lanes take turns: those behind claim->after_lane that have ready jobs, once round.  Left alone
 * are lanes without room, lanes that sleep, lanes of other hosts, and jobs of kinds that the worker
 * does not know.  The cost does not grow with the jobs.
 */
#ifndef HOOKLET_STORE_PICK_H
#define HOOKLET_STORE_PICK_H

#include <stdbool.h>

#include "store/rows.h"
#include "store/sends.h"

/* A walk from lane to lane. */
struct pick {
    struct db *db;
    const struct send_turn *turn; /* whose claim, room and data count */
    struct pool *pool;
    const char *lane; /* reached; the claim's after_lane at first */
    bool wrapped, ended;
};

/* A lane that has ready jobs, of whatever kinds. */
struct pick_lane {
    const char *name;
    size_t room;
};

/* name NULL: that was all, and the walk has ended. */
int pick_next(struct pick *pick, struct pick_lane *lane) __attribute__((warn_unused_result));
/* Rows (struct job, as they are before they are claimed) of a lane's first ready jobs. */
int pick_ready(const struct pick *pick, const char *lane, size_t most, struct rows *jobs)
    __attribute__((warn_unused_result));
/* Is there one? */
int pick_any(struct pick *pick, bool *any) __attribute__((warn_unused_result));

#endif
