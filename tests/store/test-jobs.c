/* test-jobs.c - settling, fences, what is due */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "some_jobs.h"
#include "store/sends.h"

#include <cmocka.h>

static void
done_with_its_steps(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, NULL);
    struct job job = claim_and_start(f, NOW);
    struct step_record steps[] = {
        { "make", "exit status 0", 0, NOW, 12, "a\0b", 3 },
        { "make install", "exit status 0", 0, NOW + 12, 5, NULL, 0 },
    };
    struct outcome outcome = {
        .end = OUTCOME_DONE, .detail = "2 steps", .steps = steps, .step_count = 2
    };
    struct attempts attempts;
    struct steps found;

    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW + 20), 0);
    assert_state(f, id, "done");
    assert_string_equal(job_row(f, id).reason, "2 steps");
    assert_int_equal(ledger_attempts(f->store, id, f->pool, &attempts), 0);
    assert_int_equal(attempts.count, 1);
    assert_string_equal(attempts.rows[0].outcome, "done");
    assert_int_equal(attempts.rows[0].end_ms, NOW + 20);
    assert_int_equal(ledger_steps(f->store, id, f->pool, &found), 0);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.rows[0].output_length, 3);
    assert_memory_equal(found.rows[0].output, "a\0b", 3);
    assert_string_equal(found.rows[1].title, "make install");
}

static void
of_a_long_output_the_end_is_kept(void **state)
{
    struct fixture *f = *state;
    size_t length = 65536 + 10;
    char *output = pool_alloc(f->pool, length);
    struct step_record step = { "make", "exit status 0", 0, NOW, 12, output, length };
    struct outcome outcome = { .end = OUTCOME_DONE, .steps = &step, .step_count = 1 };
    struct steps found;
    struct job job;

    memset(output, 'x', length);
    output[length - 1] = 'z';
    job_make(f, NULL);
    job = claim_and_start(f, NOW);
    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW), 0);
    assert_int_equal(ledger_steps(f->store, job.id, f->pool, &found), 0);
    assert_int_equal(found.rows[0].output_length, 65536);
    assert_int_equal(found.rows[0].output[65535], 'z');
}

static void
failed_waits_while_attempts_are_left(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "attempts = 2");
    struct job job = claim_and_start(f, NOW);
    struct job_row row;

    finish_as(f, &job, OUTCOME_FAILED, NOW);
    row = job_row(f, id);
    assert_string_equal(row.state, "waiting");
    assert_string_equal(row.reason, "because");
    assert_in_range(row.run_at_ms, NOW, NOW + 5000);

    job = claim_and_start(f, NOW + 5000);
    assert_int_equal(job.attempt, 2);
    finish_as(f, &job, OUTCOME_FAILED, NOW + 5000);
    assert_state(f, id, "dead");
    assert_int_equal(job_row(f, id).failed, 2);
}

static void
retry_after_is_honoured(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "attempts = 5");
    struct job job = claim_and_start(f, NOW);
    struct outcome outcome = { .end = OUTCOME_FAILED, .not_before_ms = NOW + 3600000 };

    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW), 0);
    assert_int_equal(job_row(f, id).run_at_ms, NOW + 3600000);
}

static void
hopeless_is_dead_at_once(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "attempts = 5");
    struct job job = claim_and_start(f, NOW);

    finish_as(f, &job, OUTCOME_HOPELESS, NOW);
    assert_state(f, id, "dead");
}

static void
postponed_leaves_no_attempt_behind(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, NULL);
    struct attempts attempts;

    for (int i = 0; i < 3; i++) {
        int64_t now_ms = NOW + i * 2000;
        struct job job = claim_and_start(f, now_ms);
        struct outcome outcome = { .end = OUTCOME_POSTPONED, .not_before_ms = now_ms + 1500 };

        assert_int_equal(job.attempt, 1);
        assert_int_equal(jobs_finish(f->store, &job, &outcome, now_ms), 0);
        assert_int_equal(job_row(f, id).run_at_ms, now_ms + 1500);
    }
    assert_state(f, id, "waiting");
    assert_int_equal(job_row(f, id).failed, 0);
    assert_int_equal(ledger_attempts(f->store, id, f->pool, &attempts), 0);
    assert_int_equal(attempts.count, 0);
}

static void
interrupted_as_its_class_says(void **state)
{
    static const struct {
        const char *set, *state;
        int check_first;
    } table[] = {
        { "crash = 'rerun'", "ready", 0 },
        { "crash = 'verify'", "ready", 1 },
        { "crash = 'once'", "unknown", 0 },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < 3; i++) {
        int64_t id = job_make(f, table[i].set);
        struct job job = claim_and_start(f, NOW);

        finish_as(f, &job, OUTCOME_INTERRUPTED, NOW);
        assert_state(f, id, table[i].state);
        assert_int_equal(job_row(f, id).failed + job_row(f, id).crashed, 0);
        assert_int_equal(sql_number(f, "SELECT check_first FROM job WHERE id = %" PRId64, id),
                         table[i].check_first);
        sql(f, "UPDATE job SET state = 'done'");
    }
}

