/* test-jobs-reap.c - what becomes of the jobs of a dead worker */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "some_jobs.h"
#include "store/sends.h"
#include "watch_sql.h"

#include <cmocka.h>

#define LATE (NOW + JOB_LEASE_MS + 1)

static int
reap_at(struct fixture *f, int64_t now_ms)
{
    int reaped = -1;

    assert_int_equal(jobs_reap(f->store, now_ms, &reaped), 0);
    return reaped;
}

static void
as_the_class_says(void **state)
{
    static const struct {
        const char *set;
        bool start;
        const char *state;
        int check_first;
    } table[] = {
        { "crash = 'rerun'", false, "ready", 0 }, { "crash = 'verify'", false, "ready", 0 },
        { "crash = 'verify'", true, "ready", 1 }, { "crash = 'once'", false, "ready", 0 },
        { "crash = 'once'", true, "unknown", 0 },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        int64_t id = job_make(f, table[i].set);
        struct attempts attempts;
        struct notes notes;
        struct job job;

        assert_int_equal(claim_at(f, "", NOW, &job), 0);
        if (table[i].start)
            assert_int_equal(jobs_start(f->store, &job, NOW), 0);
        assert_int_equal(reap_at(f, LATE), 1);
        assert_state(f, id, table[i].state);
        assert_int_equal(job_row(f, id).crashed, 1);
        assert_int_equal(sql_number(f, "SELECT check_first FROM job WHERE id = %" PRId64, id),
                         table[i].check_first);
        assert_int_equal(ledger_attempts(f->store, id, f->pool, &attempts), 0);
        assert_string_equal(attempts.rows[0].outcome, "cut off");
        assert_int_equal(ledger_notes(f->store, job.event, f->pool, &notes), 0);
        assert_int_equal(notes.count, 1);
        sql(f, "UPDATE job SET state = 'done'");
    }
}

static void
a_lease_that_was_renewed_is_left_alone(void **state)
{
    struct fixture *f = *state;
    struct job job;
    bool lost = true;

    job_make(f, NULL);
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_int_equal(jobs_beat_all(f->store, &job, 1, NOW + 15000, &lost), 0);
    assert_false(lost);
    assert_int_equal(reap_at(f, LATE), 0);
    assert_int_equal(reap_at(f, LATE + 15000), 1);
}

static void
poison_is_dead_after_three(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, NULL);
    int64_t now_ms = NOW;

    for (int i = 0; i < JOB_CRASHES; i++) {
        struct job job;

        assert_state(f, id, "ready");
        assert_int_equal(claim_at(f, "", now_ms, &job), 0);
        now_ms += JOB_LEASE_MS + 1;
        assert_int_equal(reap_at(f, now_ms), 1);
    }
    assert_state(f, id, "dead");
    assert_string_equal(job_row(f, id).reason, "its worker died 3 times while it ran");
    assert_int_equal(job_row(f, id).failed, 0);
}

/* Innocent, most likely: it goes on, but no longer with all the others at once. */
static void
a_message_is_not_dead_after_three(void **state)
{
    static const char *const kinds[] = { "fanout", "send", "exec", "resend" };
    struct fixture *f = *state;

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        int64_t id = job_make(f, pool_printf(f->pool, "kind = '%s'", kinds[k]));

        for (int i = 1; i <= SEND_CRASHES; i++) {
            sql(f,
                "UPDATE job SET state = 'leased', owner = 'x', lease_ms = 1, attempt = %d"
                " WHERE id = %" PRId64,
                i, id);
            assert_int_equal(reap_at(f, NOW), 1);
            assert_state(f, id, i == 1 ? "ready" : i < SEND_CRASHES ? "waiting" : "dead");
            assert_in_range(job_row(f, id).run_at_ms, NOW, NOW + INT64_C(86400000));
        }
        assert_string_equal(job_row(f, id).reason, "its worker died 12 times while it ran");
    }
}

