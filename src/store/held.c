/* held.c - ends attempts */
#include "config.h"

#include <inttypes.h>

#include "store/deployments.h"
#include "store/held.h"
#include "store/keys.h"
#include "store/rows.h"

static void
held_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct held *held = item;

    held->id = db_integer(row, 0);
    held->event = db_integer(row, 1);
    held->order_ms = db_integer(row, 2);
    held->run_at_ms = db_integer(row, 3);
    held->rule = db_text_copy(row, 4, pool);
    held->key = db_text_copy(row, 5, pool);
    held->owner = db_text_copy(row, 6, pool);
    held->crash = crash_class_of(db_text(row, 7));
    held->newest = db_integer(row, 8) != 0;
    held->started = db_integer(row, 9) != 0;
    held->check_first = db_integer(row, 10) != 0;
    held->attempt = (int)db_integer(row, 11);
    held->failed = (int)db_integer(row, 12);
    held->crashed = (int)db_integer(row, 13);
    held->attempts = (int)db_integer(row, 14);
    held->sends = db_integer(row, 15) != 0;
}

int
held_find(struct db *db, int64_t id, int64_t fence, struct pool *pool, struct held *held)
{
    struct db_row *row;

    *held = (struct held){ 0 };
    row =
        db_query(db, "SELECT id, event_id, order_ms, run_at_ms, rule, serial_key, owner, crash,"
                     " newest, state = 'started', check_first, attempt, failed, crashed, attempts,"
                     " kind = 'fanout' OR kind = 'send' OR kind = 'exec' OR kind = 'resend'"
                     " FROM job WHERE id = ?1 AND (?2 = 0 OR fence = ?2)"
                     " AND state IN ('leased', 'started')");
    db_bind_integer(row, 1, id);
    db_bind_integer(row, 2, fence);

    return rows_first(row, held_read, pool, held);
}

struct held_verdict
held_verdict(const struct held *held, enum job_state state, const char *reason)
{
    return (struct held_verdict){ .state = state,
                                  .reason = reason,
                                  .run_at_ms = held->run_at_ms,
                                  .attempt = held->attempt,
                                  .failed = held->failed,
                                  .crashed = held->crashed,
                                  .check_first = held->check_first };
}

static void
bind_record(struct db_row *row, const struct exchange_record *record)
{
    size_t length = record->answer_length < ANSWER_MOST ? record->answer_length : ANSWER_MOST;

    if (record->status >= 0)
        db_bind_integer(row, 6, record->status);
    db_bind_integer(row, 7, record->duration_ms);
    db_bind_text(row, 8, record->request);
    db_bind_text(row, 9, record->headers);
    if (record->answer != NULL)
        db_bind_blob(row, 10, record->answer, length);
}

/* What is not bound is NULL. */
int
held_end_attempt(struct db *db, const struct held *held, const struct held_end *end)
{
    struct db_row *row;

    if (end->outcome == NULL) {
        row = db_query(db, "DELETE FROM attempt WHERE job_id = ?1 AND n = ?2");
    } else {
        row = db_query(db, "UPDATE attempt SET outcome = ?3, detail = ?4, end_ms = ?5,"
                           " status = ?6, duration_ms = ?7, request = ?8, headers = ?9,"
                           " answer = ?10 WHERE job_id = ?1 AND n = ?2");
        db_bind_text(row, 3, end->outcome);
        db_bind_text(row, 4, end->detail);
        db_bind_integer(row, 5, end->now_ms);
        if (end->record != NULL)
            bind_record(row, end->record);
    }
    db_bind_integer(row, 1, held->id);
    db_bind_integer(row, 2, held->attempt);

    return db_finish(row);
}

/*
 * The newer job that makes this one needless, or 0.  Only one that still waits does: a newer one
 * that has run came before this job's turn, so somebody has asked for this job by hand since.
 */
static int
replaced_by(struct db *db, const struct held *held, int64_t *newer)
{
    struct db_row *row;
    bool waits = false;
    int rc;

    *newer = 0;
    if (!held->newest)
        return 0;
    rc = keys_newer(db, held->key, held->order_ms, held->id, newer);
    if (rc != 0 || *newer == 0)
        return rc;

    row = db_query(db, "SELECT 1 FROM job WHERE id = ?1 AND state = 'waiting'");
    db_bind_integer(row, 1, *newer);
    rc = db_exists(row, &waits);
    if (!waits)
        *newer = 0;

    return rc;
}

static int
write_verdict(struct db *db, int64_t id, const struct held_verdict *verdict, int64_t now_ms)
{
    struct db_row *row;

    row = db_query(db, "UPDATE job SET state = ?2, reason = ?3, run_at_ms = ?4, attempt = ?5,"
                       " failed = ?6, crashed = ?7, check_first = ?8, updated_ms = ?9, blocked = 0,"
                       " owner = NULL, lease_ms = NULL WHERE id = ?1");
    db_bind_integer(row, 1, id);
    db_bind_text(row, 2, job_state_name(verdict->state));
    db_bind_text(row, 3, verdict->reason);
    db_bind_integer(row, 4, verdict->run_at_ms);
    db_bind_integer(row, 5, verdict->attempt);
    db_bind_integer(row, 6, verdict->failed);
    db_bind_integer(row, 7, verdict->crashed);
    db_bind_integer(row, 8, verdict->check_first);
    db_bind_integer(row, 9, now_ms);

    return db_finish(row);
}

int
held_settle(struct db *db, const struct held *held, const struct held_verdict *verdict,
            struct pool *pool, int64_t now_ms)
{
    struct held_verdict final = *verdict;
    int64_t newer = 0;
    int rc = 0;

    if (final.state == JOB_WAITING)
        rc = replaced_by(db, held, &newer);
    if (newer != 0) {
        final.state = JOB_SUPERSEDED;
        final.reason = pool_printf(pool, "job %" PRId64 " is newer", newer);
    }
    if (rc == 0)
        rc = write_verdict(db, held->id, &final, now_ms);
    if (rc == 0)
        rc = deployment_settle(db, held->id, final.state, final.reason, now_ms);
    if (rc == 0 && final.state != JOB_READY)
        rc = keys_release(db, held->key, now_ms);

    return rc;
}
