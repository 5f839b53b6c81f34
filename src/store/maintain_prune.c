/* maintain_prune.c - retention: what is old goes, a little at a time. */
#include "config.h"

#include <stdbool.h>

#include "store/deployments.h"
#include "store/facts.h"
#include "store/maintain.h"
#include "store/messages.h"
#include "store/state.h"

#define BATCH_ROWS 500
#define RECOVERY_KEPT_MS INT64_C(345600000) /* four days */

/* A job of the event that is on its way, or waits for a human. */
#define NOT_OVER                                                                                   \
    "EXISTS (SELECT 1 FROM job WHERE job.event_id = event.id"                                      \
    " AND job.state NOT IN ('done', 'dead', 'cancelled', 'superseded'))"

#define JOB_OVER "state IN ('done', 'dead', 'cancelled', 'superseded')"
#define THIS_JOB_OVER "EXISTS (SELECT 1 FROM job WHERE id = ?1 AND " JOB_OVER ")"

/* Removes what belongs to one id; rows: how many went; counted: those that the caller asked for. */
typedef int drop_function(struct db *db, int64_t id, int64_t before_ms, int64_t *rows,
                          int64_t *counted);

/* A walk through what is old, oldest first, along an index by time. */
struct sweep {
    const char *find; /* ?1 before_ms, (?2, ?3) time and id of the last seen; BATCH_ROWS at most */
    drop_function *drop;
    /* Of a walk under way: */
    int64_t before_ms;
    int64_t after_ms, after_id; /* last seen */
    int64_t *ids;
    size_t count;
    size_t next;     /* of ids: to be dropped */
    size_t reached;  /* by the newest transaction */
    int64_t counted; /* by it */
};

/* Found by a reader, outside the writer lock; each is looked at again before it goes. */
static int
find_ids(struct store *store, struct sweep *sweep)
{
    struct db_row *row = store_read(store, sweep->find);
    int rc = 0;

    sweep->count = 0;
    sweep->next = 0;
    db_bind_integer(row, 1, sweep->before_ms);
    db_bind_integer(row, 2, sweep->after_ms);
    db_bind_integer(row, 3, sweep->after_id);
    while (sweep->count < BATCH_ROWS && (rc = db_next(row)) == 1) {
        sweep->after_id = db_integer(row, 0);
        sweep->after_ms = db_integer(row, 1);
        sweep->ids[sweep->count++] = sweep->after_id;
    }
    db_done(row);
    return rc < 0 ? rc : 0;
}

static int
drop_batch(struct db *db, void *data)
{
    struct sweep *sweep = data;
    int64_t rows = 0;
    int rc = 0;

    sweep->counted = 0;
    sweep->reached = sweep->next;
    while (rc == 0 && rows < BATCH_ROWS && sweep->reached < sweep->count)
        rc =
            sweep->drop(db, sweep->ids[sweep->reached++], sweep->before_ms, &rows, &sweep->counted);
    if (rc == 0)
        rc = db_finish(db_query(db, "PRAGMA incremental_vacuum(200)"));
    return rc;
}

/* before_ms 0: nothing goes. */
static int
run_sweep(struct store *store, struct sweep sweep, int64_t before_ms, int64_t *total)
{
    struct pool *pool;
    int rc = 0;

    if (before_ms <= 0)
        return 0;
    pool = pool_new();
    sweep.before_ms = before_ms;
    sweep.ids = pool_array(pool, BATCH_ROWS, sizeof sweep.ids[0]);
    do {
        if (sweep.next == sweep.count)
            rc = find_ids(store, &sweep);
        if (rc == 0 && sweep.count > 0)
            rc = store_write(store, drop_batch, &sweep);
        if (rc == 0 && sweep.count > 0) {
            sweep.next = sweep.reached;
            *total += sweep.counted;
        }
    } while (rc == 0 && sweep.count > 0);
    pool_free(pool);
    return rc;
}

static int
drop_rows(struct db *db, const char *sql, int64_t id, int64_t *rows)
{
    struct db_row *row = db_query(db, sql);
    int rc;

    db_bind_integer(row, 1, id);
    rc = db_finish(row);
    if (rc == 0)
        *rows += db_changes(db);
    return rc;
}

static int
drop_body(struct db *db, int64_t id, int64_t before_ms, int64_t *rows, int64_t *counted)
{
    int64_t begun = *rows;
    int rc =
        drop_rows(db, "UPDATE event SET body = NULL WHERE id = ?1 AND NOT " NOT_OVER, id, rows);

    (void)before_ms;
    *counted += *rows - begun;
    return rc;
}

static int
drop_attempts(struct db *db, int64_t id, int64_t before_ms, int64_t *rows, int64_t *counted)
{
    struct db_row *row;
    int64_t steps;
    int rc;

    row = db_query(db, "DELETE FROM step WHERE job_id = ?1 AND attempt IN"
                       " (SELECT n FROM attempt WHERE job_id = ?1 AND end_ms < ?2)"
                       " AND " THIS_JOB_OVER);
    db_bind_integer(row, 1, id);
    db_bind_integer(row, 2, before_ms);
    rc = db_finish(row);
    if (rc != 0)
        return rc;
    steps = db_changes(db);
    row = db_query(db, "DELETE FROM attempt WHERE job_id = ?1 AND end_ms < ?2"
                       " AND " THIS_JOB_OVER);
    db_bind_integer(row, 1, id);
    db_bind_integer(row, 2, before_ms);
    rc = db_finish(row);
    if (rc == 0) {
        *rows += steps + db_changes(db);
        *counted += db_changes(db);
    }
    return rc;
}

