/* targets_health.c - how targets fare, and what becomes of their deliveries in the end */
#include "config.h"

#include "base/fail.h"
#include "store/jobs.h"
#include "store/keys.h"
#include "store/rows.h"
#include "store/target_lanes.h"
#include "store/targets.h"

#define CLEAR_MOST "250" /* jobs of a lane and state in one transaction */

static void
health_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct target_health *health = item;

    (void)pool;
    *health = (struct target_health){ db_integer(row, 0), db_integer(row, 1) };
}

int
target_failed_by(struct db *db, int64_t id, int64_t now_ms, struct target_health *health)
{
    struct db_row *row;
    int rc;

    *health = (struct target_health){ 0 };
    row = db_query(db, "UPDATE target SET failures = failures + 1,"
                       " failing_since_ms = ifnull(failing_since_ms, ?2) WHERE id = ?1");
    db_bind_integer(row, 1, id);
    db_bind_integer(row, 2, now_ms);
    rc = db_finish(row);
    if (rc != 0 || db_changes(db) == 0)
        return rc != 0 ? rc : FAIL_NOT_FOUND;

    row = db_query(db, "SELECT failures, failing_since_ms FROM target WHERE id = ?1");
    db_bind_integer(row, 1, id);

    return rows_first(row, health_read, NULL, health);
}

int
target_good_by(struct db *db, int64_t id)
{
    struct db_row *row = db_query(db, "UPDATE target SET failures = 0, failing_since_ms = NULL"
                                      " WHERE id = ?1 AND failures > 0");

    db_bind_integer(row, 1, id);

    return db_finish(row);
}

/* Of several who change its state, one has done it. */
static int
flip(struct db *db, struct db_row *row, bool *flipped)
{
    int rc = db_finish(row);

    *flipped = rc == 0 && db_changes(db) > 0;

    return rc;
}

int
target_confirm_by(struct db *db, int64_t id, const char *challenge, int64_t now_ms, bool *flipped)
{
    struct db_row *row;

    row = db_query(db, "UPDATE target SET state = 'enabled', reason = NULL, challenge = NULL,"
                       " updated_ms = ?3, version = version + 1"
                       " WHERE id = ?1 AND state = 'pending' AND challenge = ?2");
    db_bind_integer(row, 1, id);
    db_bind_text(row, 2, challenge);
    db_bind_integer(row, 3, now_ms);

    return flip(db, row, flipped);
}

/* Jobs that wait for a target that takes nothing any more. */
struct clearing {
    int64_t id, now_ms;
    struct pool *pool;
    const char *reason;
    int64_t moved; /* out */
};

struct cleared {
    int64_t id;
    const char *key;
};

static void
cleared_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct cleared *cleared = item;

    *cleared = (struct cleared){ db_integer(row, 0), db_text_copy(row, 1, pool) };
}

static int
bury(struct db *db, const struct clearing *clearing, const struct cleared *cleared)
{
    struct db_row *row = db_query(db, "UPDATE job SET state = 'dead', blocked = 0, reason = ?2,"
                                      " updated_ms = ?3 WHERE id = ?1");
    int rc;

    db_bind_integer(row, 1, cleared->id);
    db_bind_text(row, 2, clearing->reason);
    db_bind_integer(row, 3, clearing->now_ms);
    rc = db_finish(row);

    return rc == 0 ? keys_release(db, cleared->key, clearing->now_ms) : rc;
}

/* The ready ones first: those who wait for their key follow them. */
static int
clear_lane(struct db *db, struct clearing *clearing, const char *lane)
{
    static const char *const queries[] = {
        "SELECT id, serial_key FROM job WHERE state = 'ready' AND lane = ?1 LIMIT " CLEAR_MOST,
        "SELECT id, serial_key FROM job WHERE state = 'waiting' AND lane = ?1"
        " AND (kind = 'send' OR kind = 'exec') LIMIT " CLEAR_MOST,
    };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof queries / sizeof *queries; i++) {
        struct rows rows = { .size = sizeof(struct cleared) };
        struct db_row *row = db_query(db, queries[i]);

        db_bind_text(row, 1, lane);
        rc = rows_read(row, cleared_read, clearing->pool, &rows);
        for (size_t j = 0; rc == 0 && j < rows.count; j++)
            rc = bury(db, clearing, (const struct cleared *)rows.items + j);
        clearing->moved += (int64_t)rows.count;
    }
    return rc;
}

static int
clear_some(struct db *db, struct clearing *clearing)
{
    struct strings lanes = { 0 };
    int rc = target_lanes(db, clearing->id, clearing->pool, &lanes);

    for (size_t i = 0; rc == 0 && i < lanes.count; i++)
        rc = clear_lane(db, clearing, lanes.items[i]);

    return rc;
}

/* NULL: it takes deliveries, or will. */
static int
find_reason(struct db *db, struct clearing *clearing)
{
    struct target target;
    int rc = target_find_by(db, clearing->id, clearing->pool, &target);

    clearing->reason = NULL;
    if (rc == FAIL_NOT_FOUND)
        clearing->reason = "target removed";
    else if (rc == 0 && target.state == TARGET_DISABLED)
        clearing->reason =
            pool_printf(clearing->pool, "target disabled%s%s", target.reason != NULL ? ": " : "",
                        target.reason != NULL ? target.reason : "");

    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* It may have been enabled again between two transactions. */
static int
clear_work(struct db *db, void *data)
{
    struct clearing *clearing = data;
    int rc = find_reason(db, clearing);

    clearing->moved = 0;

    return rc == 0 && clearing->reason != NULL ? clear_some(db, clearing) : rc;
}

int
target_clear(struct store *store, int64_t id, int64_t now_ms, int64_t *moved)
{
    struct clearing clearing = { .id = id, .now_ms = now_ms };
    int rc;

    *moved = 0;
    do {
        clearing.pool = pool_new();
        rc = store_write(store, clear_work, &clearing);
        pool_free(clearing.pool);
        if (rc == 0)
            *moved += clearing.moved;
    } while (rc == 0 && clearing.moved > 0);

    return rc;
}

int
target_disable_by(struct db *db, int64_t id, const char *reason, int64_t now_ms, bool *flipped)
{
    struct clearing clearing = { .id = id, .now_ms = now_ms };
    struct db_row *row;
    int rc;

    row = db_query(db, "UPDATE target SET state = 'disabled', reason = ?2, updated_ms = ?3,"
                       " version = version + 1"
                       " WHERE id = ?1 AND state <> 'disabled'");
    db_bind_integer(row, 1, id);
    db_bind_text(row, 2, reason);
    db_bind_integer(row, 3, now_ms);
    rc = flip(db, row, flipped);
    if (!*flipped)
        return rc;

    clearing.pool = pool_new();
    rc = clear_work(db, &clearing);
    pool_free(clearing.pool);

    return rc;
}
