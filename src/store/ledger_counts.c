/* ledger_counts.c - numbers over all jobs, and whether anybody works on them */
#include "config.h"

#include "store/ledger.h"

/*
 * Each number comes out of a partial index, so that a million old jobs cost nothing; the terms
 * are those of the indexes, word for word.  Only a job with a key is ever blocked.
 */
static const char counts_sql[] =
    "SELECT (SELECT count(*) FROM job WHERE state = 'waiting' AND blocked = 0)"
    "  + (SELECT count(*) FROM job"
    "     WHERE state = 'waiting' AND blocked = 1 AND serial_key IS NOT NULL),"
    " (SELECT count(*) FROM job WHERE state = 'ready'),"
    " (SELECT count(*) FROM job WHERE state IN ('leased', 'started')),"
    " count(*) FILTER (WHERE state = 'dead'), count(*) FILTER (WHERE state = 'unknown'),"
    " (SELECT ifnull(min(run_at_ms), 0) FROM job WHERE state = 'ready')"
    " FROM job WHERE state IN ('dead', 'unknown')";

static void
counts_read(const struct db_row *row, struct ledger_counts *counts)
{
    *counts = (struct ledger_counts){
        .waiting = db_integer(row, 0),
        .ready = db_integer(row, 1),
        .running = db_integer(row, 2),
        .dead = db_integer(row, 3),
        .unknown = db_integer(row, 4),
        .oldest_ready_ms = db_integer(row, 5),
    };
}

int
ledger_counts(struct store *store, struct ledger_counts *counts)
{
    struct db *db = NULL;
    struct db_row *row;
    int rc;

    *counts = (struct ledger_counts){ 0 };
    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    row = db_query(db, counts_sql);
    rc = db_next(row);
    if (rc == 1)
        counts_read(row, counts);
    db_done(row);
    store_reader_give(store, db);

    return rc < 0 ? rc : 0;
}

int
ledger_worker_seen(struct store *store, int64_t *seen_ms)
{
    struct db *db = NULL;
    struct db_row *row;
    int rc;

    *seen_ms = 0;
    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    row = db_query(db, "SELECT ifnull(max(updated_ms), 0) FROM state WHERE kind = 'worker'");
    rc = db_next(row);
    if (rc == 1)
        *seen_ms = db_integer(row, 0);
    db_done(row);
    store_reader_give(store, db);

    return rc < 0 ? rc : 0;
}
