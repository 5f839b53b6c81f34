/*
 * sends_parts.h - what a turn consists of; for sends.c, jobs_claim.c and jobs_finish.c alone
 *
 * All but claim_name() runs inside a commit_work, on its connection, or claim_any() on a reader's.
 */
#ifndef HOOKLET_STORE_SENDS_PARTS_H
#define HOOKLET_STORE_SENDS_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "port/db.h"
#include "store/sends.h"

/* A job that is to be settled. */
struct settling {
    const struct job *job;
    const struct outcome *outcome;
    struct pool *pool;
    uint32_t dice;
    int64_t now_ms;
    bool followed; /* out: others may have been made */
};

/* FAIL_CONFLICT (not logged): nothing was written, somebody else has the job now. */
int settle_job(struct db *db, struct settling *settling) __attribute__((warn_unused_result));
/* Makes jobs of the event that it does not have yet; made: how many. */
int settle_follow(struct db *db, const struct settling *settling, const struct planned_job *planned,
                  size_t count, size_t *made) __attribute__((warn_unused_result));
/* Would claim_jobs() find something to write? */
int claim_any(struct db *db, const struct send_turn *turn, struct pool *pool, bool *any)
    __attribute__((warn_unused_result));
/* Sets what a turn gives out. */
int claim_jobs(struct db *db, struct send_turn *turn, struct pool *pool)
    __attribute__((warn_unused_result));
/* The job's idempotency key. */
int claim_name(struct job *job, struct pool *pool) __attribute__((warn_unused_result));

#endif