/* Of two leases one has gone to somebody else. */
static void
leases_are_renewed_together(void **state)
{
    struct fixture *f = *state;
    bool lost[2] = { true, false };
    struct job jobs[2];

    for (int i = 0; i < 2; i++) {
        job_make(f, NULL);
        assert_int_equal(claim_at(f, "", NOW, &jobs[i]), 0);
    }
    jobs[1].fence--;
    assert_int_equal(jobs_beat_all(f->store, jobs, 2, NOW + 15000, lost), 0);
    assert_false(lost[0]);
    assert_true(lost[1]);
    assert_int_equal(reap_at(f, LATE), 1);
    assert_state(f, jobs[0].id, "leased");
    assert_state(f, jobs[1].id, "ready");
}

static void
a_dead_one_lets_the_next_of_its_key_go(void **state)
{
    struct fixture *f = *state;
    int64_t next;

    job_make(f, "serial_key = 'k', crash = 'once'");
    next = job_make(f, "serial_key = 'k', state = 'waiting', blocked = 1");
    claim_and_start(f, NOW);
    assert_int_equal(reap_at(f, LATE), 1);
    assert_state(f, next, "ready");
}

static void
one_that_runs_again_keeps_its_key(void **state)
{
    struct fixture *f = *state;
    int64_t first = job_make(f, "serial_key = 'k'");
    int64_t next = job_make(f, "serial_key = 'k', state = 'waiting', blocked = 1");

    claim_and_start(f, NOW);
    assert_int_equal(reap_at(f, LATE), 1);
    assert_state(f, first, "ready");
    assert_state(f, next, "waiting");
}

static void
by_owner_at_once(void **state)
{
    struct fixture *f = *state;
    struct strings owners;
    int64_t id = job_make(f, NULL);
    int reaped = -1;

    claim_and_start(f, NOW);
    assert_int_equal(jobs_owners(f->store, f->pool, &owners), 0);
    assert_int_equal(owners.count, 1);
    assert_string_equal(owners.items[0], HOST ":1:a");
    assert_int_equal(jobs_reap_owner(f->store, HOST ":2:b", NOW, &reaped), 0);
    assert_int_equal(reaped, 0);
    assert_int_equal(jobs_reap_owner(f->store, HOST ":1:a", NOW, &reaped), 0);
    assert_int_equal(reaped, 1);
    assert_state(f, id, "ready");
    assert_int_equal(jobs_owners(f->store, f->pool, &owners), 0);
    assert_int_equal(owners.count, 0);
}

static void
more_than_one_transaction_takes(void **state)
{
    struct fixture *f = *state;
    int64_t event = event_make(f, "many");

    sql(f,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)"
        " INSERT INTO job (event_id, kind, rule, step, lane, order_ms, newest, crash, attempts,"
        " created_ms, updated_ms, args, state, run_at_ms, owner, lease_ms) SELECT %" PRId64
        ", 'deploy', 'many', i, 'l', 0, 0, 'rerun', 1, 0, 0, '{}', 'leased', 1, 'o', 1 FROM n",
        event);
    watch_clear();
    assert_int_equal(reap_at(f, LATE), 250);
    assert_no_scans(store_path(f->store));
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'ready'"), 250);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("as-the-class-says", as_the_class_says),
        TEST("a-lease-that-was-renewed-is-left-alone", a_lease_that_was_renewed_is_left_alone),
        TEST("poison-is-dead-after-three", poison_is_dead_after_three),
        TEST("a-message-is-not-dead-after-three", a_message_is_not_dead_after_three),
        TEST("leases-are-renewed-together", leases_are_renewed_together),
        TEST("a-dead-one-lets-the-next-of-its-key-go", a_dead_one_lets_the_next_of_its_key_go),
        TEST("one-that-runs-again-keeps-its-key", one_that_runs_again_keeps_its_key),
        TEST("by-owner-at-once", by_owner_at_once),
        TEST("more-than-one-transaction-takes", more_than_one_transaction_takes),
    };

    watch_start();
    return cmocka_run_group_tests_name("jobs-reap", tests, NULL, NULL);
}
