/* test-sends.c - many jobs in one transaction */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_sends.h"
#include "store/deliveries.h"
#include "watch_sql.h"

#include <cmocka.h>

static void
a_turn_settles_and_claims(void **state)
{
    struct fixture *f = *state;
    struct outcome good = { .end = OUTCOME_DONE, .detail = "200" };
    struct outcome bad = { .end = OUTCOME_FAILED, .detail = "500" };
    struct send_turn first, second = turn_of(10);
    struct send_finish finishes[2];

    deliveries_make(f, 1, 2);
    first = claim_many(f, 10);
    assert_int_equal(first.count, 2);
    assert_string_equal(first.jobs[0].source, "github");
    assert_int_equal(strlen(first.jobs[0].idempotency), 64);
    assert_string_not_equal(first.jobs[0].idempotency, first.jobs[1].idempotency);
    deliveries_make(f, 3, 5);
    finishes[0] = (struct send_finish){ .job = &first.jobs[0], .outcome = &good };
    finishes[1] = (struct send_finish){ .job = &first.jobs[1], .outcome = &bad };
    second.finishes = finishes;
    second.finish_count = 2;
    watch_clear();
    assert_int_equal(jobs_turn(f->store, &second, f->pool), 0);
    assert_int_equal(watch_commits(), 1);
    assert_int_equal(finishes[0].rc, 0);
    assert_int_equal(finishes[1].rc, 0);
    assert_state(f, first.jobs[0].id, "done");
    assert_state(f, first.jobs[1].id, "waiting");
    assert_int_equal(second.count, 3);
    assert_state(f, second.jobs[2].id, "leased");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM attempt"), 5);
}

static void
nothing_to_do_writes_nothing(void **state)
{
    struct fixture *f = *state;
    struct send_turn turn;

    job_make(f, NULL);
    deliveries_make(f, 1, 1);
    sql(f, "UPDATE job SET state = 'waiting', run_at_ms = run_at_ms + 1 WHERE kind = 'send'");
    watch_clear();
    turn = claim_many(f, 10);
    assert_int_equal(turn.count, 0);
    assert_false(turn.more);
    assert_int_equal(watch_saw("UPDATE"), 0);
    assert_int_equal(watch_saw("BEGIN"), 0);
}

static void
what_is_due_is_claimed_too(void **state)
{
    struct fixture *f = *state;

    deliveries_make(f, 1, 150);
    sql(f, "UPDATE job SET state = 'waiting' WHERE kind = 'send'");
    assert_int_equal(claim_many(f, 256).count, 150);
}

static void
a_lost_fence_harms_no_other(void **state)
{
    struct fixture *f = *state;
    struct outcome outcome = { .end = OUTCOME_DONE };
    struct send_finish finishes[3];
    struct send_turn first, second = turn_of(10);

    deliveries_make(f, 1, 3);
    first = claim_many(f, 10);
    sql(f, "UPDATE job SET fence = fence + 1 WHERE id = %" PRId64, first.jobs[1].id);
    for (size_t i = 0; i < 3; i++)
        finishes[i] = (struct send_finish){ .job = &first.jobs[i], .outcome = &outcome };
    deliveries_make(f, 4, 4);
    second.finishes = finishes;
    second.finish_count = 3;
    assert_int_equal(jobs_turn(f->store, &second, f->pool), 0);
    assert_int_equal(finishes[0].rc, 0);
    assert_int_equal(finishes[1].rc, FAIL_CONFLICT);
    assert_int_equal(finishes[2].rc, 0);
    assert_state(f, first.jobs[0].id, "done");
    assert_state(f, first.jobs[1].id, "leased");
    assert_state(f, first.jobs[2].id, "done");
    assert_int_equal(second.count, 1);
}

/* Writes, and then what the database refuses. */
static int
apply_twice_the_same(struct db *db, const struct job *job, struct outcome *outcome,
                     struct pool *pool, void *data)
{
    int rc = 0;

    (void)outcome;
    (void)pool;
    for (int i = 0; rc == 0 && i < 2 && job->step == *(const int *)data; i++)
        rc = db_finish(db_query(db, "INSERT INTO token (name, owner, hash, created_ms)"
                                    " VALUES ('twice', 'acme', zeroblob(32), 0)"));
    return rc;
}

static void
one_that_breaks_a_rule_harms_no_other(void **state)
{
    struct fixture *f = *state;
    int breaks = 2;
    struct outcome outcome = { .end = OUTCOME_DONE,
                               .apply = apply_twice_the_same,
                               .apply_data = &breaks };
    struct send_finish finishes[3];
    struct send_turn first, second = turn_of(10);

    deliveries_make(f, 1, 3);
    first = claim_many(f, 10);
    for (size_t i = 0; i < 3; i++)
        finishes[i] = (struct send_finish){ .job = &first.jobs[i], .outcome = &outcome };
    second.finishes = finishes;
    second.finish_count = 3;
    assert_int_equal(jobs_turn(f->store, &second, f->pool), 0);
    for (size_t i = 0; i < 3; i++) {
        bool broken = first.jobs[i].step == breaks;

        assert_int_equal(finishes[i].rc, broken ? FAIL_CONFLICT : 0);
        assert_state(f, first.jobs[i].id, broken ? "leased" : "done");
    }
    assert_int_equal(sql_number(f, "SELECT count(*) FROM token"), 0);
    assert_int_equal(second.count, 0);
    assert_true(second.more);
}

