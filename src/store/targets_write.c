/* targets_write.c - targets are added, changed and removed */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "store/jobs.h"
#include "store/rows.h"
#include "store/target_lanes.h"
#include "store/targets.h"
#include "store/targets_json.h"

struct writing {
    const struct target *target;
    int64_t now_ms;
    const char *secrets, *schedule;
    struct pool *pool;
    int64_t id; /* out */
};

/* Its owner's target of this event and identifier, other than itself, is in the way. */
static int
check_others(struct db *db, const struct target *target)
{
    struct db_row *row = db_query(db, "SELECT id FROM target WHERE owner = ?1 AND event = ?2"
                                      " AND identifier = ?3 AND id <> ?4");
    int64_t other = 0;
    int rc;

    db_bind_text(row, 1, target->owner);
    db_bind_text(row, 2, target->event);
    db_bind_text(row, 3, target->identifier);
    db_bind_integer(row, 4, target->id);
    rc = db_number(row, 0, &other);
    if (rc == 0 && other != 0)
        return fail(FAIL_CONFLICT,
                    "target %" PRId64 " of %s is for \"%s\" and identifier \"%s\" already", other,
                    target->owner, target->event, target->identifier);

    return rc;
}

static void
bind_target(struct db_row *row, const struct writing *writing)
{
    const struct target *target = writing->target;

    db_bind_text(row, 1, target->owner);
    db_bind_text(row, 2, target->event);
    db_bind_text(row, 3, target->identifier);
    db_bind_text(row, 4, target->url);
    db_bind_text(row, 5, target_content_name(target->content));
    db_bind_text(row, 6, target_envelope_name(target->envelope));
    db_bind_text(row, 7, target->headers != NULL ? target->headers : "{}");
    db_bind_integer(row, 8, target->timeout_ms);
    db_bind_text(row, 9, target->description);
    db_bind_text(row, 10, target_state_name(target->state));
    db_bind_text(row, 11, target->reason);
    db_bind_integer(row, 12, target->rate);
    db_bind_integer(row, 13, target->rate_ms);
    db_bind_integer(row, 14, target->concurrency);
    db_bind_integer(row, 15, target->coalesce_ms);
    db_bind_text(row, 16, writing->schedule);
    db_bind_integer(row, 17, target->github);
    db_bind_text(row, 18, writing->secrets);
    db_bind_text(row, 19, target->challenge);
    db_bind_integer(row, 20, writing->now_ms);
}

static int
add_work(struct db *db, void *data)
{
    struct writing *writing = data;
    struct db_row *row;
    int rc = check_others(db, writing->target);

    if (rc != 0)
        return rc;
    row = db_query(db, "INSERT INTO target (owner, event, identifier, url, content, envelope,"
                       " headers, timeout_ms, description, state, reason, rate, rate_ms,"
                       " concurrency, coalesce_ms, schedule, github, secrets, challenge,"
                       " created_ms, updated_ms, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
                       " ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?20, 1)");
    bind_target(row, writing);

    return db_insert(row, &writing->id);
}

static int
write_target(struct store *store, commit_work *work, const struct target *target, int64_t now_ms,
             int64_t *id)
{
    struct pool *pool = pool_new();
    struct writing writing = {
        .target = target,
        .now_ms = now_ms,
        .secrets = target_secrets_encode(pool, target),
        .schedule = target_schedule_encode(pool, target),
        .pool = pool,
    };
    int rc = store_write(store, work, &writing);

    *id = writing.id;
    pool_free(pool);

    return rc;
}

int
target_add(struct store *store, struct target *target, int64_t now_ms)
{
    struct target added = *target;
    int rc;

    added.id = 0;
    rc = write_target(store, add_work, &added, now_ms, &added.id);
    if (rc != 0)
        return rc;
    target->id = added.id;
    target->version = 1;
    target->created_ms = now_ms;
    target->updated_ms = now_ms;
    target->failures = 0;
    target->failing_since_ms = 0;

    return 0;
}

/* The row as it stands. */
struct standing {
    int64_t version; /* 0: there is none */
    bool same; /* enabled, and at this URL: what is known of how it fares goes on being true */
};

