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

int
state_look(struct db *db, const char *kind, const char *key, struct pool *pool,
           struct state_row *state)
{
    return get_row(db_query(db, get_sql), kind, key, pool, state);
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

int
state_set_by(struct db *db, const char *kind, const struct state_change *item, int64_t now_ms)
{
    struct change change = { kind, item->key, item->value, item->version, now_ms };

    return set_row(db, &change);
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

struct changes {
    const char *kind;
    struct state_change *items;
    size_t count;
    int64_t now_ms;
};

/* It may be done twice: a batch that fails is tried again. */
static int
set_rows(struct db *db, void *data)
{
    const struct changes *all = data;
    int rc = 0;

    for (size_t i = 0; i < all->count && rc == 0; i++) {
        struct state_change *item = &all->items[i];
        struct change gone = { .kind = all->kind, .key = item->key };

        rc = item->value != NULL ? state_set_by(db, all->kind, item, all->now_ms)
                                 : delete_row(db, &gone);
        item->refused = rc == FAIL_CONFLICT;
        rc = item->refused ? 0 : rc;
    }
    return rc;
}

int
state_set_all(struct store *store, const char *kind, struct state_change *changes, size_t count,
              int64_t now_ms)
{
    struct changes all = { kind, changes, count, now_ms };

    return count > 0 ? store_write(store, set_rows, &all) : 0;
}

struct taking {
    const char *kind, *key;
    struct pool *pool;
    struct state_row *state; /* out */
};

int
state_take_by(struct db *db, const char *kind, const char *key, struct pool *pool,
              struct state_row *state)
{
    struct change change = { .kind = kind, .key = key };
    int rc = state_look(db, kind, key, pool, state);

    return rc == 0 ? delete_row(db, &change) : rc;
}

static int
take_row(struct db *db, void *data)
{
    struct taking *taking = data;

    return state_take_by(db, taking->kind, taking->key, taking->pool, taking->state);
}

int
state_take(struct store *store, const char *kind, const char *key, struct pool *pool,
           struct state_row *state)
{
    struct taking taking = { kind, key, pool, state };

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

#define OLD_ROWS "FROM state WHERE kind = ?1 AND updated_ms < ?2"

static int
prune_rows(struct db *db, void *data)
{
    const struct change *change = data;
    struct db_row *row = db_query(db, "DELETE " OLD_ROWS);

    db_bind_text(row, 1, change->kind);
    db_bind_integer(row, 2, change->now_ms);
    return db_finish(row);
}

/* Looks first: mostly none is there, and the writer lock is left alone. */
int
state_prune(struct store *store, const char *kind, int64_t before_ms)
{
    struct change change = { .kind = kind, .now_ms = before_ms };
    struct db_row *row;
    bool found = false;
    int rc;

    if (before_ms <= 0)
        return 0;
    row = store_read(store, "SELECT 1 " OLD_ROWS " LIMIT 1");
    db_bind_text(row, 1, kind);
    db_bind_integer(row, 2, before_ms);
    rc = db_exists(row, &found);
    return rc == 0 && found ? store_write(store, prune_rows, &change) : rc;
}
