/*
 * pick.h - which ready job comes next
 *
 * Lanes take turns: the first one behind claim->after_lane that has a job for this worker, once
 * round.  Left alone are lanes that sleep, lanes of other hosts, and jobs of kinds that the
 * worker does not know.  The cost does not grow with the jobs.
 */
#ifndef HOOKLET_STORE_PICK_H
#define HOOKLET_STORE_PICK_H

#include <stdint.h>

#include "store/jobs.h"

/* id: 0 when there is nothing for this worker. */
int pick_job(struct db *db, const struct claim *claim, struct pool *pool, int64_t *id)
    __attribute__((warn_unused_result));

#endif
