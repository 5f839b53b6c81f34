/*
 * target_lanes.h - every lane that deliveries to a target are, or were, in
 *
 * A target's url may have been of another kind before, and a receiver may have moved to another
 * host; only hooklet.conf says on which one it is now.
 *
 * memory  the pool's.  errors  those of the database
 */
#ifndef HOOKLET_STORE_TARGET_LANES_H
#define HOOKLET_STORE_TARGET_LANES_H

#include <stdint.h>

#include "base/text.h"
#include "port/db.h"

/* "send:12", "exec:12", and each "exec:12@HOST" that has a delivery. */
int target_lanes(struct db *db, int64_t id, struct pool *pool, struct strings *lanes)
    __attribute__((warn_unused_result));

#endif