static int
event_is_over(struct db *db, int64_t id, bool *over)
{
    struct db_row *row = db_query(db, "SELECT 1 FROM event WHERE id = ?1 AND NOT " NOT_OVER);

    db_bind_integer(row, 1, id);
    return db_exists(row, over);
}

static int
drop_event(struct db *db, int64_t id, int64_t before_ms, int64_t *rows, int64_t *counted)
{
    static const char *const parts[] = {
        "DELETE FROM note WHERE event_id = ?1",
        "DELETE FROM step WHERE job_id IN (SELECT id FROM job WHERE event_id = ?1)",
        "DELETE FROM attempt WHERE job_id IN (SELECT id FROM job WHERE event_id = ?1)",
        "DELETE FROM job WHERE event_id = ?1",
        "DELETE FROM event WHERE id = ?1",
    };
    bool over = false;
    int rc = event_is_over(db, id, &over);

    (void)before_ms;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && rc == 0 && over; i++)
        rc = drop_rows(db, parts[i], id, rows);
    *counted += over;
    return rc;
}

static int
drop_deployment(struct db *db, int64_t id, int64_t before_ms, int64_t *rows, int64_t *counted)
{
    int64_t dropped = 0;
    int rc = deployment_drop(db, id, before_ms, &dropped);

    *rows += dropped;
    *counted += dropped;
    return rc;
}

static int
drop_message(struct db *db, int64_t id, int64_t before_ms, int64_t *rows, int64_t *counted)
{
    int64_t dropped = 0;
    int rc = message_drop(db, id, before_ms, &dropped);

    *rows += dropped;
    *counted += dropped;
    return rc;
}

/* The moment before which things go. */
static int64_t
before(int64_t now_ms, int64_t keep_ms)
{
    return keep_ms > 0 ? now_ms - keep_ms : 0;
}

struct retention
retention_of(const struct settings *settings, int64_t now_ms)
{
    return (struct retention){
        .bodies_before_ms = before(now_ms, settings->keep_bodies_ms),
        .attempts_before_ms = before(now_ms, settings->keep_attempts_ms),
        .events_before_ms = before(now_ms, settings->keep_events_ms),
        .recovery_before_ms = before(now_ms, RECOVERY_KEPT_MS),
    };
}

static int
prune_state(struct store *store, const struct retention *retention)
{
    static const char *const kinds[] = { STATE_RECOVER, STATE_REDELIVERY, STATE_ANSWER, STATE_TOKEN,
                                         STATE_ASANA_NAME };
    int rc = facts_prune(store, retention->events_before_ms);

    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && rc == 0; i++)
        rc = state_prune(store, kinds[i], retention->recovery_before_ms);
    return rc;
}

/* Of what goes, which is found how. */
static const struct sweep of_bodies = {
    .find = "SELECT id, received_ms FROM event WHERE (received_ms, id) > (?2, ?3)"
            " AND received_ms < ?1 AND body IS NOT NULL AND NOT " NOT_OVER
            " ORDER BY received_ms, id LIMIT 500",
    .drop = drop_body,
};
static const struct sweep of_attempts = {
    .find = "SELECT job_id, end_ms FROM attempt WHERE (end_ms, job_id) > (?2, ?3)"
            " AND end_ms < ?1 AND EXISTS (SELECT 1 FROM job WHERE id = job_id AND " JOB_OVER ")"
            " ORDER BY end_ms, job_id LIMIT 500",
    .drop = drop_attempts,
};
static const struct sweep of_events = {
    .find = "SELECT id, received_ms FROM event WHERE (received_ms, id) > (?2, ?3)"
            " AND received_ms < ?1 AND NOT " NOT_OVER " ORDER BY received_ms, id LIMIT 500",
    .drop = drop_event,
};
static const struct sweep of_deployments = {
    .find = "SELECT id, updated_ms FROM deployment WHERE (updated_ms, id) > (?2, ?3)"
            " AND updated_ms < ?1 ORDER BY updated_ms, id LIMIT 500",
    .drop = drop_deployment,
};
static const struct sweep of_messages = {
    .find = "SELECT id, updated_ms FROM message WHERE (updated_ms, id) > (?2, ?3)"
            " AND updated_ms < ?1 ORDER BY updated_ms, id LIMIT 500",
    .drop = drop_message,
};

int
maintain_prune(struct store *store, const struct retention *retention, struct pruned *pruned)
{
    int rc;

    *pruned = (struct pruned){ 0 };
    rc = run_sweep(store, of_events, retention->events_before_ms, &pruned->events);
    if (rc == 0)
        rc = run_sweep(store, of_attempts, retention->attempts_before_ms, &pruned->attempts);
    if (rc == 0)
        rc = run_sweep(store, of_bodies, retention->bodies_before_ms, &pruned->bodies);
    if (rc == 0)
        rc = run_sweep(store, of_deployments, retention->events_before_ms, &pruned->deployments);
    if (rc == 0)
        rc = run_sweep(store, of_messages, retention->events_before_ms, &pruned->messages);
    return rc == 0 ? prune_state(store, retention) : rc;
}
