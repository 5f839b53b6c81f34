/* state.c - the table of small facts. */
#include "config.h"

#include "base/fail.h"
#include "store/facts.h"
#include "store/rows.h"
#include "store/state.h"

#define COLUMNS "key, value, version, updated_ms"
#define IS_THERE "value <> '" FACT_GONE "'"

struct change {
    const char *kind;
    const char *key;
    const char *value;
    int64_t version;
    int64_t now_ms;
};

static void
read_row(const struct db_row *row, struct pool *pool, void *item)
{
    struct state_row *state = item;

    *state = (struct state_row){
        .key = db_text_copy(row, 0, pool),
        .value = db_text_copy(row, 1, pool),
        .version = db_integer(row, 2),
        .updated_ms = db_integer(row, 3),
    };
}

static const char get_sql[] =
    "SELECT " COLUMNS " FROM state WHERE kind = ?1 AND key = ?2 AND " IS_THERE;

static int
get_row(struct db_row *row, const char *kind, const char *key, struct pool *pool,
        struct state_row *state)
{
    int rc;

    db_bind_text(row, 1, kind);
    db_bind_text(row, 2, key);
    rc = db_next(row);
    if (rc == 1)
        read_row(row, pool, state);
    db_done(row);
    if (rc < 0)
        return rc;
    return rc == 1 ? 0 : FAIL_NOT_FOUND;
}

int
state_get(struct store *store, const char *kind, const char *key, struct pool *pool,
          struct state_row *state)
{
    return get_row(store_read(store, get_sql), kind, key, pool, state);
}

static void
bind_change(struct db_row *row, const struct change *change)
{
    db_bind_text(row, 1, change->kind);
    db_bind_text(row, 2, change->key);
    db_bind_text(row, 3, change->value);
    db_bind_integer(row, 4, change->now_ms);
}

static int
set_row(struct db *db, void *data)
{
    const struct change *change = data;
    struct db_row *row;
    int rc;

    if (change->version == 0) {
        row = db_query(db, "INSERT INTO state (kind, key, value, version, updated_ms)"
                           " VALUES (?1, ?2, ?3, 1, ?4) ON CONFLICT (kind, key) DO UPDATE SET"
                           " value = excluded.value, version = state.version + 1,"
                           " updated_ms = excluded.updated_ms"
                           " WHERE state.value = '" FACT_GONE "'");
    } else {
        row = db_query(db, "UPDATE state SET value = ?3, version = version + 1, updated_ms = ?4"
                           " WHERE kind = ?1 AND key = ?2 AND version = ?5");
        db_bind_integer(row, 5, change->version);
    }
    bind_change(row, change);
    rc = db_finish(row);
    if (rc == 0 && db_changes(db) == 0)
        return FAIL_CONFLICT;
    return rc;
}

int
state_set(struct store *store, const char *kind, const char *key, const char *value,
          int64_t version, int64_t now_ms)
{
    struct change change = { kind, key, value, version, now_ms };

    return store_write(store, set_row, &change);
}

static int
put_row(struct db *db, void *data)
{
    struct db_row *row = db_query(db, "INSERT INTO state (kind, key, value, version, updated_ms)"
                                      " VALUES (?1, ?2, ?3, 1, ?4)"
                                      " ON CONFLICT (kind, key) DO UPDATE SET"
                                      " value = excluded.value, version = state.version + 1,"
                                      " updated_ms = excluded.updated_ms");

    bind_change(row, data);
    return db_finish(row);
}

int
state_put(struct store *store, const char *kind, const char *key, const char *value, int64_t now_ms)
{
    struct change change = { kind, key, value, 0, now_ms };

    return store_write(store, put_row, &change);
}

static int
delete_row(struct db *db, void *data)
{
    const struct change *change = data;
    struct db_row *row = db_query(db, "DELETE FROM state WHERE kind = ?1 AND key = ?2");

    db_bind_text(row, 1, change->kind);
    db_bind_text(row, 2, change->key);
    return db_finish(row);
}

int
state_delete(struct store *store, const char *kind, const char *key)
{
    struct change change = { .kind = kind, .key = key };

    return store_write(store, delete_row, &change);
}

struct taking {
    struct change change; /* the row to delete */
    struct pool *pool;
    struct state_row *state; /* out */
};

static int
take_row(struct db *db, void *data)
{
    struct taking *taking = data;
    int rc;

    rc = get_row(db_query(db, get_sql), taking->change.kind, taking->change.key, taking->pool,
                 taking->state);
    return rc == 0 ? delete_row(db, &taking->change) : rc;
}

int
state_take(struct store *store, const char *kind, const char *key, struct pool *pool,
           struct state_row *state)
{
    struct taking taking = { { .kind = kind, .key = key }, pool, state };

    return store_write(store, take_row, &taking);
}

int
state_list(struct store *store, const char *kind, struct pool *pool, struct state_row **rows,
           size_t *count)
{
    struct rows all = { .size = sizeof **rows };
    struct db_row *row;
    int rc;

    row = store_read(store,
                     "SELECT " COLUMNS " FROM state WHERE kind = ?1 AND " IS_THERE " ORDER BY key");
    db_bind_text(row, 1, kind);
    rc = rows_read(row, read_row, pool, &all);
    *rows = all.items;
    *count = all.count;
    return rc;
}
