/*
 * held.h - jobs that a worker holds (leased or started), and how they are let go
 *
 * Shared by those who end attempts: settle and reap.  All of it runs inside a commit_work, on its
 * connection.
 * memory  texts live in the pool.  errors  FAIL_BUSY and FAIL_STORE, from the database only
 */
#ifndef HOOKLET_STORE_HELD_H
#define HOOKLET_STORE_HELD_H

#include <stdbool.h>
#include <stdint.h>

#include "port/db.h"
#include "store/types.h"

struct held {
    int64_t id, event, order_ms, run_at_ms;
    const char *rule, *key, *owner;
    enum crash_class crash;
    bool newest, started, check_first;
    bool sends;                             /* one of those that messages are made of */
    int attempt, failed, crashed, attempts; /* begun; failed; cut off; allowed */
};

/* What becomes of a held job. */
struct held_verdict {
    enum job_state state;
    const char *reason;
    int64_t run_at_ms;
    int attempt, failed, crashed;
    bool check_first;
};

/* The job if a worker holds it, under this fence unless that is 0; id is 0 when it is not so. */
int held_find(struct db *db, int64_t id, int64_t fence, struct pool *pool, struct held *held)
    __attribute__((warn_unused_result));
/* A verdict that leaves all numbers as they are. */
struct held_verdict held_verdict(const struct held *held, enum job_state state, const char *reason);
/* How an attempt ended. */
struct held_end {
    const char *outcome; /* "done", "failed", "cut off" ..; NULL: it does not count */
    const char *detail;
    const struct exchange_record *record; /* what was sent and answered, or NULL */
    int64_t now_ms;
};

/* Closes the attempt, or takes its row away when it does not count. */
int held_end_attempt(struct db *db, const struct held *held, const struct held_end *end)
    __attribute__((warn_unused_result));
/*
 * Executes the verdict, ends the job's deployment with it, and lets the next of its key go.  A job
 * that would wait while a newer one of its key waits too is superseded.
 */
int held_settle(struct db *db, const struct held *held, const struct held_verdict *verdict,
                struct pool *pool, int64_t now_ms) __attribute__((warn_unused_result));

#endif
