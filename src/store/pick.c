/* pick.c - hops from lane to lane along the index of ready jobs */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "store/pick.h"
#include "store/rows.h"

#define LOOK_MOST "100" /* ready jobs of a lane among which a known kind is searched */

static void
lane_read(const struct db_row *row, struct pool *pool, void *item)
{
    const char **lane = item;

    *lane = db_text_copy(row, 0, pool);
}

/* The first lane behind `after` that has a ready job, or NULL. */
static int
next_lane(struct db *db, const char *after, struct pool *pool, const char **lane)
{
    struct db_row *row;

    row = db_query(db, "SELECT lane FROM job WHERE state = 'ready' AND lane > ?1"
                       " ORDER BY lane LIMIT 1");
    db_bind_text(row, 1, after);
    *lane = NULL;

    return rows_first(row, lane_read, pool, lane);
}

static int
asleep(struct db *db, const char *lane, int64_t now_ms, bool *is)
{
    struct db_row *row;

    row = db_query(db, "SELECT 1 FROM lane WHERE name = ?1 AND sleep_until_ms > ?2");
    db_bind_text(row, 1, lane);
    db_bind_integer(row, 2, now_ms);

    return db_exists(row, is);
}

static bool
known(struct strings kinds, const char *kind)
{
    for (size_t i = 0; i < kinds.count; i++) {
        if (strcmp(kinds.items[i], kind) == 0)
            return true;
    }
    return false;
}

/* The first ready job of the lane that this worker may have; id stays 0 when there is none. */
static int
pick_from(struct db *db, const struct claim *claim, const char *lane, int64_t *id)
{
    const char *host = strchr(lane, '@');
    struct db_row *row;
    bool sleeps = false;
    int rc;

    if (host != NULL && strcmp(host + 1, claim->host) != 0)
        return 0;
    rc = asleep(db, lane, claim->now_ms, &sleeps);
    if (rc != 0 || sleeps)
        return rc;

    row = db_query(db, "SELECT id, kind FROM job WHERE state = 'ready' AND lane = ?1"
                       " ORDER BY run_at_ms, id LIMIT " LOOK_MOST);
    db_bind_text(row, 1, lane);
    while ((rc = db_next(row)) == 1 && *id == 0) {
        if (known(claim->kinds, db_text(row, 1)))
            *id = db_integer(row, 0);
    }
    db_done(row);

    return rc < 0 ? rc : 0;
}

int
pick_job(struct db *db, const struct claim *claim, struct pool *pool, int64_t *id)
{
    const char *lane = claim->after_lane;
    bool wrapped = false;
    int rc;

    *id = 0;
    for (;;) {
        rc = next_lane(db, lane, pool, &lane);
        if (rc != 0 || (lane == NULL && wrapped))
            return rc;
        if (lane == NULL) {
            lane = "";
            wrapped = true;
            continue;
        }
        if (wrapped && strcmp(lane, claim->after_lane) > 0)
            return 0;
        rc = pick_from(db, claim, lane, id);
        if (rc != 0 || *id != 0)
            return rc;
    }
}
