/* test-jobs-hand.c - what people do with jobs, in each of their states */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "some_jobs.h"

#include <cmocka.h>

static void
retried_by_hand_it_outlives_a_newer_that_has_run(void **state)
{
    struct fixture *f = *state;
    int64_t old = job_make(f, "serial_key = 'k', newest = 1, attempts = 9, state = 'superseded'");
    struct outcome outcome = { .end = OUTCOME_POSTPONED };
    struct job job;

    job_make(f, "state = 'done', serial_key = 'k', newest = 1, order_ms = order_ms + 1");
    assert_int_equal(jobs_retry(f->store, old, "root", NOW), 0);
    job = claim_and_start(f, NOW);
    assert_int_equal(job.id, old);
    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW), 0);
    assert_state(f, old, "waiting");
}

static const char *const all_states[] = { "waiting", "ready",   "leased",    "started",   "done",
                                          "dead",    "unknown", "cancelled", "superseded" };

static void
retry_by_state(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < 9; i++) {
        const char *was = all_states[i];
        int64_t id =
            job_make(f, pool_printf(f->pool, "state = '%s', failed = 1, crashed = 2", was));
        int rc = jobs_retry(f->store, id, "root", NOW + 9);
        struct notes notes;

        assert_int_equal(rc, i < 4 ? FAIL_CONFLICT : 0);
        assert_state(f, id, i < 4 ? was : "ready");
        assert_int_equal(job_row(f, id).failed, i < 4 ? 1 : 0);
        assert_int_equal(job_row(f, id).crashed, i < 4 ? 2 : 0);
        assert_int_equal(ledger_notes(f->store, job_row(f, id).event, f->pool, &notes), 0);
        assert_int_equal(notes.count, i < 4 ? 0 : 1);
        if (i >= 4)
            assert_string_equal(notes.rows[0].text, "retried by root");
    }
    assert_int_equal(jobs_retry(f->store, 4711, "root", NOW), FAIL_NOT_FOUND);
}

static void
cancel_by_state(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < 9; i++) {
        int64_t id = job_make(f, pool_printf(f->pool, "state = '%s'", all_states[i]));
        int rc = jobs_cancel(f->store, id, "root", NOW + 9);

        assert_int_equal(rc, i < 2 ? 0 : FAIL_CONFLICT);
        assert_state(f, id, i < 2 ? "cancelled" : all_states[i]);
    }
    assert_int_equal(jobs_cancel(f->store, 4711, "root", NOW), FAIL_NOT_FOUND);
}

static void
hands_mind_the_key(void **state)
{
    struct fixture *f = *state;
    int64_t dead = job_make(f, "serial_key = 'k', state = 'dead'");
    int64_t ready = job_make(f, "serial_key = 'k'");

    assert_int_equal(jobs_retry(f->store, dead, "root", NOW), 0);
    assert_state(f, dead, "waiting");
    assert_int_equal(jobs_cancel(f->store, ready, "root", NOW), 0);
    assert_state(f, dead, "ready");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("retried-by-hand-it-outlives-a-newer-that-has-run",
             retried_by_hand_it_outlives_a_newer_that_has_run),
        TEST("retry-by-state", retry_by_state),
        TEST("cancel-by-state", cancel_by_state),
        TEST("hands-mind-the-key", hands_mind_the_key),
    };

    return cmocka_run_group_tests_name("jobs-hand", tests, NULL, NULL);
}
