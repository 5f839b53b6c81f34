/* deliveries_ended.c - attempts in the order in which they ended */
#include "config.h"

#include "base/fail.h"
#include "store/deliveries_read.h"
#include "store/rows.h"

struct ending {
    struct db *db;
    const struct delivery_filter *filter;
    struct pool *pool;
};

static void
ended_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct attempt_place *place = item;

    (void)pool;
    *place =
        (struct attempt_place){ db_integer(row, 0), db_integer(row, 1), (int)db_integer(row, 2) };
}

static int
ended_find(const struct ending *ending, const struct attempt_place *place, struct rows *places)
{
    struct db_row *row;

    *places = (struct rows){ .size = sizeof(struct attempt_place) };
    row =
        db_query(ending->db, "SELECT a.end_ms, a.job_id, a.n FROM attempt a"
                             " CROSS JOIN job j ON j.id = a.job_id WHERE a.end_ms IS NOT NULL"
                             " AND (a.end_ms, a.job_id, a.n) > (?1, ?2, ?3)"
                             " AND (j.kind = 'send' OR j.kind = 'exec') AND (?4 = 0 OR j.step = ?4)"
                             " ORDER BY a.end_ms, a.job_id, a.n LIMIT ?5");
    db_bind_integer(row, 1, place->end_ms);
    db_bind_integer(row, 2, place->job);
    db_bind_integer(row, 3, place->n);
    db_bind_integer(row, 4, ending->filter->target);
    db_bind_integer(row, 5, ending->filter->most);

    return rows_read(row, ended_read, ending->pool, places);
}

static int
ended_add(const struct ending *ending, const struct attempt_place *place,
          struct delivery_rows *deliveries)
{
    struct delivery_row *delivery = &deliveries->rows[deliveries->count];
    int rc = delivery_look(ending->db, place->job, place->n, ending->pool, delivery);

    if (rc == 0 && delivery_is_wanted(ending->filter, delivery))
        deliveries->count++;

    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
ended_list(const struct ending *ending, struct attempt_place *place,
           struct delivery_rows *deliveries)
{
    const size_t most = (size_t)ending->filter->most;
    const struct attempt_place *found;
    struct rows places;
    int rc;

    deliveries->rows = pool_array(ending->pool, most + 1, sizeof *deliveries->rows);
    do {
        rc = ended_find(ending, place, &places);
        found = places.items;
        for (size_t i = 0; rc == 0 && i < places.count && deliveries->count < most; i++) {
            rc = ended_add(ending, &found[i], deliveries);
            *place = found[i];
        }
    } while (rc == 0 && places.count > 0 && deliveries->count < most);

    return rc;
}

int
deliveries_ended(struct store *store, const struct delivery_filter *filter, struct pool *pool,
                 struct attempt_place *place, struct delivery_rows *deliveries)
{
    struct ending ending = { .filter = filter, .pool = pool };
    struct attempt_place reached = *place;
    int rc = store_reader_take(store, &ending.db);

    *deliveries = (struct delivery_rows){ 0 };
    if (rc != 0)
        return rc;
    rc = ended_list(&ending, &reached, deliveries);
    store_reader_give(store, ending.db);
    if (rc == 0)
        *place = reached;
    else
        *deliveries = (struct delivery_rows){ 0 };

    return rc;
}
