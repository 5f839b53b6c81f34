/* jobs_finish.c - settles a job: attempt, steps, next state */
#include "config.h"

#include "base/fail.h"
#include "port/crypto.h"
#include "store/enlist.h"
#include "store/held.h"
#include "store/jobs.h"

#define OUTPUT_MOST ((size_t)65536) /* bytes of a step's output; the table's check */
#define POSTPONE_MS INT64_C(1000)   /* at least, so that a postponed job does not spin */

struct settling {
    const struct job *job;
    const struct outcome *outcome;
    struct pool *pool;
    uint32_t dice;
    int64_t now_ms;
};

static int
step_add(struct db *db, const struct held *held, int n, const struct step_record *step)
{
    size_t length = step->output_length < OUTPUT_MOST ? step->output_length : OUTPUT_MOST;
    struct db_row *row;

    row = db_query(db, "INSERT INTO step"
                       " (job_id, attempt, n, title, ended, code, start_ms, duration_ms, output)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    db_bind_integer(row, 1, held->id);
    db_bind_integer(row, 2, held->attempt);
    db_bind_integer(row, 3, n);
    db_bind_text(row, 4, step->title != NULL ? step->title : "");
    db_bind_text(row, 5, step->end != NULL ? step->end : "");
    db_bind_integer(row, 6, step->code);
    db_bind_integer(row, 7, step->start_ms);
    db_bind_integer(row, 8, step->duration_ms);
    if (length > 0)
        db_bind_blob(row, 9, step->output + (step->output_length - length), length);
    else
        db_bind_null(row, 9);

    return db_finish(row);
}

static int
steps_add(struct db *db, const struct held *held, const struct outcome *outcome)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < outcome->step_count; i++)
        rc = step_add(db, held, (int)i + 1, &outcome->steps[i]);

    return rc;
}

static int64_t
later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* It ran to an end, so the next attempt need not ask first what became of this one. */
static struct held_verdict
on_failed(const struct held *held, const struct settling *settling)
{
    const struct outcome *outcome = settling->outcome;
    struct held_verdict verdict = held_verdict(held, JOB_WAITING, outcome->detail);

    verdict.failed++;
    verdict.check_first = false;
    if (verdict.failed >= held->attempts || outcome->end == OUTCOME_HOPELESS)
        verdict.state = JOB_DEAD;
    else
        verdict.run_at_ms =
            later(outcome->not_before_ms,
                  settling->now_ms + retry_delay_ms(verdict.failed, settling->dice));

    return verdict;
}

/* As if it had never begun. */
static struct held_verdict
on_postponed(const struct held *held, const struct settling *settling)
{
    struct held_verdict verdict = held_verdict(held, JOB_WAITING, settling->outcome->detail);

    verdict.attempt--;
    verdict.run_at_ms = later(settling->outcome->not_before_ms, settling->now_ms + POSTPONE_MS);

    return verdict;
}

static struct held_verdict
on_interrupted(const struct held *held, const struct settling *settling)
{
    const char *detail = settling->outcome->detail;
    const char *reason = detail != NULL ? detail : "its worker was stopped";
    struct held_verdict verdict = held_verdict(held, JOB_READY, reason);

    if (held->started && held->crash == CRASH_VERIFY)
        verdict.check_first = true;
    if (held->started && held->crash == CRASH_ONCE)
        verdict.state = JOB_UNKNOWN;

    return verdict;
}

static struct held_verdict
decide(const struct held *held, const struct settling *settling)
{
    struct held_verdict verdict = held_verdict(held, JOB_DONE, settling->outcome->detail);

    verdict.check_first = false;
    switch (settling->outcome->end) {
    case OUTCOME_DONE:
        break;
    case OUTCOME_FAILED:
    case OUTCOME_HOPELESS:
        return on_failed(held, settling);
    case OUTCOME_POSTPONED:
        return on_postponed(held, settling);
    case OUTCOME_INTERRUPTED:
        return on_interrupted(held, settling);
    }
    return verdict;
}

/* A job that was retried by hand has had its followers before. */
static int
follow_up(struct db *db, const struct held *held, const struct settling *settling)
{
    const struct enlisting enlisting = { held->event, settling->now_ms, settling->pool };
    const struct planned_job *planned = settling->outcome->follow;
    struct enlisted enlisted;
    bool known = false;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < settling->outcome->follow_count; i++) {
        rc = enlist_known(db, held->event, &planned[i], &known);
        if (rc == 0 && !known)
            rc = enlist_job(db, &enlisting, &planned[i], &enlisted);
    }
    return rc;
}

static int
finish_work(struct db *db, void *data)
{
    const struct settling *settling = data;
    const struct outcome *outcome = settling->outcome;
    bool counts = outcome->end != OUTCOME_POSTPONED;
    struct held_verdict verdict;
    struct held held;
    int rc;

    rc = held_find(db, settling->job->id, settling->job->fence, settling->pool, &held);
    if (rc == 0 && held.id == 0)
        rc = FAIL_CONFLICT;
    if (rc != 0)
        return rc;

    verdict = decide(&held, settling);
    rc = held_end_attempt(db, &held, counts ? outcome_name(outcome->end) : NULL, outcome->detail,
                          settling->now_ms);
    if (rc == 0 && counts)
        rc = steps_add(db, &held, outcome);
    if (rc == 0)
        rc = held_settle(db, &held, &verdict, settling->pool, settling->now_ms);
    if (rc == 0 && (verdict.state == JOB_DONE || verdict.state == JOB_DEAD))
        rc = follow_up(db, &held, settling);

    return rc;
}

int
jobs_finish(struct store *store, const struct job *job, const struct outcome *outcome,
            int64_t now_ms)
{
    struct settling settling = { .job = job, .outcome = outcome, .now_ms = now_ms };
    int rc;

    rc = crypto_random(&settling.dice, sizeof(settling.dice));
    if (rc != 0)
        return rc;

    settling.pool = pool_new();
    rc = store_write(store, finish_work, &settling);
    pool_free(settling.pool);
    /* This worker looks for work next; another one may be waiting for what this one does not know. */
    if (rc == 0 && outcome->follow_count > 0)
        store_wake(store);

    return rc;
}
