/* newest.c - newest wins, by the sender's clock. */
#include "config.h"

#include <stdbool.h>
#include <stddef.h>

#include "store/deployments.h"
#include "store/newest.h"
#include "store/rows.h"
#include "store/sorted.h"

/* The newest job of a key. */
struct rival {
    int64_t id; /* 0: there is none */
    int64_t order_ms;
    bool same;    /* as the planned one: its subject */
    bool busy;    /* the key is: some job is ready or on its way */
    bool waiting; /* some job of the key waits */
};

static void
read_rival(const struct db_row *row, struct pool *pool, void *item)
{
    struct rival *rival = item;

    (void)pool;
    *rival = (struct rival){ .id = db_integer(row, 0),
                             .order_ms = db_integer(row, 1),
                             .same = db_integer(row, 2) != 0,
                             .busy = db_integer(row, 3) != 0,
                             .waiting = db_integer(row, 4) != 0 };
}

static int
find_rival(struct db *db, const struct planned_job *planned, struct rival *rival)
{
    struct db_row *row;

    *rival = (struct rival){ 0 };
    row = db_query(db, "SELECT id, order_ms, subject = ?2,"
                       " EXISTS (SELECT 1 FROM job WHERE serial_key = ?1"
                       " AND " KEY_IS_BUSY ")"
                       ", EXISTS (SELECT 1 FROM job WHERE serial_key = ?1 AND state = 'waiting')"
                       " FROM job WHERE serial_key = ?1"
                       " AND " KEY_IS_ORDERED " ORDER BY order_ms DESC, id DESC LIMIT 1");
    db_bind_text(row, 1, planned->key);
    db_bind_text(row, 2, planned->subject);
    return rows_first(row, read_rival, NULL, rival);
}

/*
 * A job of the key that has the subject, whatever came after it; 0: none.  Its event has the same
 * subject, which is how it is found.
 */
static int
find_same(struct db *db, const struct planned_job *planned, int64_t *id)
{
    struct db_row *row;

    *id = 0;
    if (planned->subject == NULL)
        return 0;
    row = db_query(db, "WITH RECURSIVE " SHELVES " SELECT job.id FROM shelf"
                       " CROSS JOIN event e ON e.id / 1024 = shelf.number AND e.subject = ?2"
                       " CROSS JOIN job ON job.event_id = e.id AND job.serial_key = ?1"
                       " AND job.subject = ?2 AND job.state NOT IN ('cancelled', 'dead') LIMIT 1");
    db_bind_text(row, 1, planned->key);
    db_bind_text(row, 2, planned->subject);
    return db_number(row, 0, id);
}

static const char old_ready[] =
    "SELECT id, fence FROM job WHERE serial_key = ?1 AND state = 'ready'"
    " AND " KEY_IS_BUSY " AND newest = 1 AND order_ms <= ?2";
static const char old_waiting[] =
    "SELECT id, fence FROM job WHERE serial_key = ?1 AND state = 'waiting'"
    " AND newest = 1 AND order_ms <= ?2 LIMIT 1";

/* What gives way. */
struct old_job {
    int64_t id;
    int64_t fence; /* 0: no worker has ever had it, so it can't have begun a deployment */
};

static void
read_old_job(const struct db_row *row, struct pool *pool, void *item)
{
    struct old_job *old = item;

    (void)pool;
    old->id = db_integer(row, 0);
    old->fence = db_integer(row, 1);
}

/* What comes: a newer job of the key. */
struct newcomer {
    const char *key;
    int64_t order_ms;
    int64_t event;
    int64_t now_ms;
};

static int
write_superseded(struct db *db, int64_t id, const struct newcomer *newcomer)
{
    struct db_row *row;

    row = db_query(db, "UPDATE job SET state = 'superseded', blocked = 0, updated_ms = ?3,"
                       " reason = 'event ' || ?2 || ' brought a newer one' WHERE id = ?1");
    db_bind_integer(row, 1, id);
    db_bind_integer(row, 2, newcomer->event);
    db_bind_integer(row, 3, newcomer->now_ms);
    return db_finish(row);
}

/* One by one, by id: a set of ids would be a temporary table each time.  any: was there one? */
static int
supersede(struct db *db, const char *sql, const struct newcomer *newcomer, bool *any)
{
    struct db_row *row = db_query(db, sql);
    struct old_job old = { 0 };
    int rc;

    db_bind_text(row, 1, newcomer->key);
    db_bind_integer(row, 2, newcomer->order_ms);
    rc = rows_first(row, read_old_job, NULL, &old);
    *any = rc == 0 && old.id != 0;
    if (*any)
        rc = write_superseded(db, old.id, newcomer);
    if (rc == 0 && old.fence > 0)
        rc = deployment_settle(db, old.id, JOB_SUPERSEDED, "a newer one came", newcomer->now_ms);
    return rc;
}

/*
 * Looks only where the rival says that there are some; the key may be free afterwards.  Those of
 * queue = all that waited behind the one that was ready come before the newcomer.
 */
static int
replace(struct db *db, const struct newcomer *newcomer, struct rival *rival)
{
    bool freed = false, more = rival->waiting;
    int rc = 0;

    if (rival->busy)
        rc = supersede(db, old_ready, newcomer, &freed);
    rival->busy = rival->busy && !freed;
    while (rc == 0 && more)
        rc = supersede(db, old_waiting, newcomer, &more);
    if (rc != 0 || !freed || !rival->waiting)
        return rc;
    rc = keys_release(db, newcomer->key, newcomer->now_ms);
    return rc == 0 ? keys_busy(db, newcomer->key, &rival->busy) : rc;
}

int
newest_replace(struct db *db, const char *key, int64_t order_ms, int64_t event, int64_t now_ms)
{
    const struct newcomer newcomer = { key, order_ms, event, now_ms };
    struct rival anybody = { .busy = true, .waiting = true };

    return replace(db, &newcomer, &anybody);
}

/* Whom it meets, and what that means. */
static int
judge(struct db *db, const struct planned_job *planned, struct rival *rival,
      struct judgement *judgement)
{
    int64_t same = 0;
    int rc = find_rival(db, planned, rival);

    *judgement = (struct judgement){ .verdict = VERDICT_GO, .rival = rival->id };
    if (rc != 0 || rival->id == 0)
        return rc;
    if (rival->same && !planned->again) {
        judgement->verdict = VERDICT_SAME;
    } else if (planned->newest && planned->order_ms < rival->order_ms) {
        judgement->verdict = VERDICT_OLD;
    } else if (!planned->newest && !planned->again && planned->order_ms <= rival->order_ms) {
        rc = find_same(db, planned, &same);
        if (same != 0)
            *judgement = (struct judgement){ .verdict = VERDICT_SAME, .rival = same };
    }
    return rc;
}

int
newest_judge(struct db *db, const struct planned_job *planned, int64_t event, int64_t now_ms,
             struct judgement *judgement)
{
    const struct newcomer newcomer = { planned->key, planned->order_ms, event, now_ms };
    struct rival rival = { 0 };
    bool kept = false;
    int rc = 0;

    *judgement = (struct judgement){ .verdict = VERDICT_GO };
    if (planned->key != NULL)
        rc = judge(db, planned, &rival, judgement);
    if (rc != 0 || judgement->verdict != VERDICT_GO)
        return rc;
    if (planned->newest)
        rc = replace(db, &newcomer, &rival);
    if (rc == 0 && rival.waiting && !rival.busy)
        rc = keys_kept(db, planned->key, INT64_MAX, &kept);
    judgement->place = keys_place_of(rival.busy || kept, now_ms + planned->delay_ms, now_ms);
    return rc;
}
