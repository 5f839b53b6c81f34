/*
 * worker_lanes.h - how many transfers of a lane may be in flight: quotas, rates, probes
 *
 * A lane is all that goes to one target.  What a target allows is known once something of its lane
 * was claimed (lanes_know()); until then, one at a time.
 *
 *     in flight   at most what the target allows, and no more of one lane than the loop has free: the
 *                 fuller it is, the less one of many takes
 *     slow        lanes whose newest transfer took a second, or that have been silent for one, have
 *                 half of the loop together, so that they hold up no others
 *     rate        at most so many begin in any time so long
 *     probe       one at a time, for what has failed again and again
 *
 * Times are milliseconds of any clock that never goes back, handed in.  One thread at a time.
 * memory  a handle in the pool; the table is its own and stays in proportion to the lanes in use
 */
#ifndef HOOKLET_WORKER_LANES_H
#define HOOKLET_WORKER_LANES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "work/http_action.h"

#define LANES_SLOW_MS 1000

struct lanes;

struct lanes *lanes_new(struct pool *pool) __attribute__((returns_nonnull));
void lanes_free(struct lanes *lanes);

/*
 * Before lanes are asked, with `transfers` for all.  Returns how many may be claimed now: half of
 * what is free, rounded up, so that whoever comes next finds some, too.
 */
int lanes_turn(struct lanes *lanes, int transfers, int64_t now_ms);
/* How many more of this lane may begin in this turn; ask once. */
int lanes_room(struct lanes *lanes, const char *lane);
/* When a lane may go on that was refused for its rate in this turn; INT64_MAX: there is none. */
int64_t lanes_next_ms(const struct lanes *lanes);

void lanes_know(struct lanes *lanes, const char *lane, const struct lane_limits *limits);
void lanes_begin(struct lanes *lanes, const char *lane, int64_t now_ms);
void lanes_end(struct lanes *lanes, const char *lane, int64_t took_ms, int64_t now_ms);

/* Calls `each` for every lane whose rate is used up, with the time at which it may go on. */
void lanes_each_spent(const struct lanes *lanes, int64_t now_ms,
                      void (*each)(const char *lane, int64_t until_ms, void *data), void *data);

#endif
