/* ledger_jobs.c - what happened to jobs: attempts, steps, notes */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "store/keys.h"
#include "store/ledger.h"
#include "store/rows.h"

#define JOB_COLUMNS                                                                                \
    "id, event_id, kind, rule, state, reason, lane, serial_key, subject, crash, owner, args,"      \
    " step, attempt, failed, crashed, attempts, order_ms, created_ms, updated_ms, run_at_ms,"      \
    " ifnull(lease_ms, 0)"

static void
job_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct job_row *job = item;

    job->id = db_integer(row, 0);
    job->event = db_integer(row, 1);
    job->kind = db_text_copy(row, 2, pool);
    job->rule = db_text_copy(row, 3, pool);
    job->state = db_text_copy(row, 4, pool);
    job->reason = db_text_copy(row, 5, pool);
    job->lane = db_text_copy(row, 6, pool);
    job->key = db_text_copy(row, 7, pool);
    job->subject = db_text_copy(row, 8, pool);
    job->crash = db_text_copy(row, 9, pool);
    job->owner = db_text_copy(row, 10, pool);
    job->args = db_text_copy(row, 11, pool);
    job->step = (int)db_integer(row, 12);
    job->attempt = (int)db_integer(row, 13);
    job->failed = (int)db_integer(row, 14);
    job->crashed = (int)db_integer(row, 15);
    job->attempts = (int)db_integer(row, 16);
    job->order_ms = db_integer(row, 17);
    job->created_ms = db_integer(row, 18);
    job->updated_ms = db_integer(row, 19);
    job->run_at_ms = db_integer(row, 20);
    job->lease_ms = db_integer(row, 21);
}

static void
attempt_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct attempt_row *attempt = item;

    attempt->n = (int)db_integer(row, 0);
    attempt->owner = db_text_copy(row, 1, pool);
    attempt->outcome = db_text_copy(row, 2, pool);
    attempt->detail = db_text_copy(row, 3, pool);
    attempt->start_ms = db_integer(row, 4);
    attempt->end_ms = db_integer(row, 5);
}

static void
step_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct step_row *step = item;
    const void *output;

    step->attempt = (int)db_integer(row, 0);
    step->n = (int)db_integer(row, 1);
    step->title = db_text_copy(row, 2, pool);
    step->end = db_text_copy(row, 3, pool);
    step->code = (int)db_integer(row, 4);
    step->start_ms = db_integer(row, 5);
    step->duration_ms = db_integer(row, 6);
    output = db_blob(row, 7, &step->output_length);
    step->output = pool_copy(pool, output != NULL ? output : "", step->output_length);
}

static void
note_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct note_row *note = item;

    note->job = db_integer(row, 0);
    note->at_ms = db_integer(row, 1);
    note->rule = db_text_copy(row, 2, pool);
    note->text = db_text_copy(row, 3, pool);
}

#define JOBS_WHERE                                                                                 \
    "id < ?1 AND (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR rule = ?3)"                          \
    " AND (?4 IS NULL OR state = ?4) AND (?5 = 0 OR event_id = ?5)"
#define JOBS_ORDER " ORDER BY id DESC LIMIT ?6"

/* The same twice, where an index is to be used. */
static const char jobs_sql[] = "SELECT " JOB_COLUMNS " FROM job WHERE " JOBS_WHERE JOBS_ORDER;
static const char jobs_of_event_sql[] =
    "SELECT " JOB_COLUMNS " FROM job WHERE " JOBS_WHERE " AND event_id = ?5" JOBS_ORDER;

int
ledger_jobs(struct store *store, const struct job_filter *filter, struct pool *pool,
            struct jobs *jobs)
{
    struct rows rows = { .size = sizeof(struct job_row) };
    struct db_row *row;
    int rc;

    row = store_read(store, filter->event > 0 ? jobs_of_event_sql : jobs_sql);
    db_bind_integer(row, 1, filter->before > 0 ? filter->before : INT64_MAX);
    db_bind_text(row, 2, filter->kind);
    db_bind_text(row, 3, filter->rule);
    db_bind_text(row, 4, filter->state);
    db_bind_integer(row, 5, filter->event);
    db_bind_integer(row, 6, filter->most);
    rc = rows_read(row, job_read, pool, &rows);
    *jobs = (struct jobs){ rows.items, rows.count };

    return rc;
}

int
ledger_ahead(struct store *store, const char *key, int64_t job, int64_t *ahead)
{
    struct db_row *row;

    row = store_read(store, "SELECT ifnull("
                            "(SELECT id FROM job WHERE serial_key = ?1 AND " KEY_IS_BUSY "),"
                            "(SELECT id FROM job WHERE serial_key = ?1 AND state = 'waiting'"
                            " AND blocked = 0 AND newest = 0 AND id < ?2 ORDER BY id LIMIT 1))");
    db_bind_text(row, 1, key);
    db_bind_integer(row, 2, job);
    return db_number(row, 0, ahead);
}

/* All rows of a query with one parameter, an id. */
static int
rows_of(struct store *store, const char *sql, int64_t id, row_reader *read, struct pool *pool,
        struct rows *rows)
{
    struct db_row *row = store_read(store, sql);

    db_bind_integer(row, 1, id);
    return rows_read(row, read, pool, rows);
}

int
ledger_job(struct store *store, int64_t id, struct pool *pool, struct job_row *job)
{
    struct rows rows = { .size = sizeof(struct job_row) };
    int rc;

    *job = (struct job_row){ 0 };
    rc = rows_of(store, "SELECT " JOB_COLUMNS " FROM job WHERE id = ?1", id, job_read, pool, &rows);
    if (rc == 0 && rows.count == 0)
        rc = fail(FAIL_NOT_FOUND, "no job %" PRId64, id);
    if (rc == 0)
        *job = *(struct job_row *)rows.items;

    return rc;
}

int
ledger_attempts(struct store *store, int64_t job, struct pool *pool, struct attempts *attempts)
{
    struct rows rows = { .size = sizeof(struct attempt_row) };
    int rc;

    rc = rows_of(store,
                 "SELECT n, owner, outcome, detail, start_ms, ifnull(end_ms, 0) FROM attempt"
                 " WHERE job_id = ?1 ORDER BY n",
                 job, attempt_read, pool, &rows);
    *attempts = (struct attempts){ rows.items, rows.count };

    return rc;
}

int
ledger_steps(struct store *store, int64_t job, struct pool *pool, struct steps *steps)
{
    struct rows rows = { .size = sizeof(struct step_row) };
    int rc;

    rc = rows_of(store,
                 "SELECT attempt, n, title, ended, code, start_ms, duration_ms, output FROM step"
                 " WHERE job_id = ?1 ORDER BY attempt, n",
                 job, step_read, pool, &rows);
    *steps = (struct steps){ rows.items, rows.count };

    return rc;
}

int
ledger_notes(struct store *store, int64_t event, struct pool *pool, struct notes *notes)
{
    struct rows rows = { .size = sizeof(struct note_row) };
    int rc;

    rc = rows_of(store,
                 "SELECT ifnull(job_id, 0), at_ms, rule, text FROM note"
                 " WHERE event_id = ?1 ORDER BY id",
                 event, note_read, pool, &rows);
    *notes = (struct notes){ rows.items, rows.count };

    return rc;
}
