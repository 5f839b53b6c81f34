/*
 * ledger_rows.h - what the ledger gives, and what it is asked for
 *
 * Times are Unix milliseconds.  memory  in the pool that the rows were read with
 */
#ifndef HOOKLET_STORE_LEDGER_ROWS_H
#define HOOKLET_STORE_LEDGER_ROWS_H

#include <stddef.h>
#include <stdint.h>

struct event_row {
    int64_t id;
    const char *source, *delivery, *kind, *action, *repository, *subject, *secret, *headers;
    const char *status; /* "accepted", "ignored", "suspect", "unreadable" */
    const char *reason; /* or NULL */
    int64_t received_ms;
    int64_t parent;      /* 0: none */
    int64_t body_length; /* bytes, unpacked */
    int64_t job_count;
};

struct job_row {
    int64_t id, event;
    const char *kind, *rule, *state, *reason, *lane, *key, *subject, *crash, *owner, *args;
    int step;
    int attempt, failed, crashed, attempts; /* begun; failed; cut off; allowed */
    int64_t order_ms, created_ms, updated_ms, run_at_ms, lease_ms;
};

struct attempt_row {
    int n;
    const char *owner, *outcome, *detail; /* outcome NULL: still under way */
    int64_t start_ms, end_ms;
};

struct step_row {
    int attempt, n;
    const char *title, *end, *output; /* output: raw bytes */
    size_t output_length;
    int code;
    int64_t start_ms, duration_ms;
};

/* What happened besides: a rule that did not act, a duplicate, a retry by hand. */
struct note_row {
    int64_t job; /* 0: about the event */
    int64_t at_ms;
    const char *rule; /* or NULL */
    const char *text;
};

struct event_filter {
    const char *source, *kind, *repository, *status; /* NULL: any; repository case aside */
    int64_t since_ms;                                /* 0: any */
    int64_t before;                                  /* ids below this; 0: any */
    int most;                                        /* rows */
};

struct job_filter {
    const char *kind, *rule, *state;
    int64_t event; /* 0: any */
    int64_t before;
    int most;
};

struct events {
    struct event_row *rows;
    size_t count;
};
struct jobs {
    struct job_row *rows;
    size_t count;
};
struct attempts {
    struct attempt_row *rows;
    size_t count;
};
struct steps {
    struct step_row *rows;
    size_t count;
};
struct notes {
    struct note_row *rows;
    size_t count;
};

#endif
