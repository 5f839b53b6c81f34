/* jobs.c - jobs on their way: starting, leases, what is due */
#include "config.h"

#include "base/fail.h"
#include "store/jobs.h"
#include "store/rows.h"
#include "store/sends.h"

/* At a limit that does not say for how long. */
#define BACKOFF_LEAST_MS INT64_C(60000)
#define BACKOFF_MOST_MS INT64_C(3600000)

struct holding {
    const struct job *job;
    int64_t now_ms;
};

/* One row must have changed, else the fence is old. */
static int
finish_one(struct db *db, struct db_row *row)
{
    int rc = db_finish(row);

    if (rc == 0 && db_changes(db) != 1)
        return FAIL_CONFLICT;
    return rc;
}

/* A repetition by the same holder is fine: it may not know how its first COMMIT went. */
static int
start_work(struct db *db, void *data)
{
    const struct holding *holding = data;
    struct db_row *row;

    row = db_query(db, "UPDATE job SET state = 'started', updated_ms = ?3"
                       " WHERE id = ?1 AND fence = ?2 AND state IN ('leased', 'started')");
    db_bind_integer(row, 1, holding->job->id);
    db_bind_integer(row, 2, holding->job->fence);
    db_bind_integer(row, 3, holding->now_ms);

    return finish_one(db, row);
}

static int
beat_one(struct db *db, const struct job *job, int64_t now_ms)
{
    struct db_row *row;

    row = db_query(db, "UPDATE job SET lease_ms = ?3"
                       " WHERE id = ?1 AND fence = ?2 AND state IN ('leased', 'started')");
    db_bind_integer(row, 1, job->id);
    db_bind_integer(row, 2, job->fence);
    db_bind_integer(row, 3, now_ms + JOB_LEASE_MS);

    return finish_one(db, row);
}

struct keeping {
    const struct job *job;
    const char *args;
    int64_t now_ms;
};

static int
keep_args_work(struct db *db, void *data)
{
    const struct keeping *keeping = data;
    struct db_row *row = db_query(db, "UPDATE job SET args = ?3, updated_ms = ?4"
                                      " WHERE id = ?1 AND fence = ?2 AND state = 'leased'");

    db_bind_integer(row, 1, keeping->job->id);
    db_bind_integer(row, 2, keeping->job->fence);
    db_bind_text(row, 3, keeping->args);
    db_bind_integer(row, 4, keeping->now_ms);

    return finish_one(db, row);
}

int
jobs_keep_args(struct store *store, const struct job *job, const char *args, int64_t now_ms)
{
    struct keeping keeping = { job, args, now_ms };

    return store_write(store, keep_args_work, &keeping);
}

struct beating {
    const struct job *jobs;
    size_t count;
    int64_t now_ms;
    bool *lost;
};

static int
beat_all_work(struct db *db, void *data)
{
    const struct beating *beating = data;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < beating->count; i++) {
        rc = beat_one(db, &beating->jobs[i], beating->now_ms);
        beating->lost[i] = rc == FAIL_CONFLICT;
        if (beating->lost[i])
            rc = 0;
    }
    return rc;
}

int
jobs_start(struct store *store, const struct job *job, int64_t now_ms)
{
    struct holding holding = { job, now_ms };

    return store_write(store, start_work, &holding);
}

int
jobs_beat_all(struct store *store, const struct job *jobs, size_t count, int64_t now_ms, bool *lost)
{
    struct beating beating = { jobs, count, now_ms, lost };

    return store_write(store, beat_all_work, &beating);
}

static void
owner_read(const struct db_row *row, struct pool *pool, void *item)
{
    const char **owner = item;

    *owner = db_text_copy(row, 0, pool);
}

int
jobs_owners(struct store *store, struct pool *pool, struct strings *owners)
{
    struct rows rows = { .size = sizeof(const char *) };
    struct db_row *row;
    int rc;

    row = store_read(store, "SELECT DISTINCT owner FROM job WHERE state IN ('leased', 'started')"
                            " AND lease_ms > 0 AND owner IS NOT NULL");
    rc = rows_read(row, owner_read, pool, &rows);
    *owners = (struct strings){ rows.items, rows.count };

    return rc;
}

int
jobs_next_due(struct store *store, int64_t *due_ms)
{
    struct db_row *row;

    row = store_read(store, "SELECT run_at_ms FROM job WHERE state = 'waiting' AND blocked = 0"
                            " ORDER BY run_at_ms LIMIT 1");

    return db_number(row, INT64_MAX, due_ms);
}

