/* jobs_finish.c - settles a job: attempt, steps, next state */
#include "config.h"

#include "base/fail.h"
#include "store/enlist.h"
#include "store/held.h"
#include "store/sends_parts.h"

#define OUTPUT_MOST ((size_t)65536) /* bytes of a step's output; the table's check */
#define POSTPONE_MS INT64_C(1000)   /* at least, so that a postponed job does not spin */

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

/* Its own time, or as the schedule says; never before an answer's Retry-After. */
static int64_t
try_again_at(const struct outcome *outcome, int failed, const struct settling *settling)
{
    int64_t scheduled_ms = settling->now_ms + retry_delay_ms(failed, settling->dice);

    return outcome->own_delay ? outcome->not_before_ms
                              : later(outcome->not_before_ms, scheduled_ms);
}

/* It ran to an end, so the next attempt need not ask first what became of this one. */
static struct held_verdict
on_failed(const struct held *held, const struct outcome *outcome, const struct settling *settling)
{
    struct held_verdict verdict = held_verdict(held, JOB_WAITING, outcome->detail);

    verdict.failed++;
    verdict.check_first = false;
    if (verdict.failed >= held->attempts || outcome->end == OUTCOME_HOPELESS)
        verdict.state = JOB_DEAD;
    else
        verdict.run_at_ms = try_again_at(outcome, verdict.failed, settling);

    return verdict;
}

/* As if it had never begun. */
static struct held_verdict
on_postponed(const struct held *held, const struct outcome *outcome, int64_t now_ms)
{
    struct held_verdict verdict = held_verdict(held, JOB_WAITING, outcome->detail);

    verdict.attempt--;
    verdict.run_at_ms = later(outcome->not_before_ms, now_ms + POSTPONE_MS);

    return verdict;
}

static struct held_verdict
on_interrupted(const struct held *held, const struct outcome *outcome)
{
    const char *detail = outcome->detail;
    const char *reason = detail != NULL ? detail : "its worker was stopped";
    struct held_verdict verdict = held_verdict(held, JOB_READY, reason);

    if (held->started && held->crash == CRASH_VERIFY)
        verdict.check_first = true;
    if (held->started && held->crash == CRASH_ONCE)
        verdict.state = JOB_UNKNOWN;

    return verdict;
}

static struct held_verdict
decide(const struct held *held, const struct outcome *outcome, const struct settling *settling)
{
    struct held_verdict verdict = held_verdict(held, JOB_DONE, outcome->detail);

    verdict.check_first = false;
    switch (outcome->end) {
    case OUTCOME_DONE:
        break;
    case OUTCOME_FAILED:
    case OUTCOME_HOPELESS:
        return on_failed(held, outcome, settling);
    case OUTCOME_POSTPONED:
        return on_postponed(held, outcome, settling->now_ms);
    case OUTCOME_INTERRUPTED:
        return on_interrupted(held, outcome);
    }
    return verdict;
}

/* A job that was retried by hand has had its followers before. */
int
settle_follow(struct db *db, const struct settling *settling, const struct planned_job *planned,
              size_t count, size_t *made)
{
    const struct enlisting enlisting = { settling->job->event, settling->now_ms, settling->pool };
    struct enlisted enlisted;
    bool known = false;
    int rc = 0;

    *made = 0;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = enlist_known(db, enlisting.event, &planned[i], &known);
        if (rc == 0 && !known) {
            rc = enlist_job(db, &enlisting, &planned[i], &enlisted);
            ++*made;
        }
    }
    return rc;
}

static int
write_outcome(struct db *db, const struct held *held, const struct outcome *outcome,
              struct settling *settling)
{
    const bool counts = outcome->end != OUTCOME_POSTPONED;
    const struct held_end end = { counts ? outcome_name(outcome->end) : NULL, outcome->detail,
                                  outcome->record, settling->now_ms };
    const struct held_verdict verdict = decide(held, outcome, settling);
    size_t made = 0;
    int rc;

    rc = held_end_attempt(db, held, &end);
    if (rc == 0 && counts)
        rc = steps_add(db, held, outcome);
    if (rc == 0)
        rc = held_settle(db, held, &verdict, settling->pool, settling->now_ms);
    if (rc == 0 && (verdict.state == JOB_DONE || verdict.state == JOB_DEAD))
        rc = settle_follow(db, settling, outcome->follow, outcome->follow_count, &made);
    settling->followed = made > 0;

    return rc;
}

int
settle_job(struct db *db, struct settling *settling)
{
    const struct job *job = settling->job;
    struct outcome outcome = *settling->outcome;
    struct held held;
    int rc;

    settling->followed = false;
    rc = held_find(db, job->id, job->fence, settling->pool, &held);
    if (rc == 0 && held.id == 0)
        rc = FAIL_CONFLICT;
    if (rc == 0 && outcome.apply != NULL)
        rc = outcome.apply(db, job, &outcome, settling->pool, outcome.apply_data);
    if (rc != 0)
        return rc;

    return write_outcome(db, &held, &outcome, settling);
}

int
jobs_finish(struct store *store, const struct job *job, const struct outcome *outcome,
            int64_t now_ms)
{
    struct send_finish finish = { .job = job, .outcome = outcome };
    struct send_turn turn = { .finishes = &finish, .finish_count = 1, .claim.now_ms = now_ms };
    struct pool *pool = pool_new();
    int rc = jobs_turn(store, &turn, pool);

    pool_free(pool);

    return rc == 0 ? finish.rc : rc;
}
