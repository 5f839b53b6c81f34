/*
 * deliveries.h - reads what was sent to targets, and what they answered
 *
 * A delivery is a job of kind send or exec; its step is the target's id, its event and rule are
 * those of its message (fanouts.h).
 *
 * memory  results live in the pool.  errors  FAIL_NOT_FOUND (not logged) · FAIL_BUSY, FAIL_STORE
 */
#ifndef HOOKLET_STORE_DELIVERIES_H
#define HOOKLET_STORE_DELIVERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

struct delivery_row {
    int64_t job, event, target;
    const char *kind, *rule, *state, *reason;
    const char *message;    /* its id, from the message's args; these three "" when they lack it */
    const char *event_name; /* "invoice.paid" */
    const char *owner;
    const char *url;               /* of the target as it is now; NULL: that is gone */
    int attempt, failed, attempts; /* begun; failed; allowed */
    int last_status;          /* of the newest attempt that has ended; -1: no answer, or none */
    int64_t last_duration_ms; /* -1: none */
    int64_t created_ms, updated_ms; /* Unix, as all times here */
    int64_t run_at_ms;              /* not before that, while it waits */
};

struct delivery_rows {
    struct delivery_row *rows;
    size_t count;
};

/* NULL, 0: any. */
struct delivery_filter {
    int64_t target;
    const char *owner; /* of the message, and of the target as it is now */
    int64_t event;     /* deliveries of this event, */
    const char *rule;  /* and with it of this message alone */
    bool dead, failed; /* dead; that, or to be tried again after a failure */
    int64_t since_ms;  /* made at or after that */
    int64_t before;    /* ids below this */
    int64_t after;     /* ids above this; then oldest first */
    int most;          /* rows */
};

/* Newest first, by when they were made; oldest first with `after`. */
int deliveries_list(struct store *store, const struct delivery_filter *filter, struct pool *pool,
                    struct delivery_rows *deliveries) __attribute__((warn_unused_result));
int delivery_find(struct store *store, int64_t job, struct pool *pool,
                  struct delivery_row *delivery) __attribute__((warn_unused_result));

/* Until when a target's deliveries are, or were, left alone, 0: never, and why. */
struct delivery_rest {
    int64_t until_ms;
    const char *reason;
};
/* Of its lanes (target_lanes.h) the one that sleeps longest. */
int delivery_rest(struct store *store, int64_t target, struct pool *pool,
                  struct delivery_rest *rest) __attribute__((warn_unused_result));

struct delivery_attempt {
    int n;
    const char *owner, *outcome, *detail; /* outcome NULL: still under way */
    int64_t start_ms, end_ms;             /* end 0: not yet */
    int status;                           /* as in struct exchange_record; -1: none */
    int64_t duration_ms;                  /* -1: none */
    const char *request, *headers;        /* JSON, or NULL */
    const char *answer;                   /* raw bytes; NULL: none */
    size_t answer_length;
};

struct delivery_attempts {
    struct delivery_attempt *rows;
    size_t count;
};

/* Oldest first. */
int delivery_attempts(struct store *store, int64_t job, struct pool *pool,
                      struct delivery_attempts *attempts) __attribute__((warn_unused_result));

/* Where one is among the attempts that have ended; all 0: before the first. */
struct attempt_place {
    int64_t end_ms, job;
    int n;
};

/*
 * Deliveries whose attempts have ended behind `place`, in that order, one row for each attempt, of
 * which last_status and last_duration_ms tell; place: the last that was looked at.  Of the filter
 * target, owner, rule and most count.
 */
int deliveries_ended(struct store *store, const struct delivery_filter *filter, struct pool *pool,
                     struct attempt_place *place, struct delivery_rows *deliveries)
    __attribute__((warn_unused_result));

#endif