static int
freeze(struct db *db, struct job *job, struct pool *pool, void *data)
{
    (void)db;
    (void)data;
    if (job->attempt == 1)
        job->args = pool_printf(pool, "{\"frozen\":%d}", job->step);
    return 0;
}

static void
what_is_prepared_is_kept(void **state)
{
    struct fixture *f = *state;
    struct send_turn turn = turn_of(1);

    deliveries_make(f, 7, 7);
    turn.prepare = freeze;
    assert_int_equal(jobs_turn(f->store, &turn, f->pool), 0);
    assert_string_equal(turn.jobs[0].args, "{\"frozen\":7}");
    assert_string_equal(job_row(f, turn.jobs[0].id).args, "{\"frozen\":7}");
    finish_as(f, &turn.jobs[0], OUTCOME_INTERRUPTED, NOW);
    assert_int_equal(jobs_turn(f->store, &turn, f->pool), 0);
    assert_int_equal(turn.jobs[0].attempt, 2);
    assert_string_equal(turn.jobs[0].args, "{\"frozen\":7}");
}

static char marker;

static int
apply_end(struct db *db, const struct job *job, struct outcome *outcome, struct pool *pool,
          void *data)
{
    struct planned_job notice = {
        .kind = "fanout", .rule = "notice", .lane = "fanout", .crash = CRASH_RERUN, .attempts = 1
    };

    (void)job;
    assert_ptr_equal(data, &marker);
    outcome->end = OUTCOME_HOPELESS;
    outcome->detail = "it is gone";
    outcome_follow(outcome, &notice, 1, pool);
    return db_finish(db_query(db, "UPDATE job SET reason = 'seen' WHERE kind = 'deploy'"));
}

static void
an_outcome_changes_inside_the_transaction(void **state)
{
    struct fixture *f = *state;
    struct outcome outcome = { .end = OUTCOME_FAILED, .apply = apply_end, .apply_data = &marker };
    int64_t other = job_make(f, NULL);
    struct send_turn turn;

    deliveries_make(f, 1, 1);
    turn = claim_many(f, 1);
    watch_clear();
    assert_int_equal(jobs_finish(f->store, &turn.jobs[0], &outcome, NOW), 0);
    assert_int_equal(watch_commits(), 1);
    assert_state(f, turn.jobs[0].id, "dead");
    assert_string_equal(job_row(f, turn.jobs[0].id).reason, "it is gone");
    assert_string_equal(job_row(f, other).reason, "seen");
    assert_int_equal(outcome.end, OUTCOME_FAILED);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE rule = 'notice'"), 1);
    assert_int_equal(jobs_finish(f->store, &turn.jobs[0], &outcome, NOW), FAIL_CONFLICT);
}

static void
its_own_delay_is_all(void **state)
{
    struct fixture *f = *state;
    struct outcome outcome = { .end = OUTCOME_FAILED, .own_delay = true };
    struct send_turn turn;

    deliveries_make(f, 1, 1);
    for (int64_t delay_ms = 0; delay_ms < 3; delay_ms++) {
        sql(f, "UPDATE job SET state = 'ready' WHERE kind = 'send'");
        turn = claim_many(f, 1);
        outcome.not_before_ms = NOW + delay_ms;
        assert_int_equal(jobs_finish(f->store, &turn.jobs[0], &outcome, NOW), 0);
        assert_int_equal(job_row(f, turn.jobs[0].id).run_at_ms, NOW + delay_ms);
    }
}

static void
what_was_answered_is_kept(void **state)
{
    struct fixture *f = *state;
    char *answer = pool_alloc(f->pool, ANSWER_MOST + 1);
    struct exchange_record record = { .status = 503,
                                      .duration_ms = 12,
                                      .request = "{\"url\":\"https://example.com\"}",
                                      .headers = "{\"server\":\"x\"}",
                                      .answer = answer,
                                      .answer_length = ANSWER_MOST + 1 };
    struct outcome outcome = { .end = OUTCOME_FAILED, .detail = "503", .record = &record };
    struct delivery_attempts attempts;
    struct send_turn turn;

    memset(answer, 'x', ANSWER_MOST + 1);
    answer[0] = '\0';
    deliveries_make(f, 1, 1);
    turn = claim_many(f, 1);
    assert_int_equal(jobs_finish(f->store, &turn.jobs[0], &outcome, NOW + 12), 0);
    assert_int_equal(delivery_attempts(f->store, turn.jobs[0].id, f->pool, &attempts), 0);
    assert_int_equal(attempts.count, 1);
    assert_int_equal(attempts.rows[0].status, 503);
    assert_int_equal(attempts.rows[0].duration_ms, 12);
    assert_string_equal(attempts.rows[0].request, record.request);
    assert_string_equal(attempts.rows[0].headers, record.headers);
    assert_int_equal(attempts.rows[0].answer_length, ANSWER_MOST);
    assert_memory_equal(attempts.rows[0].answer, answer, ANSWER_MOST);
    assert_string_equal(attempts.rows[0].outcome, "failed");
    assert_int_equal(attempts.rows[0].end_ms, NOW + 12);
}