static void
standing_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct standing *standing = item;

    (void)pool;
    *standing = (struct standing){ db_integer(row, 0), db_integer(row, 1) != 0 };
}

static int
check_version(struct db *db, const struct target *target, bool *same)
{
    struct db_row *row = db_query(db, "SELECT version, state = 'enabled' AND url = ?2 FROM target"
                                      " WHERE id = ?1");
    struct standing standing = { 0 };
    int rc;

    db_bind_integer(row, 1, target->id);
    db_bind_text(row, 2, target->url);
    rc = rows_first(row, standing_read, NULL, &standing);
    *same = standing.same;
    if (rc == 0 && standing.version == 0)
        return FAIL_NOT_FOUND;
    if (rc == 0 && standing.version != target->version)
        return fail(FAIL_CONFLICT, "target %" PRId64 " was changed meanwhile", target->id);

    return rc;
}

static int
wake(struct db *db, int64_t id, struct pool *pool)
{
    struct strings lanes;
    int rc = target_lanes(db, id, pool, &lanes);

    for (size_t i = 0; rc == 0 && i < lanes.count; i++)
        rc = jobs_lane_wake_by(db, lanes.items[i]);

    return rc;
}

/* Its failures are forgotten, and what put its deliveries to sleep. */
static int
begin_anew(struct db *db, void *data)
{
    const struct writing *writing = data;
    const struct target *target = writing->target;
    struct db_row *row = db_query(db, "UPDATE target SET failures = 0, failing_since_ms = NULL"
                                      " WHERE id = ?1");
    int rc;

    db_bind_integer(row, 1, target->id);
    rc = db_finish(row);

    return rc == 0 ? wake(db, target->id, writing->pool) : rc;
}

static int
change_work(struct db *db, void *data)
{
    struct writing *writing = data;
    const struct target *target = writing->target;
    bool same = false;
    struct db_row *row;
    int rc = check_version(db, target, &same);

    if (rc == 0)
        rc = check_others(db, target);
    if (rc != 0)
        return rc;
    row = db_query(db, "UPDATE target SET owner = ?1, event = ?2, identifier = ?3, url = ?4,"
                       " content = ?5, envelope = ?6, headers = ?7, timeout_ms = ?8,"
                       " description = ?9, state = ?10, reason = ?11, rate = ?12, rate_ms = ?13,"
                       " concurrency = ?14, coalesce_ms = ?15, schedule = ?16, github = ?17,"
                       " secrets = ?18, challenge = ?19, updated_ms = ?20, version = version + 1"
                       " WHERE id = ?21");
    bind_target(row, writing);
    db_bind_integer(row, 21, target->id);
    rc = db_finish(row);
    if (rc == 0 && target->state == TARGET_ENABLED && !same)
        rc = begin_anew(db, writing);

    return rc;
}

int
target_change(struct store *store, struct target *target, int64_t now_ms)
{
    int64_t none, moved;
    int rc = write_target(store, change_work, target, now_ms, &none);

    if (rc != 0)
        return rc;
    target->version++;
    target->updated_ms = now_ms;

    return target->state == TARGET_DISABLED ? target_clear(store, target->id, now_ms, &moved) : 0;
}

int
target_begin_anew(struct store *store, const struct target *target)
{
    int64_t none;

    return write_target(store, begin_anew, target, 0, &none);
}

struct deleting {
    int64_t id;
    struct pool *pool;
};

static int
delete_work(struct db *db, void *data)
{
    const struct deleting *deleting = data;
    struct db_row *row = db_query(db, "DELETE FROM target WHERE id = ?1");
    int rc;

    db_bind_integer(row, 1, deleting->id);
    rc = db_finish(row);
    if (rc == 0 && db_changes(db) == 0)
        rc = FAIL_NOT_FOUND;
    if (rc == 0)
        rc = wake(db, deleting->id, deleting->pool);

    return rc;
}

int
target_delete(struct store *store, int64_t id, int64_t now_ms, int64_t *moved)
{
    struct deleting deleting = { id, pool_new() };
    int rc = store_write(store, delete_work, &deleting);

    pool_free(deleting.pool);
    *moved = 0;

    return rc == 0 ? target_clear(store, id, now_ms, moved) : rc;
}
