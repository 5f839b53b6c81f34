/* jobs_reap.c - takes jobs back from workers that are gone */
#include "config.h"

#include <inttypes.h>

#include "store/held.h"
#include "store/jobs.h"
#include "store/keys.h"
#include "store/rows.h"

#define REAP_MOST "100" /* jobs in one transaction */

/* Leases that ended before ?1, or with an owner (?2) all of that one. */
static const char lapsed_sql[] = "SELECT id FROM job WHERE state IN ('leased', 'started')"
                                 " AND lease_ms < ?1 LIMIT " REAP_MOST;
static const char owned_sql[] = "SELECT id FROM job WHERE state IN ('leased', 'started')"
                                " AND lease_ms > 0 AND owner = ?1 LIMIT " REAP_MOST;

struct reaping {
    const char *owner; /* NULL: whose lease has ended */
    int64_t now_ms;
    struct pool *pool;
    size_t count; /* out: jobs taken back */
};

static void
id_read(const struct db_row *row, struct pool *pool, void *item)
{
    (void)pool;
    *(int64_t *)item = db_integer(row, 0);
}

/* Ids (int64_t) of the jobs to take back now. */
static int
orphans(struct db *db, const struct reaping *reaping, struct rows *ids)
{
    struct db_row *row = db_query(db, reaping->owner != NULL ? owned_sql : lapsed_sql);

    if (reaping->owner != NULL)
        db_bind_text(row, 1, reaping->owner);
    else
        db_bind_integer(row, 1, reaping->now_ms);

    return rows_read(row, id_read, reaping->pool, ids);
}

/*
 * Of hundreds that were under way at most one was to blame.  Those that it happens to again go on at
 * different times, so that the others get away from that one.
 */
static void
scatter(struct held_verdict *verdict, int64_t id, int64_t now_ms)
{
    if (verdict->state != JOB_READY || verdict->crashed < 2)
        return;
    verdict->state = JOB_WAITING;
    verdict->run_at_ms =
        now_ms + retry_delay_ms(verdict->crashed - 1, (uint32_t)(id * INT64_C(2654435761)));
}

/*
 * A job that was leased but not started has done nothing yet, unless it is of class rerun, which
 * never is started.
 */
static struct held_verdict
decide(const struct held *held, struct pool *pool, int64_t now_ms)
{
    const int most = held->sends ? SEND_CRASHES : JOB_CRASHES;
    struct held_verdict verdict = held_verdict(held, JOB_READY, "its worker died; it runs again");

    verdict.crashed++;
    if (held->started && held->crash == CRASH_ONCE) {
        verdict.state = JOB_UNKNOWN;
        verdict.reason = "its worker died while it ran; it may have happened or not";
    } else if (verdict.crashed >= most) {
        verdict.state = JOB_DEAD;
        verdict.reason = pool_printf(pool, "its worker died %d times while it ran", most);
    } else if (held->started && held->crash == CRASH_VERIFY) {
        verdict.reason = "its worker died while it ran; it is checked before it runs again";
    }
    if (held->started && held->crash == CRASH_VERIFY)
        verdict.check_first = true;
    if (held->sends)
        scatter(&verdict, held->id, now_ms);

    return verdict;
}

static int
reap_one(struct db *db, const struct reaping *reaping, int64_t id)
{
    const struct held_end end = { "cut off", "its worker died", NULL, reaping->now_ms };
    struct pool *pool = reaping->pool;
    struct held_verdict verdict;
    struct held held;
    const char *text;
    int rc;

    rc = held_find(db, id, 0, pool, &held);
    if (rc != 0)
        return rc;

    verdict = decide(&held, pool, reaping->now_ms);
    text = pool_printf(pool, "attempt %d of job %" PRId64 " was cut off with worker %s: %s",
                       held.attempt, held.id, held.owner, verdict.reason);
    rc = held_end_attempt(db, &held, &end);
    if (rc == 0)
        rc = held_settle(db, &held, &verdict, pool, reaping->now_ms);
    if (rc == 0)
        rc = note_add(db, held.event, held.id, held.rule, reaping->now_ms, text);

    return rc;
}

static int
reap_work(struct db *db, void *data)
{
    struct reaping *reaping = data;
    struct rows ids = { .size = sizeof(int64_t) };
    int rc;

    reaping->count = 0;
    rc = orphans(db, reaping, &ids);
    for (size_t i = 0; rc == 0 && i < ids.count; i++)
        rc = reap_one(db, reaping, ((const int64_t *)ids.items)[i]);
    if (rc == 0)
        reaping->count = ids.count;

    return rc;
}

/* Looks before it writes, as there is hardly ever anything to do. */
static int
any_orphans(struct store *store, const struct reaping *reaping, bool *any)
{
    struct rows ids = { .size = sizeof(int64_t) };
    struct db *db = NULL;
    int rc;

    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    rc = orphans(db, reaping, &ids);
    store_reader_give(store, db);
    *any = ids.count > 0;

    return rc;
}

static int
reap(struct store *store, struct reaping *reaping, int *reaped)
{
    bool any = true;
    int rc = 0;

    *reaped = 0;
    while (rc == 0 && any) {
        reaping->pool = pool_new();
        rc = any_orphans(store, reaping, &any);
        if (rc == 0 && any)
            rc = store_write(store, reap_work, reaping);
        if (rc == 0 && any)
            *reaped += (int)reaping->count;
        pool_free(reaping->pool);
    }
    return rc;
}

int
jobs_reap(struct store *store, int64_t now_ms, int *reaped)
{
    struct reaping reaping = { .now_ms = now_ms };

    return reap(store, &reaping, reaped);
}

int
jobs_reap_owner(struct store *store, const char *owner, int64_t now_ms, int *reaped)
{
    struct reaping reaping = { .owner = owner, .now_ms = now_ms };

    return reap(store, &reaping, reaped);
}
