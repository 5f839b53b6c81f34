/* jobs_claim.c - the next job for a worker */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "port/crypto.h"
#include "store/keys.h"
#include "store/pick.h"
#include "store/sends_parts.h"

#define PROMOTE_MOST 100 /* jobs at each claim of fewer, so that a claim stays short */

/* Waiting jobs whose time has come. */
#define DUE "state = 'waiting' AND blocked = 0 AND run_at_ms <= ?1"

struct due {
    int64_t id;
    const char *key;
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

/* more: there were so many that some are left for the next time. */
static int
promote(struct db *db, const struct send_turn *turn, struct pool *pool, bool *more)
{
    size_t most = turn->most > PROMOTE_MOST ? turn->most : PROMOTE_MOST;
    struct rows rows = { .size = sizeof(struct due) };
    const struct due *due;
    struct db_row *row;
    int rc;

    row = db_query(db,
                   "SELECT id, serial_key FROM job WHERE " DUE " ORDER BY run_at_ms, id LIMIT ?2");
    db_bind_integer(row, 1, turn->claim.now_ms);
    db_bind_integer(row, 2, (int64_t)most);
    rc = rows_read(row, due_read, pool, &rows);
    due = rows.items;
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = promote_one(db, &due[i], turn->claim.now_ms);
    *more = rows.count == most;

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
lease(struct db *db, const struct send_turn *turn, struct job *job, struct pool *pool)
{
    const struct claim *claim = &turn->claim;
    struct db_row *row;
    int rc = 0;

    job->fence++;
    job->attempt++;
    if (turn->prepare != NULL)
        rc = turn->prepare(db, job, pool, turn->data);
    if (rc != 0)
        return rc;

    row = db_query(db, "UPDATE job SET state = 'leased', fence = ?2, attempt = ?3, owner = ?4,"
                       " lease_ms = ?5, updated_ms = ?6, args = ?7 WHERE id = ?1");
    db_bind_integer(row, 1, job->id);
    db_bind_integer(row, 2, job->fence);
    db_bind_integer(row, 3, job->attempt);
    db_bind_text(row, 4, claim->owner);
    db_bind_integer(row, 5, claim->now_ms + JOB_LEASE_MS);
    db_bind_integer(row, 6, claim->now_ms);
    db_bind_text(row, 7, job->args);
    rc = db_finish(row);
    if (rc != 0)
        return rc;

    row = db_query(db, "INSERT INTO attempt (job_id, n, owner, start_ms) VALUES (?1, ?2, ?3, ?4)");
    db_bind_integer(row, 1, job->id);
    db_bind_integer(row, 2, job->attempt);
    db_bind_text(row, 3, claim->owner);
    db_bind_integer(row, 4, claim->now_ms);

    return db_finish(row);
}

/* Lanes that share what there is room for. */
struct sharing {
    struct pick_lane *lanes;
    size_t count;
};

/* The next lanes, as many as there are jobs left to claim. */
static int
lanes_find(struct pick *pick, struct sharing *sharing)
{
    size_t most = pick->turn->most - pick->turn->count;
    struct pick_lane lane;
    size_t room = 0;
    int rc = 0;

    *sharing = (struct sharing){ 0 };
    while (sharing->count < most && (rc = pick_next(pick, &lane)) == 0 && lane.name != NULL) {
        sharing->lanes = pool_grow(pick->pool, sharing->lanes, sharing->count, &room, sizeof lane);
        sharing->lanes[sharing->count++] = lane;
    }
    return rc;
}

/* Leases up to `most` jobs of a lane; one that gives fewer has no more. */
static int
lane_take(const struct pick *pick, struct send_turn *turn, struct pick_lane *lane, size_t most)
{
    struct job *jobs;
    struct rows rows;
    int rc;

    if (most > lane->room)
        most = lane->room;
    rc = pick_ready(pick, lane->name, most, &rows);
    jobs = rows.items;
    for (size_t i = 0; rc == 0 && i < rows.count; i++) {
        rc = lease(pick->db, turn, &jobs[i], pick->pool);
        if (rc == 0)
            turn->jobs[turn->count++] = jobs[i];
    }
    lane->room = rows.count < most ? 0 : lane->room - rows.count;

    return rc;
}

/* Round by round, each of which gives all lanes with room the same. */
static int
lanes_share(const struct pick *pick, struct send_turn *turn, struct sharing *sharing)
{
    int rc = 0;

    while (rc == 0 && sharing->count > 0 && turn->count < turn->most) {
        size_t left = turn->most - turn->count, kept = 0;
        size_t share = left > sharing->count ? left / sharing->count : 1;

        for (size_t i = 0; rc == 0 && i < sharing->count && turn->count < turn->most; i++) {
            rc = lane_take(pick, turn, &sharing->lanes[i], share);
            if (sharing->lanes[i].room > 0)
                sharing->lanes[kept++] = sharing->lanes[i];
        }
        sharing->count = kept;
    }
    return rc;
}

int
claim_jobs(struct db *db, struct send_turn *turn, struct pool *pool)
{
    struct pick pick = { .db = db, .turn = turn, .pool = pool, .lane = turn->claim.after_lane };
    struct sharing sharing = { 0 };
    int rc;

    turn->jobs = pool_array(pool, turn->most + 1, sizeof *turn->jobs);
    turn->count = 0;
    turn->after_lane = turn->claim.after_lane;
    rc = promote(db, turn, pool, &turn->more);
    do {
        if (rc == 0)
            rc = lanes_find(&pick, &sharing);
        if (rc == 0 && sharing.count > 0)
            turn->after_lane = sharing.lanes[sharing.count - 1].name;
        if (rc == 0 && sharing.count > 0)
            rc = lanes_share(&pick, turn, &sharing);
    } while (rc == 0 && !pick.ended && turn->count < turn->most);
    turn->more = turn->more || turn->count == turn->most;

    return rc;
}

int
claim_any(struct db *db, const struct send_turn *turn, struct pool *pool, bool *any)
{
    struct pick pick = { .db = db, .turn = turn, .pool = pool, .lane = turn->claim.after_lane };
    int rc = any_due(db, turn->claim.now_ms, any);

    return rc == 0 && !*any ? pick_any(&pick, any) : rc;
}

/* The same for every attempt, so that whoever is told it can tell a repetition. */
int
claim_name(struct job *job, struct pool *pool)
{
    const char *text;

    text = pool_printf(pool, "%s\n%s\n%s\n%d", job->source, job->delivery, job->rule, job->step);

    return crypto_sha256_hex(pool, text, strlen(text), &job->idempotency);
}

int
jobs_look(struct store *store, const struct claim *claim, struct pool *pool, bool *any)
{
    struct send_turn turn = { .claim = *claim };
    struct db *db = NULL;
    int rc;

    *any = false;
    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    rc = claim_any(db, &turn, pool, any);
    store_reader_give(store, db);

    return rc;
}

int
jobs_claim(struct store *store, const struct claim *claim, struct pool *pool, struct job *job)
{
    struct send_turn turn = { .claim = *claim, .most = 1 };
    int rc = jobs_turn(store, &turn, pool);

    *job = (struct job){ 0 };
    if (rc == 0 && turn.count == 0)
        rc = FAIL_NOT_FOUND;
    if (rc == 0)
        *job = turn.jobs[0];

    return rc;
}
