/*
 * send_targets.h - targets as a turn has read them: each once, however many deliveries it has
 *
 * Whoever changes a row in the turn changes what is here, too.
 * memory  of the pool that it was told last
 */
#ifndef HOOKLET_WORK_SEND_TARGETS_H
#define HOOKLET_WORK_SEND_TARGETS_H

#include "store/targets.h"

struct send_targets {
    struct pool *pool;
    struct target **rows;
    size_t count, room;
};

/* Forgets all; pool: for those that are read from now on. */
void send_targets_forget(struct send_targets *targets, struct pool *pool);
/* NULL: it was not read. */
struct target *send_targets_known(const struct send_targets *targets, int64_t id);
/* Reads it unless it is known.  errors  FAIL_NOT_FOUND (not logged) · those of the database */
int send_targets_find(struct send_targets *targets, struct db *db, int64_t id,
                      struct target **target) __attribute__((warn_unused_result));

#endif