static void
no_answer_is_none(void **state)
{
    struct fixture *f = *state;
    struct exchange_record record = { .status = -1, .duration_ms = 9, .answer = "" };
    struct outcome outcome = { .end = OUTCOME_FAILED, .record = &record };
    struct delivery_attempts attempts;
    struct send_turn turn;

    deliveries_make(f, 1, 1);
    turn = claim_many(f, 1);
    assert_int_equal(jobs_finish(f->store, &turn.jobs[0], &outcome, NOW), 0);
    assert_int_equal(delivery_attempts(f->store, turn.jobs[0].id, f->pool, &attempts), 0);
    assert_int_equal(attempts.rows[0].status, -1);
    assert_int_equal(attempts.rows[0].duration_ms, 9);
    assert_null(attempts.rows[0].request);
    assert_non_null(attempts.rows[0].answer);
    assert_int_equal(attempts.rows[0].answer_length, 0);
}

/* A worker that died with jobs from a turn: as with any others. */
static void
crash_classes_hold(void **state)
{
    static const struct {
        const char *crash;
        bool start;
        const char *state;
    } table[] = {
        { "rerun", false, "ready" }, { "verify", true, "ready" },  { "once", false, "ready" },
        { "once", true, "unknown" }, { "verify", false, "ready" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct send_turn turn;
        int reaped = 0;

        deliveries_make(f, 1, 1);
        sql(f, "UPDATE job SET crash = '%s'", table[i].crash);
        turn = claim_many(f, 5);
        assert_int_equal(turn.count, 1);
        if (table[i].start)
            assert_int_equal(jobs_start(f->store, &turn.jobs[0], NOW), 0);
        assert_int_equal(jobs_reap(f->store, NOW + JOB_LEASE_MS + 1, &reaped), 0);
        assert_int_equal(reaped, 1);
        assert_state(f, turn.jobs[0].id, table[i].state);
        sql(f, "UPDATE job SET state = 'done'");
    }
}

static struct planned_job
planned_send(int target)
{
    return (struct planned_job){ .kind = "send",
                                 .rule = "message",
                                 .step = target,
                                 .lane = "send:1",
                                 .crash = CRASH_RERUN,
                                 .attempts = 12 };
}

static void
a_long_list_is_made_in_batches(void **state)
{
    struct fixture *f = *state;
    struct planned_job planned[3] = { planned_send(1), planned_send(2), planned_send(3) };
    struct job job;
    size_t made = 9;

    job_make(f, "rule = 'message'");
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_int_equal(jobs_add(f->store, &job, planned, 2, NOW, &made), 0);
    assert_int_equal(made, 2);
    assert_int_equal(jobs_add(f->store, &job, planned, 3, NOW, &made), 0);
    assert_int_equal(made, 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'send'"), 3);
    finish_as(f, &job, OUTCOME_DONE, NOW);
    assert_int_equal(jobs_add(f->store, &job, planned, 3, NOW, &made), FAIL_CONFLICT);
    assert_int_equal(made, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WATCHED("a-turn-settles-and-claims", a_turn_settles_and_claims),
        WATCHED("nothing-to-do-writes-nothing", nothing_to_do_writes_nothing),
        TEST("what-is-due-is-claimed-too", what_is_due_is_claimed_too),
        TEST("a-lost-fence-harms-no-other", a_lost_fence_harms_no_other),
        TEST("one-that-breaks-a-rule-harms-no-other", one_that_breaks_a_rule_harms_no_other),
        TEST("what-is-prepared-is-kept", what_is_prepared_is_kept),
        WATCHED("an-outcome-changes-inside-the-transaction",
                an_outcome_changes_inside_the_transaction),
        TEST("its-own-delay-is-all", its_own_delay_is_all),
        TEST("what-was-answered-is-kept", what_was_answered_is_kept),
        TEST("no-answer-is-none", no_answer_is_none),
        TEST("crash-classes-hold", crash_classes_hold),
        TEST("a-long-list-is-made-in-batches", a_long_list_is_made_in_batches),
    };

    log_open("test-sends", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("sends", tests, NULL, NULL);
}
