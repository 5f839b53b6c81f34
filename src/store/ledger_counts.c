/* ledger_counts.c - numbers over all jobs, and whether anybody works on them */
#include "config.h"

#include "store/ledger.h"
#include "store/rows.h"

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
    " (SELECT ifnull(min(run_at_ms), 0) FROM job WHERE state = 'ready'"
    "  AND lane NOT IN (SELECT name FROM lane WHERE sleep_until_ms > ?1))"
    " FROM job WHERE state IN ('dead', 'unknown')";

static void
counts_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct ledger_counts *counts = item;

    (void)pool;
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
ledger_counts(struct store *store, int64_t now_ms, struct ledger_counts *counts)
{
    struct db_row *row = store_read(store, counts_sql);

    *counts = (struct ledger_counts){ 0 };
    db_bind_integer(row, 1, now_ms);
    return rows_first(row, counts_read, NULL, counts);
}

int
ledger_worker_seen(struct store *store, int64_t *seen_ms)
{
    static const char sql[] = "SELECT ifnull(max(updated_ms), 0) FROM state WHERE kind = 'worker'";

    return db_number(store_read(store, sql), 0, seen_ms);
}

int
ledger_resident_seen(struct store *store, int64_t *seen_ms)
{
    static const char sql[] = "SELECT ifnull(max(updated_ms), 0) FROM state"
                              " WHERE kind = 'worker' AND key NOT LIKE '%:drain'";

    return db_number(store_read(store, sql), 0, seen_ms);
}
