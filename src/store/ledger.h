/*
 * ledger.h - reads what happened: events, jobs, attempts, notes
 *
 * memory  results live in the pool.  errors  FAIL_NOT_FOUND · FAIL_STORE
 */
#ifndef HOOKLET_STORE_LEDGER_H
#define HOOKLET_STORE_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

struct event_row {
    int64_t id;
    const char *source, *delivery, *kind, *action, *repository, *subject, *secret, *headers;
    const char *status;          /* "accepted", "ignored", "suspect", "unreadable" */
    const char *reason;          /* or NULL */
    int64_t received_ms;
    int64_t parent;              /* 0: none */
    int64_t body_length;         /* bytes, unpacked */
    int64_t job_count;
};

struct job_row {
    int64_t id, event;
    const char *kind, *rule, *state, *reason, *lane, *key, *subject, *crash, *owner, *args;
    int step;
    int attempt, failed, crashed, attempts;  /* begun; failed; cut off; allowed */
    int64_t order_ms, created_ms, updated_ms, run_at_ms, lease_ms;
};

struct attempt_row {
    int n;
    const char *owner, *outcome, *detail;    /* outcome NULL: still under way */
    int64_t start_ms, end_ms;
};

struct step_row {
    int attempt, n;
    const char *title, *end, *output;        /* output: raw bytes */
    size_t output_length;
    int code;
    int64_t start_ms, duration_ms;
};

/* What happened besides: a rule that did not act, a duplicate, a retry by hand. */
struct note_row {
    int64_t job;                 /* 0: about the event */
    int64_t at_ms;
    const char *rule;            /* or NULL */
    const char *text;
};

struct event_filter {
    const char *source, *kind, *repository, *status;   /* NULL: any; repository case aside */
    int64_t since_ms;            /* 0: any */
    int64_t before;              /* ids below this; 0: any */
    int most;                    /* rows */
};

struct job_filter {
    const char *kind, *rule, *state;
    int64_t event;               /* 0: any */
    int64_t before;
    int most;
};

struct events { struct event_row *rows; size_t count; };
struct jobs { struct job_row *rows; size_t count; };
struct attempts { struct attempt_row *rows; size_t count; };
struct steps { struct step_row *rows; size_t count; };
struct notes { struct note_row *rows; size_t count; };

/* Newest first. */
int ledger_events(struct store *store, const struct event_filter *filter, struct pool *pool,
                  struct events *events) __attribute__((warn_unused_result));
int ledger_jobs(struct store *store, const struct job_filter *filter, struct pool *pool,
                struct jobs *jobs) __attribute__((warn_unused_result));
int ledger_event(struct store *store, int64_t id, struct pool *pool, struct event_row *event)
    __attribute__((warn_unused_result));
int ledger_job(struct store *store, int64_t id, struct pool *pool, struct job_row *job)
    __attribute__((warn_unused_result));
/* The stored bytes as they were signed; NULL when retention took them. */
int ledger_body(struct store *store, int64_t event, struct pool *pool, char **body,
                size_t *length) __attribute__((warn_unused_result));
/* Oldest first. */
int ledger_attempts(struct store *store, int64_t job, struct pool *pool, struct attempts *attempts)
    __attribute__((warn_unused_result));
int ledger_steps(struct store *store, int64_t job, struct pool *pool, struct steps *steps)
    __attribute__((warn_unused_result));
int ledger_notes(struct store *store, int64_t event, struct pool *pool, struct notes *notes)
    __attribute__((warn_unused_result));
/*
 * Events that `what` names: a delivery id (any source), a commit (7 hex digits or more, of the
 * event or of a job), or a job id or event id ("job 12", "event 12"; "12" is the job if there is
 * one).  Oldest first; none: an empty list.
 */
int ledger_find(struct store *store, const char *what, struct pool *pool, struct events *events)
    __attribute__((warn_unused_result));
/* Ids of events since `since_ms`, oldest first, for replay. */
int ledger_since(struct store *store, int64_t since_ms, struct pool *pool, struct events *events)
    __attribute__((warn_unused_result));

/* Numbers for doctor, readyz and metrics. */
struct ledger_counts {
    int64_t events, waiting, ready, running, done, dead, unknown;
    int64_t oldest_ready_ms;     /* run_at of the oldest ready job, 0: none */
    int64_t worker_ms;           /* newest heartbeat of any worker, 0: never */
};
int ledger_counts(struct store *store, struct ledger_counts *counts)
    __attribute__((warn_unused_result));

#endif
