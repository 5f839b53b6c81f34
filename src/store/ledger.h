/*
 * ledger.h - reads what happened: events, jobs, attempts, notes
 *
 * memory  results live in the pool.  errors  FAIL_NOT_FOUND · FAIL_STORE
 */
#ifndef HOOKLET_STORE_LEDGER_H
#define HOOKLET_STORE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "store/ledger_rows.h"
#include "store/store.h"

/* Newest first. */
int ledger_events(struct store *store, const struct event_filter *filter, struct pool *pool,
                  struct events *events) __attribute__((warn_unused_result));
int ledger_jobs(struct store *store, const struct job_filter *filter, struct pool *pool,
                struct jobs *jobs) __attribute__((warn_unused_result));
int ledger_event(struct store *store, int64_t id, struct pool *pool, struct event_row *event)
    __attribute__((warn_unused_result));
int ledger_job(struct store *store, int64_t id, struct pool *pool, struct job_row *job)
    __attribute__((warn_unused_result));
/*
 * What a waiting job of the key stands behind: the job that is ready or running, else an older one
 * of queue = all that waits for its time; 0: nothing.
 */
int ledger_ahead(struct store *store, const char *key, int64_t job, int64_t *ahead)
    __attribute__((warn_unused_result));
/* The stored bytes as they were signed; NULL when retention took them. */
int ledger_body(struct store *store, int64_t event, struct pool *pool, char **body, size_t *length)
    __attribute__((warn_unused_result));
/* Oldest first. */
int ledger_attempts(struct store *store, int64_t job, struct pool *pool, struct attempts *attempts)
    __attribute__((warn_unused_result));
int ledger_steps(struct store *store, int64_t job, struct pool *pool, struct steps *steps)
    __attribute__((warn_unused_result));
int ledger_notes(struct store *store, int64_t event, struct pool *pool, struct notes *notes)
    __attribute__((warn_unused_result));
/*
 * Events that `what` names: a delivery id (any source), the id of a direct message (any owner), a
 * commit (7 hex digits or more, of the event), or a job id or event id ("job 12", "event 12"; "12" is
 * the job if there is one).  Oldest first; none: an empty list.
 */
int ledger_find(struct store *store, const char *what, struct pool *pool, struct events *events)
    __attribute__((warn_unused_result));
/*
 * Events with a job of this serial key that was about `subject`, NULL: about whatever; none that was
 * cancelled or superseded.  Oldest first.
 */
int ledger_find_key(struct store *store, const char *key, const char *subject, struct pool *pool,
                    struct events *events) __attribute__((warn_unused_result));
/*
 * Events whose delivery id begins so, with LEDGER_PREFIX_LEAST characters at least; as above.  It
 * looks through the keys of all events: 0.1 s for a million.
 */
#define LEDGER_PREFIX_LEAST 8
int ledger_find_prefix(struct store *store, const char *prefix, struct pool *pool,
                       struct events *events) __attribute__((warn_unused_result));
/* Which of these deliveries of `source` are there?  has: one answer for each. */
int ledger_has(struct store *store, const char *source, struct strings deliveries, bool *has)
    __attribute__((warn_unused_result));
/*
 * Does one of the newest 1000 events that `source` has posted have these words in its headers?  No
 * wildcards of LIKE in them.
 */
int ledger_heard(struct store *store, const char *source, const char *words, bool *heard)
    __attribute__((warn_unused_result));
/* When the oldest event that is still there came, Unix milliseconds; 0: there is none. */
int ledger_begins(struct store *store, int64_t *received_ms) __attribute__((warn_unused_result));
/* Events since `since_ms`, oldest first, for replay. */
int ledger_since(struct store *store, int64_t since_ms, struct pool *pool, struct events *events)
    __attribute__((warn_unused_result));

/*
 * The event of `source` that first came with exactly this body (its SHA-256, and pushed_s as in
 * struct plan), dropped by retention or not; none: id 0.
 */
int ledger_find_body(struct store *store, const char *source, const unsigned char *body_sha,
                     int64_t pushed_s, struct pool *pool, struct event_row *event)
    __attribute__((warn_unused_result));

/* Numbers for doctor and metrics; quick beside any number of old jobs. */
struct ledger_counts {
    int64_t waiting, ready, running, dead, unknown;
    int64_t oldest_ready_ms; /* run_at of the oldest ready job in a lane that is awake, 0: none */
};
int ledger_counts(struct store *store, int64_t now_ms, struct ledger_counts *counts)
    __attribute__((warn_unused_result));
/*
 * The newest heartbeat of any worker or drain, 0: never; older than JOB_LEASE_MS (store/jobs.h):
 * none is running.  Cheap: no pass over the jobs.
 */
int ledger_worker_seen(struct store *store, int64_t *seen_ms) __attribute__((warn_unused_result));
/* The same without drains, whose last heartbeat stays behind when they have ended. */
int ledger_resident_seen(struct store *store, int64_t *seen_ms) __attribute__((warn_unused_result));

#endif
