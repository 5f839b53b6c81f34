/* facts.c - rows of the table `state` that events make. */
#include "config.h"

#include "store/facts.h"

static int
remember(struct db *db, const struct planned_fact *fact, bool again)
{
    struct db_row *row;

    row = db_query(db, "INSERT INTO state (kind, key, value, version, updated_ms)"
                       " VALUES (?1, ?2, ?3, 1, ?4) ON CONFLICT (kind, key) DO UPDATE SET"
                       " value = excluded.value, version = state.version + 1,"
                       " updated_ms = excluded.updated_ms"
                       " WHERE state.updated_ms < excluded.updated_ms + ?5");
    db_bind_text(row, 1, fact->kind);
    db_bind_text(row, 2, fact->key);
    db_bind_text(row, 3, fact->value != NULL ? fact->value : FACT_GONE);
    db_bind_integer(row, 4, fact->order_ms);
    db_bind_integer(row, 5, again ? 0 : 1);
    return db_finish(row);
}

int
facts_remember(struct db *db, const struct plan *plan, bool again, size_t *news)
{
    size_t count = plan->status == PLAN_ACCEPTED ? plan->fact_count : 0;
    int rc = 0;

    *news = 0;
    for (size_t i = 0; i < count && rc == 0; i++) {
        rc = remember(db, &plan->facts[i], again);
        if (rc == 0 && db_changes(db) > 0)
            (*news)++;
    }
    return rc;
}

#define OLD_TOMBSTONES "FROM state WHERE value = '" FACT_GONE "' AND updated_ms < ?1"

static int
drop_tombstones(struct db *db, void *data)
{
    const int64_t *before_ms = data;
    struct db_row *row = db_query(db, "DELETE " OLD_TOMBSTONES);

    db_bind_integer(row, 1, *before_ms);
    return db_finish(row);
}

/* Looks first: mostly none is there, and the writer lock is left alone. */
int
facts_prune(struct store *store, int64_t before_ms)
{
    struct db_row *row;
    bool found = false;
    int rc;

    if (before_ms <= 0)
        return 0;
    row = store_read(store, "SELECT 1 " OLD_TOMBSTONES " LIMIT 1");
    db_bind_integer(row, 1, before_ms);
    rc = db_exists(row, &found);
    return rc == 0 && found ? store_write(store, drop_tombstones, &before_ms) : rc;
}