static void
an_old_fence_is_refused(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "crash = 'verify'");
    struct outcome outcome = { .end = OUTCOME_DONE };
    struct job old, new;
    bool lost = false;
    int reaped = 0;

    assert_int_equal(claim_at(f, "", NOW, &old), 0);
    assert_int_equal(jobs_reap(f->store, NOW + JOB_LEASE_MS + 1, &reaped), 0);
    assert_int_equal(reaped, 1);
    assert_int_equal(claim_at(f, "", NOW + JOB_LEASE_MS + 1, &new), 0);
    assert_int_equal(new.id, id);
    assert_true(new.fence > old.fence);

    assert_int_equal(jobs_start(f->store, &old, NOW), FAIL_CONFLICT);
    assert_int_equal(jobs_beat_all(f->store, &old, 1, NOW, &lost), 0);
    assert_true(lost);
    assert_int_equal(jobs_finish(f->store, &old, &outcome, NOW), FAIL_CONFLICT);
    assert_state(f, id, "leased");
    assert_int_equal(jobs_start(f->store, &new, NOW), 0);
    assert_int_equal(jobs_start(f->store, &new, NOW), 0);
    assert_int_equal(jobs_finish(f->store, &new, &outcome, NOW), 0);
    assert_int_equal(jobs_finish(f->store, &new, &outcome, NOW), FAIL_CONFLICT);
}

static void
finishing_lets_the_next_of_its_key_go(void **state)
{
    struct fixture *f = *state;
    int64_t first = job_make(f, "serial_key = 'k'");
    int64_t second = job_make(f, "state = 'waiting', blocked = 1, serial_key = 'k'");
    int64_t third = job_make(f, "state = 'waiting', blocked = 1, serial_key = 'k'");
    struct job job = claim_and_start(f, NOW);

    assert_int_equal(job.id, first);
    finish_as(f, &job, OUTCOME_DONE, NOW);
    assert_state(f, second, "ready");
    assert_state(f, third, "waiting");
}

static void
a_failing_older_one_gives_way_to_a_newer(void **state)
{
    struct fixture *f = *state;
    int64_t old = job_make(f, "serial_key = 'k', newest = 1, attempts = 9");
    int64_t new = job_make(f, "state = 'waiting', blocked = 1, serial_key = 'k', newest = 1,"
                              " order_ms = order_ms + 1");
    struct job job = claim_and_start(f, NOW);

    assert_int_equal(job.id, old);
    finish_as(f, &job, OUTCOME_FAILED, NOW);
    assert_state(f, old, "superseded");
    assert_string_equal(job_row(f, old).reason,
                        pool_printf(f->pool, "job %" PRId64 " is newer", new));
    assert_state(f, new, "ready");
}

static void
when_the_next_is_due(void **state)
{
    struct fixture *f = *state;
    int64_t due_ms = 0;

    assert_int_equal(jobs_next_due(f->store, &due_ms), 0);
    assert_true(due_ms == INT64_MAX);
    job_make(f, NULL);
    job_make(f, "state = 'started', lease_ms = 1");
    job_make(f, "state = 'done'");
    job_make(f, "state = 'waiting', run_at_ms = run_at_ms + 5");
    assert_int_equal(jobs_next_due(f->store, &due_ms), 0);
    assert_int_equal(due_ms, NOW + 5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("done-with-its-steps", done_with_its_steps),
        TEST("of-a-long-output-the-end-is-kept", of_a_long_output_the_end_is_kept),
        TEST("failed-waits-while-attempts-are-left", failed_waits_while_attempts_are_left),
        TEST("retry-after-is-honoured", retry_after_is_honoured),
        TEST("hopeless-is-dead-at-once", hopeless_is_dead_at_once),
        TEST("postponed-leaves-no-attempt-behind", postponed_leaves_no_attempt_behind),
        TEST("interrupted-as-its-class-says", interrupted_as_its_class_says),
        TEST("an-old-fence-is-refused", an_old_fence_is_refused),
        TEST("finishing-lets-the-next-of-its-key-go", finishing_lets_the_next_of_its_key_go),
        TEST("a-failing-older-one-gives-way-to-a-newer", a_failing_older_one_gives_way_to_a_newer),
        TEST("when-the-next-is-due", when_the_next_is_due),
    };

    return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
