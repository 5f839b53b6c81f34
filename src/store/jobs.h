/*
 * jobs.h - what a worker does with jobs, and what people do with them
 *
 * waiting -> ready -> leased [-> started] -> done | dead | unknown; a failure goes back to
 * waiting until its attempts are used up.  At most one job of a serial key is ready, leased or
 * started (a unique index).  Every change is durable when the function returns.  Times are Unix
 * milliseconds, handed in.
 * errors  FAIL_BUSY, FAIL_STORE · FAIL_CONFLICT (not logged) the fence is old: somebody else has
 *         the job now, drop the result
 */
#ifndef HOOKLET_STORE_JOBS_H
#define HOOKLET_STORE_JOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

#define JOB_LEASE_MS 60000 /* a worker that is silent for longer is dead */
#define JOB_CRASHES 3      /* attempts cut off by the worker's death until a job is dead */
#define SEND_CRASHES 12    /* of what belongs to messages: hundreds share one death */

struct claim {
    const char *owner;      /* this worker: "web1:1234:5f3a90c1" */
    const char *host;       /* lanes KIND@HOST of other hosts are left alone */
    struct strings kinds;   /* kinds of jobs that this worker knows */
    const char *after_lane; /* of the last claim, "" at first: the next lane comes first */
    int64_t now_ms;
};

/* Promotes what is due, then leases one job.  FAIL_NOT_FOUND (not logged): nothing to do. */
int jobs_claim(struct store *store, const struct claim *claim, struct pool *pool, struct job *job)
    __attribute__((warn_unused_result));
/* Would jobs_claim() find something to write?  Reads only. */
int jobs_look(struct store *store, const struct claim *claim, struct pool *pool, bool *any)
    __attribute__((warn_unused_result));
/* The args that its next attempts find; of a job that is leased. */
int jobs_keep_args(struct store *store, const struct job *job, const char *args, int64_t now_ms)
    __attribute__((warn_unused_result));
/* leased -> started; commit this before the effect of a job of class verify or once. */
int jobs_start(struct store *store, const struct job *job, int64_t now_ms)
    __attribute__((warn_unused_result));
/*
 * Settles: records the attempt and its steps, decides the next state, lets the next of its key go
 * ahead.  A postponed attempt leaves no trace but the job's reason.  When the job is done or dead
 * now, what follows becomes jobs of its event, under the same rules of newest-wins as those of a
 * delivery; what the event has a job of already (rule, step) is left alone.
 */
int jobs_finish(struct store *store, const struct job *job, const struct outcome *outcome,
                int64_t now_ms) __attribute__((warn_unused_result));
/* Takes back the leases of dead workers, each as its crash class says; how many. */
int jobs_reap(struct store *store, int64_t now_ms, int *reaped) __attribute__((warn_unused_result));
/* The same for all leases of `owner`, whose process is known to be gone. */
int jobs_reap_owner(struct store *store, const char *owner, int64_t now_ms, int *reaped)
    __attribute__((warn_unused_result));
/* Everyone who holds a lease. */
int jobs_owners(struct store *store, struct pool *pool, struct strings *owners)
    __attribute__((warn_unused_result));
/* When the next waiting job is due, or INT64_MAX. */
int jobs_next_due(struct store *store, int64_t *due_ms) __attribute__((warn_unused_result));
/* Is a worker wanted: is a job ready, due, or left by a dead worker, on whatever host?  Cheap. */
int jobs_wanting(struct store *store, int64_t now_ms, bool *any)
    __attribute__((warn_unused_result));

/* Puts a lane to sleep; longer sleep wins. */
int jobs_lane_sleep(struct store *store, const char *lane, int64_t until_ms, const char *reason)
    __attribute__((warn_unused_result));
/* The same at a limit that does not say for how long: a minute, or twice as long as the last time
 * when it was not awake for longer since; an hour at most.  until_ms: of the sleep that stands. */
int jobs_lane_back_off(struct store *store, const char *lane, int64_t now_ms, const char *reason,
                       int64_t *until_ms) __attribute__((warn_unused_result));
/* Sleep that is told, inside a commit_work; and the end of any sleep, on all hosts (LANE@HOST). */
int jobs_lane_sleep_by(struct db *db, const char *lane, int64_t until_ms, const char *reason)
    __attribute__((warn_unused_result));
int jobs_lane_wake_by(struct db *db, const char *lane) __attribute__((warn_unused_result));
/* Until when a lane sleeps, or slept; 0: never. */
int jobs_lane_until(struct store *store, const char *lane, int64_t *until_ms)
    __attribute__((warn_unused_result));

/*
 * By hand: dead, unknown, cancelled, superseded, done -> on its way again, with fresh attempts,
 * whatever is newer; of queue = all in its place, by its id.
 * errors  FAIL_NOT_FOUND · FAIL_CONFLICT (logged) it is on its way
 */
int jobs_retry(struct store *store, int64_t id, const char *by, int64_t now_ms)
    __attribute__((warn_unused_result));
/*
 * By hand: waiting, ready -> cancelled.
 * errors  FAIL_NOT_FOUND · FAIL_CONFLICT (logged) it has begun, or is over
 */
int jobs_cancel(struct store *store, int64_t id, const char *by, int64_t now_ms)
    __attribute__((warn_unused_result));

/*
 * The schedule, full jitter: a delay below 5 s, 30 s, 2 m .. 24 h; failures >= 1, dice 0 ..
 * 2^32-1.
 */
int64_t retry_delay_ms(int failures, uint32_t dice);

#endif
