/*
 * turn.h - one at a time, over all threads and processes of a state directory
 *
 * For what shall be done once however many want it, like asking for an installation's token: take a
 * turn, look whether somebody did it meanwhile, else do it, give the turn back.  The kernel gives
 * it back when its holder dies.  Not for database work: that has lock.h.
 */
#ifndef HOOKLET_STORE_TURN_H
#define HOOKLET_STORE_TURN_H

#include <stdint.h>

#include "store/store.h"

/* Turns of their own; the ids of installations, which are turns, too, are far below. */
#define TURN_ASANA_LOGIN (INT64_MAX - 1)
#define TURN_ASANA_TAG (INT64_MAX - 2)
#define TURN_FEED_TASK (INT64_MAX - 3)

/*
 * Waits for the turn of `number` (>= 0; each has its own), without end: holders do one thing that
 * has a time-out.  fd: for turn_give().  errors  FAIL_SYSTEM
 */
int turn_take(struct store *store, int64_t number, int *fd) __attribute__((warn_unused_result));
void turn_give(int fd);

#endif
