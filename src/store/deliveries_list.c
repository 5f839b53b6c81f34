/* deliveries_list.c - deliveries by target, owner, message, and how they went */
#include "config.h"

#include <stdlib.h>

#include "base/fail.h"
#include "store/deliveries_read.h"
#include "store/rows.h"
#include "store/target_lanes.h"

/* Ids are found first, of each lane as many as are wanted; then the first of all are read. */
struct listing {
    struct db *db;
    const struct delivery_filter *filter;
    struct pool *pool;
    struct rows ids; /* int64_t */
    size_t room;
};

static void
id_read(const struct db_row *row, struct pool *pool, void *item)
{
    (void)pool;
    *(int64_t *)item = db_integer(row, 0);
}

enum { ALL, DEAD, FAILED, WHATS };

#define WHERE                                                                                      \
    "SELECT id FROM job WHERE " IS_DELIVERY " AND id < ?2 AND id > ?3 AND created_ms >= ?4"
#define IS_DEAD " AND state = 'dead'"
#define IS_FAILED " AND state = 'waiting' AND failed > 0"
#define OF_LANE " AND lane = ?1"
#define OF_EVENT " AND event_id = ?1 AND step > 0"
#define NEWEST " ORDER BY id DESC LIMIT ?5"
#define OLDEST " ORDER BY id LIMIT ?5"
#define BOTH(where)                                                                                \
    {                                                                                              \
        where NEWEST, where OLDEST                                                                 \
    }

/* What, newest or oldest first. */
static const char *const of_all[WHATS][2] = {
    [ALL] = BOTH(WHERE),
    [DEAD] = BOTH(WHERE IS_DEAD),
    [FAILED] = BOTH(WHERE IS_FAILED),
};
static const char *const of_lane[WHATS][2] = {
    [ALL] = BOTH(WHERE OF_LANE),
    [DEAD] = BOTH(WHERE OF_LANE IS_DEAD),
    [FAILED] = BOTH(WHERE OF_LANE IS_FAILED),
};
static const char *const of_event[WHATS][2] = {
    [ALL] = BOTH(WHERE OF_EVENT),
    [DEAD] = BOTH(WHERE OF_EVENT IS_DEAD),
    [FAILED] = BOTH(WHERE OF_EVENT IS_FAILED),
};

/* Adds the ids that one of these queries gives; event 0: lane counts, NULL: neither. */
static int
ids_add(struct listing *listing, const char *sql, const char *lane, int64_t event)
{
    const struct delivery_filter *filter = listing->filter;
    struct db_row *row = db_query(listing->db, sql);
    int rc;

    if (lane != NULL)
        db_bind_text(row, 1, lane);
    else if (event != 0)
        db_bind_integer(row, 1, event);
    db_bind_integer(row, 2, filter->before != 0 ? filter->before : INT64_MAX);
    db_bind_integer(row, 3, filter->after);
    db_bind_integer(row, 4, filter->since_ms);
    /* What is left out of an event's by target, rule and owner is told by the rows alone. */
    db_bind_integer(row, 5, event != 0 ? INT64_MAX : filter->most);
    while ((rc = db_next(row)) == 1)
        rows_add(row, id_read, listing->pool, &listing->ids, &listing->room);
    db_done(row);

    return rc;
}

static int
ids_find(struct listing *listing, const char *const queries[WHATS][2], const char *lane,
         int64_t event)
{
    const struct delivery_filter *filter = listing->filter;
    const int order = filter->after != 0;
    int rc = 0;

    if (!filter->failed && !filter->dead)
        return ids_add(listing, queries[ALL][order], lane, event);
    rc = ids_add(listing, queries[DEAD][order], lane, event);
    if (rc == 0 && filter->failed)
        rc = ids_add(listing, queries[FAILED][order], lane, event);

    return rc;
}

static int
ids_of_target(struct listing *listing, int64_t target)
{
    struct strings lanes = { 0 };
    int rc = target_lanes(listing->db, target, listing->pool, &lanes);

    for (size_t i = 0; rc == 0 && i < lanes.count; i++)
        rc = ids_find(listing, of_lane, lanes.items[i], 0);

    return rc;
}

static int
ids_of_owner(struct listing *listing)
{
    struct rows targets = { .size = sizeof(int64_t) };
    struct db_row *row = db_query(listing->db, "SELECT id FROM target WHERE owner = ?1");
    int rc;

    db_bind_text(row, 1, listing->filter->owner);
    rc = rows_read(row, id_read, listing->pool, &targets);
    for (size_t i = 0; rc == 0 && i < targets.count; i++)
        rc = ids_of_target(listing, ((const int64_t *)targets.items)[i]);

    return rc;
}

static int
upwards(const void *a, const void *b)
{
    const int64_t *one = a, *other = b;

    return (*one > *other) - (*one < *other);
}

static int
downwards(const void *a, const void *b)
{
    return upwards(b, a);
}

static int
rows_of_ids(const struct listing *listing, struct delivery_rows *deliveries)
{
    const struct delivery_filter *filter = listing->filter;
    int64_t *ids = listing->ids.items;
    size_t room = 0;
    int rc = 0;

    *deliveries = (struct delivery_rows){ 0 };
    if (listing->ids.count > 0)
        qsort(ids, listing->ids.count, sizeof *ids, filter->after != 0 ? upwards : downwards);
    for (size_t i = 0; rc == 0 && i < listing->ids.count; i++) {
        struct delivery_row delivery;

        if (deliveries->count == (size_t)filter->most)
            break;
        rc = delivery_look(listing->db, ids[i], 0, listing->pool, &delivery);
        /* Retention may have taken it since. */
        if (rc == FAIL_NOT_FOUND)
            rc = 0;
        if (rc != 0 || delivery.job == 0 || !delivery_is_wanted(filter, &delivery))
            continue;
        deliveries->rows =
            pool_grow(listing->pool, deliveries->rows, deliveries->count, &room, sizeof delivery);
        deliveries->rows[deliveries->count++] = delivery;
    }
    return rc;
}

static int
list(struct listing *listing, struct delivery_rows *deliveries)
{
    const struct delivery_filter *filter = listing->filter;
    int rc;

    if (filter->event != 0)
        rc = ids_find(listing, of_event, NULL, filter->event);
    else if (filter->target != 0)
        rc = ids_of_target(listing, filter->target);
    else if (filter->owner != NULL)
        rc = ids_of_owner(listing);
    else
        rc = ids_find(listing, of_all, NULL, 0);

    return rc == 0 ? rows_of_ids(listing, deliveries) : rc;
}

int
deliveries_list(struct store *store, const struct delivery_filter *filter, struct pool *pool,
                struct delivery_rows *deliveries)
{
    struct listing listing = { .filter = filter, .pool = pool, .ids = { .size = sizeof(int64_t) } };
    int rc = store_reader_take(store, &listing.db);

    *deliveries = (struct delivery_rows){ 0 };
    if (rc != 0)
        return rc;
    rc = list(&listing, deliveries);
    store_reader_give(store, listing.db);
    if (rc != 0)
        *deliveries = (struct delivery_rows){ 0 };

    return rc;
}
