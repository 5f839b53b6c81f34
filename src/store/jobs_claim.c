/* jobs_claim.c - the next job for a worker */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "store/jobs.h"
#include "store/keys.h"
#include "store/pick.h"
#include "store/rows.h"

#define PROMOTE_MOST "100" /* jobs at each claim, so that a claim stays short */

/* Waiting jobs whose time has come. */
#define DUE "state = 'waiting' AND blocked = 0 AND run_at_ms <= ?1"

struct due {
    int64_t id;
    const char *key;
};

struct claiming {
    const struct claim *claim;
    struct pool *pool;
    struct job *job;
};

static void
due_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct due *due = item;

    due->id = db_integer(row, 0);
    due->key = db_text_copy(row, 1, pool);
}

/* One by one: of two jobs of one key the first to become ready makes the other one wait for it. */
static int
promote_one(struct db *db, const struct due *due, int64_t now_ms)
{
    struct job_place place = { 0 };
    struct db_row *row;
    int rc;

    rc = keys_place(db, due->key, due->id, &place);
    if (rc != 0)
        return rc;

    row = db_query(db, "UPDATE job SET state = ?2, blocked = ?3, updated_ms = ?4 WHERE id = ?1");
    db_bind_integer(row, 1, due->id);
    db_bind_text(row, 2, job_state_name(place.state));
    db_bind_integer(row, 3, place.blocked);
    db_bind_integer(row, 4, now_ms);

    return db_finish(row);
}

static int
promote(struct db *db, int64_t now_ms, struct pool *pool)
{
    struct rows rows = { .size = sizeof(struct due) };
    const struct due *due;
    struct db_row *row;
    int rc;

    row = db_query(db, "SELECT id, serial_key FROM job WHERE " DUE
                       " ORDER BY run_at_ms, id LIMIT " PROMOTE_MOST);
    db_bind_integer(row, 1, now_ms);
    rc = rows_read(row, due_read, pool, &rows);
    due = rows.items;
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = promote_one(db, &due[i], now_ms);

    return rc;
}

static int
any_due(struct db *db, int64_t now_ms, bool *any)
{
    struct db_row *row = db_query(db, "SELECT 1 FROM job WHERE " DUE " LIMIT 1");

    db_bind_integer(row, 1, now_ms);

    return db_exists(row, any);
}

static int
lease(struct db *db, const struct claim *claim, int64_t id)
{
    struct db_row *row;
    int rc;

    row = db_query(db, "UPDATE job SET state = 'leased', fence = fence + 1, attempt = attempt + 1,"
                       " owner = ?2, lease_ms = ?3, updated_ms = ?4 WHERE id = ?1");
    db_bind_integer(row, 1, id);
    db_bind_text(row, 2, claim->owner);
    db_bind_integer(row, 3, claim->now_ms + JOB_LEASE_MS);
    db_bind_integer(row, 4, claim->now_ms);
    rc = db_finish(row);
    if (rc != 0)
        return rc;

    row = db_query(db, "INSERT INTO attempt (job_id, n, owner, start_ms)"
                       " SELECT id, attempt, ?2, ?3 FROM job WHERE id = ?1");
    db_bind_integer(row, 1, id);
    db_bind_text(row, 2, claim->owner);
    db_bind_integer(row, 3, claim->now_ms);

    return db_finish(row);
}

static void
job_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct job *job = item;

    job->id = db_integer(row, 0);
    job->event = db_integer(row, 1);
    job->fence = db_integer(row, 2);
    job->kind = db_text_copy(row, 3, pool);
    job->rule = db_text_copy(row, 4, pool);
    job->step = (int)db_integer(row, 5);
    job->key = db_text_copy(row, 6, pool);
    job->lane = db_text_copy(row, 7, pool);
    job->crash = crash_class_of(db_text(row, 8));
    job->attempt = (int)db_integer(row, 9);
    job->check_first = db_integer(row, 10) != 0;
    job->args = db_text_copy(row, 11, pool);
    job->source = db_text_copy(row, 12, pool);
    job->delivery = db_text_copy(row, 13, pool);
    job->event_kind = db_text_copy(row, 14, pool);
}

static int
job_find(struct db *db, int64_t id, struct pool *pool, struct job *job)
{
    struct db_row *row;

    row = db_query(db, "SELECT j.id, j.event_id, j.fence, j.kind, j.rule, j.step, j.serial_key,"
                       " j.lane, j.crash, j.attempt, j.check_first, j.args,"
                       " e.source, e.delivery, e.kind"
                       " FROM job j JOIN event e ON e.id = j.event_id WHERE j.id = ?1");
    db_bind_integer(row, 1, id);

    return rows_first(row, job_read, pool, job);
}

static int
claim_work(struct db *db, void *data)
{
    struct claiming *claiming = data;
    const struct claim *claim = claiming->claim;
    int64_t id = 0;
    int rc;

    *claiming->job = (struct job){ 0 };
    rc = promote(db, claim->now_ms, claiming->pool);
    if (rc == 0)
        rc = pick_job(db, claim, claiming->pool, &id);
    if (rc != 0 || id == 0)
        return rc;

    rc = lease(db, claim, id);
    if (rc == 0)
        rc = job_find(db, id, claiming->pool, claiming->job);

    return rc;
}

/* The same for every attempt, so that whoever is told it can tell a repetition. */
static int
set_idempotency(struct job *job, struct pool *pool)
{
    unsigned char digest[CRYPTO_SHA256_SIZE];
    const char *text;
    int rc;

    text = pool_printf(pool, "%s\n%s\n%s\n%d", job->source, job->delivery, job->rule, job->step);
    rc = crypto_sha256(text, strlen(text), digest);
    if (rc == 0)
        job->idempotency = hex_encode(pool, digest, sizeof(digest));

    return rc;
}

int
jobs_look(struct store *store, const struct claim *claim, struct pool *pool, bool *any)
{
    struct db *db = NULL;
    int64_t id = 0;
    int rc;

    *any = false;
    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    rc = any_due(db, claim->now_ms, any);
    if (rc == 0 && !*any)
        rc = pick_job(db, claim, pool, &id);
    store_reader_give(store, db);
    if (id != 0)
        *any = true;

    return rc;
}

int
jobs_claim(struct store *store, const struct claim *claim, struct pool *pool, struct job *job)
{
    struct claiming claiming = { claim, pool, job };
    bool any = false;
    int rc;

    *job = (struct job){ 0 };
    rc = jobs_look(store, claim, pool, &any);
    if (rc != 0)
        return rc;
    if (!any)
        return FAIL_NOT_FOUND;

    rc = store_write(store, claim_work, &claiming);
    if (rc == 0)
        rc = job->id != 0 ? set_idempotency(job, pool) : FAIL_NOT_FOUND;
    if (rc != 0)
        *job = (struct job){ 0 };

    return rc;
}
