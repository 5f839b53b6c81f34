/* sends.c - one transaction for many jobs */
#include "config.h"

#include "base/fail.h"
#include "port/crypto.h"
#include "store/held.h"
#include "store/sends_parts.h"

/* A turn, or a part of it, on its way. */
struct turning {
    struct send_turn *turn;
    size_t first, count; /* of the finishes */
    size_t most;         /* jobs to claim */
    const uint32_t *dice;
    struct pool *pool;
    bool followed; /* out: jobs may have been made */
};

/*
 * A member that fails without having written harms nobody.  After that it spoils the transaction,
 * which says so by its failure.
 */
static int
settle_one(struct db *db, struct turning *turning, size_t at)
{
    struct send_finish *finish = &turning->turn->finishes[at];
    struct settling settling = {
        .job = finish->job,
        .outcome = finish->outcome,
        .pool = turning->pool,
        .dice = turning->dice[at],
        .now_ms = turning->turn->claim.now_ms,
    };
    int64_t before = db_total_changes(db);

    finish->rc = settle_job(db, &settling);
    turning->followed = turning->followed || settling.followed;

    return finish->rc == FAIL_CONFLICT && db_total_changes(db) == before ? 0 : finish->rc;
}

static int
turn_work(struct db *db, void *data)
{
    struct turning *turning = data;
    int rc = 0;

    turning->followed = false;
    if (turning->turn->begin != NULL)
        turning->turn->begin(turning->turn->data);
    for (size_t i = 0; rc == 0 && i < turning->count; i++)
        rc = settle_one(db, turning, turning->first + i);
    if (rc == 0 && turning->most > 0)
        rc = claim_jobs(db, turning->turn, turning->pool);

    return rc;
}

/* After one of them has spoiled it for all: each in a transaction of its own, and no claims. */
static void
settle_alone(struct store *store, struct turning *turning)
{
    struct turning alone = *turning;
    struct send_turn *turn = turning->turn;

    alone.most = 0;
    alone.count = 1;
    turning->followed = false;
    for (alone.first = 0; alone.first < turning->count; alone.first++) {
        int rc = store_write(store, turn_work, &alone);

        if (rc != 0)
            turn->finishes[alone.first].rc = rc;
        turning->followed = turning->followed || (rc == 0 && alone.followed);
    }
    turn->count = 0;
    turn->more = turning->most > 0;
}

/* Looks before it writes. */
static int
any_work(struct store *store, const struct turning *turning, bool *any)
{
    struct db *db = NULL;
    int rc;

    *any = turning->count > 0;
    if (*any || turning->most == 0)
        return 0;
    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    rc = claim_any(db, turning->turn, turning->pool, any);
    store_reader_give(store, db);

    return rc;
}

static int
run(struct store *store, struct turning *turning)
{
    const size_t count = turning->count;
    uint32_t *dice = pool_array(turning->pool, count + 1, sizeof *dice);
    int rc;

    turning->dice = dice;
    rc = count > 0 ? crypto_random(dice, count * sizeof *dice) : 0;
    if (rc == 0)
        rc = store_write(store, turn_work, turning);
    if (rc == FAIL_CONFLICT) {
        settle_alone(store, turning);
        rc = 0;
    }
    /* This worker looks for work next; another may be waiting for what this one does not know. */
    if (rc == 0 && turning->followed)
        store_wake(store);

    return rc;
}

int
jobs_turn(struct store *store, struct send_turn *turn, struct pool *pool)
{
    struct turning turning = {
        .turn = turn, .count = turn->finish_count, .most = turn->most, .pool = pool
    };
    bool any = false;
    int rc;

    turn->jobs = NULL;
    turn->count = 0;
    turn->after_lane = turn->claim.after_lane;
    turn->more = false;
    rc = any_work(store, &turning, &any);
    if (rc == 0 && any)
        rc = run(store, &turning);
    for (size_t i = 0; rc == 0 && i < turn->count; i++)
        rc = claim_name(&turn->jobs[i], pool);
    if (rc != 0)
        turn->count = 0;

    return rc;
}

/* Batches of a long list. */
struct adding {
    struct settling settling;
    const struct planned_job *planned;
    size_t count;
    size_t made; /* out */
};

static int
add_work(struct db *db, void *data)
{
    struct adding *adding = data;
    const struct settling *settling = &adding->settling;
    struct held held;
    int rc;

    adding->made = 0;
    rc = held_find(db, settling->job->id, settling->job->fence, settling->pool, &held);
    if (rc == 0 && held.id == 0)
        rc = FAIL_CONFLICT;
    if (rc == 0)
        rc = settle_follow(db, settling, adding->planned, adding->count, &adding->made);

    return rc;
}

int
jobs_add(struct store *store, const struct job *job, const struct planned_job *planned,
         size_t count, int64_t now_ms, size_t *made)
{
    struct adding adding = {
        .settling = { .job = job, .now_ms = now_ms, .pool = pool_new() },
        .planned = planned,
        .count = count,
    };
    int rc = store_write(store, add_work, &adding);

    pool_free(adding.settling.pool);
    *made = rc == 0 ? adding.made : 0;
    if (*made > 0)
        store_wake(store);

    return rc;
}
