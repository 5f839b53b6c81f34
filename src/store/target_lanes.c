/* target_lanes.c - hops from host to host along the index of deliveries */
#include "config.h"

#include <string.h>

#include "store/deliveries_read.h"
#include "store/rows.h"
#include "store/target.h"
#include "store/target_lanes.h"

static void
lane_read(const struct db_row *row, struct pool *pool, void *item)
{
    const char **lane = item;

    *lane = db_text_copy(row, 0, pool);
}

/* The first lane between these two, or NULL. */
static int
lane_between(struct db *db, const char *after, const char *end, struct pool *pool,
             const char **lane)
{
    struct db_row *row = db_query(db, "SELECT lane FROM job WHERE " IS_DELIVERY
                                      " AND lane > ?1 AND lane < ?2 ORDER BY lane LIMIT 1");

    db_bind_text(row, 1, after);
    db_bind_text(row, 2, end);
    *lane = NULL;

    return rows_first(row, lane_read, pool, lane);
}

int
target_lanes(struct db *db, int64_t id, struct pool *pool, struct strings *lanes)
{
    const char *exec = target_lane(pool, JOB_EXEC, id);
    const char *lane = pool_printf(pool, "%s@", exec);
    const char *end = pool_printf(pool, "%sA", exec); /* the character behind @ */
    const char **items = NULL;
    size_t room = 0, count = 0;
    int rc = 0;

    items = pool_grow(pool, items, count, &room, sizeof(*items));
    items[count++] = target_lane(pool, JOB_SEND, id);
    for (const char *next = exec; rc == 0 && next != NULL; lane = next) {
        items = pool_grow(pool, items, count, &room, sizeof(*items));
        items[count++] = next;
        rc = lane_between(db, lane, end, pool, &next);
    }
    *lanes = (struct strings){ items, rc == 0 ? count : 0 };

    return rc;
}