int
jobs_wanting(struct store *store, int64_t now_ms, bool *any)
{
    struct db_row *row;
    int64_t found = 0;
    int rc;

    row = store_read(store, "SELECT EXISTS (SELECT 1 FROM job WHERE state = 'ready')"
                            " OR EXISTS (SELECT 1 FROM job WHERE state = 'waiting'"
                            "    AND blocked = 0 AND run_at_ms <= ?1)"
                            " OR EXISTS (SELECT 1 FROM job WHERE state IN ('leased', 'started')"
                            "    AND lease_ms < ?1)");
    db_bind_integer(row, 1, now_ms);
    rc = db_number(row, 0, &found);
    *any = found != 0;

    return rc;
}

struct sleeping {
    const char *lane;
    const char *reason;
    int64_t until_ms;
    int64_t now_ms, backoff_ms; /* at a limit that does not say for how long */
};

static int
sleep_work(struct db *db, void *data)
{
    const struct sleeping *sleeping = data;
    struct db_row *row;

    row = db_query(db, "INSERT INTO lane (name, sleep_until_ms, backoff_ms, reason)"
                       " VALUES (?1, ?2, ?3, ?4)"
                       " ON CONFLICT (name) DO UPDATE SET reason = excluded.reason,"
                       " sleep_until_ms = excluded.sleep_until_ms,"
                       " backoff_ms = excluded.backoff_ms"
                       " WHERE excluded.sleep_until_ms > lane.sleep_until_ms");
    db_bind_text(row, 1, sleeping->lane);
    db_bind_integer(row, 2, sleeping->until_ms);
    db_bind_integer(row, 3, sleeping->backoff_ms);
    db_bind_text(row, 4, sleeping->reason);

    return db_finish(row);
}

int
jobs_lane_sleep_by(struct db *db, const char *lane, int64_t until_ms, const char *reason)
{
    struct sleeping sleeping = { .lane = lane, .reason = reason, .until_ms = until_ms };

    return sleep_work(db, &sleeping);
}

/* until_ms and backoff_ms are what comes of it. */
static int
back_off_work(struct db *db, void *data)
{
    struct sleeping *sleeping = data;
    struct db_row *row =
        db_query(db, "SELECT sleep_until_ms, backoff_ms FROM lane WHERE name = ?1");
    int64_t slept_until_ms = 0, last_ms = 0;
    int rc;

    db_bind_text(row, 1, sleeping->lane);
    rc = db_next(row);
    if (rc > 0) {
        slept_until_ms = db_integer(row, 0);
        last_ms = db_integer(row, 1);
    }
    db_done(row);
    sleeping->until_ms = slept_until_ms;
    if (rc < 0 || slept_until_ms > sleeping->now_ms)
        return rc < 0 ? rc : 0;
    sleeping->backoff_ms = BACKOFF_LEAST_MS;
    if (last_ms > 0 && sleeping->now_ms - slept_until_ms <= last_ms)
        sleeping->backoff_ms = last_ms < BACKOFF_MOST_MS / 2 ? 2 * last_ms : BACKOFF_MOST_MS;
    sleeping->until_ms = sleeping->now_ms + sleeping->backoff_ms;
    return sleep_work(db, sleeping);
}

int
jobs_lane_wake_by(struct db *db, const char *lane)
{
    struct db_row *row = db_query(db, "DELETE FROM lane WHERE name = ?1"
                                      " OR (name > ?1 || '@' AND name < ?1 || 'A')");

    db_bind_text(row, 1, lane);

    return db_finish(row);
}

int
jobs_lane_sleep(struct store *store, const char *lane, int64_t until_ms, const char *reason)
{
    struct sleeping sleeping = { .lane = lane, .reason = reason, .until_ms = until_ms };

    return store_write(store, sleep_work, &sleeping);
}

int
jobs_lane_back_off(struct store *store, const char *lane, int64_t now_ms, const char *reason,
                   int64_t *until_ms)
{
    struct sleeping sleeping = { .lane = lane, .reason = reason, .now_ms = now_ms };
    int rc = store_write(store, back_off_work, &sleeping);

    if (rc == 0)
        *until_ms = sleeping.until_ms;
    return rc;
}

int
jobs_lane_until(struct store *store, const char *lane, int64_t *until_ms)
{
    struct db_row *row =
        store_read(store, "SELECT coalesce(max(sleep_until_ms), 0) FROM lane WHERE name = ?1");

    db_bind_text(row, 1, lane);
    return db_number(row, 0, until_ms);
}
