/* test-jobs-follow.c - what an action asks for when its job ends */
#include "config.h"

#include <inttypes.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_pushes.h"

#include <cmocka.h>

#define FOLLOWERS "SELECT count(*) FROM job WHERE kind = 'run'"

/* Followers of the tests; each test changes what it is about. */
static struct planned_job
follower(const char *rule, int step)
{
    return (struct planned_job){
        .kind = "run",
        .rule = rule,
        .step = step,
        .lane = "run@" HOST,
        .order_ms = NOW,
        .crash = CRASH_RERUN,
        .attempts = 3,
        .args = "{\"a\":1}",
    };
}

/* Claims the one job there is and ends it with these followers. */
static int
end_with(struct fixture *f, enum outcome_end end, const struct planned_job *follow, size_t count)
{
    struct outcome outcome = { .end = end, .follow = follow, .follow_count = count };
    struct job job = claim_and_start(f, NOW);

    return jobs_finish(f->store, &job, &outcome, NOW);
}

static struct job_row
newest(struct fixture *f)
{
    return job_row(f, sql_number(f, "SELECT max(id) FROM job"));
}

static void
done_is_followed(void **state)
{
    struct fixture *f = *state;
    struct planned_job follow[] = { follower("reply", 0), follower("reply", 1) };
    int64_t id = job_make(f, NULL);
    struct job job;

    follow[1].lane = "github:77";
    follow[1].crash = CRASH_VERIFY;
    follow[1].subject = A;
    assert_int_equal(end_with(f, OUTCOME_DONE, follow, 2), 0);
    assert_state(f, id, "done");
    assert_int_equal(sql_number(f, FOLLOWERS), 2);
    assert_int_equal(newest(f).event, job_row(f, id).event);
    assert_int_equal(newest(f).step, 1);
    assert_int_equal(newest(f).attempts, 3);
    assert_int_equal(newest(f).created_ms, NOW);
    assert_string_equal(newest(f).lane, "github:77");
    assert_string_equal(newest(f).crash, "verify");
    assert_string_equal(newest(f).subject, A);
    assert_string_equal(newest(f).args, "{\"a\":1}");
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_string_equal(job.delivery, "delivery-1");
    assert_string_equal(job.rule, "reply");
}

static void
dead_is_followed(void **state)
{
    static const enum outcome_end ends[] = { OUTCOME_HOPELESS, OUTCOME_FAILED };
    struct fixture *f = *state;
    struct planned_job follow = follower("reply", 0);

    follow.delay_ms = 60000;
    for (int i = 0; i < 2; i++) {
        int64_t id = job_make(f, i == 0 ? "attempts = 5" : "attempts = 1");

        assert_int_equal(end_with(f, ends[i], &follow, 1), 0);
        assert_state(f, id, "dead");
        assert_int_equal(sql_number(f, FOLLOWERS), i + 1);
    }
}

static void
what_is_not_over_is_not_followed(void **state)
{
    static const struct {
        const char *set;
        enum outcome_end end;
        const char *state;
    } table[] = {
        { "attempts = 2", OUTCOME_FAILED, "waiting" },
        { NULL, OUTCOME_POSTPONED, "waiting" },
        { NULL, OUTCOME_INTERRUPTED, "ready" },
        { "crash = 'once'", OUTCOME_INTERRUPTED, "unknown" },
    };
    struct fixture *f = *state;
    struct planned_job follow = follower("reply", 0);

    for (size_t i = 0; i < 4; i++) {
        int64_t id = job_make(f, table[i].set);

        assert_int_equal(end_with(f, table[i].end, &follow, 1), 0);
        assert_state(f, id, table[i].state);
        assert_int_equal(sql_number(f, FOLLOWERS), 0);
        sql(f, "UPDATE job SET state = 'done'");
    }
}

static void
who_gives_way_is_not_followed(void **state)
{
    struct fixture *f = *state;
    struct planned_job follow = follower("reply", 0);
    int64_t id = job_make(f, "serial_key = 'k', newest = 1, attempts = 2");

    job_make(f, "serial_key = 'k', newest = 1, state = 'waiting', blocked = 1");
    assert_int_equal(end_with(f, OUTCOME_FAILED, &follow, 1), 0);
    assert_state(f, id, "superseded");
    assert_int_equal(sql_number(f, FOLLOWERS), 0);
}

static void
an_old_fence_adds_nothing(void **state)
{
    struct fixture *f = *state;
    struct planned_job follow = follower("reply", 0);
    struct outcome outcome = { .end = OUTCOME_DONE, .follow = &follow, .follow_count = 1 };
    struct job job;
    int reaped = 0;

    job_make(f, NULL);
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_int_equal(jobs_reap(f->store, NOW + JOB_LEASE_MS + 1, &reaped), 0);
    assert_int_equal(reaped, 1);
    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW), FAIL_CONFLICT);
    assert_int_equal(sql_number(f, FOLLOWERS), 0);
}

static void
twice_adds_once(void **state)
{
    struct fixture *f = *state;
    struct planned_job follow[] = { follower("reply", 0), follower("reply", 0),
                                    follower("reply", 1) };
    struct outcome outcome = { .end = OUTCOME_DONE, .follow = follow, .follow_count = 3 };
    int64_t id = job_make(f, NULL);
    struct job job = claim_and_start(f, NOW);

    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW), 0);
    assert_int_equal(sql_number(f, FOLLOWERS), 2);
    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW), FAIL_CONFLICT);
    sql(f, "UPDATE job SET state = 'dead' WHERE kind = 'run'");
    assert_int_equal(jobs_retry(f->store, id, "root", NOW), 0);
    job = claim_and_start(f, NOW);
    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW), 0);
    assert_int_equal(sql_number(f, FOLLOWERS), 2);
    assert_int_equal(sql_number(f, FOLLOWERS " AND state = 'dead'"), 2);
}

/* Known to the event, so it must not make room for itself either. */
static void
one_that_is_known_replaces_nobody(void **state)
{
    struct fixture *f = *state;
    struct planned_job follow = follower("web", 0);
    int64_t lead = job_make(f, NULL);
    int64_t queued = job_make(f, "lane = 'elsewhere', serial_key = 'k', newest = 1, order_ms = 1");

    follow.key = "k";
    follow.newest = true;
    assert_int_equal(end_with(f, OUTCOME_DONE, &follow, 1), 0);
    assert_state(f, lead, "done");
    assert_state(f, queued, "ready");
    assert_int_equal(sql_number(f, FOLLOWERS), 0);
}

static void
delay_counts_from_now(void **state)
{
    struct fixture *f = *state;
    struct planned_job follow = follower("reply", 0);
    struct job job;

    follow.delay_ms = 1000;
    job_make(f, NULL);
    assert_int_equal(end_with(f, OUTCOME_DONE, &follow, 1), 0);
    assert_int_equal(newest(f).run_at_ms, NOW + 1000);
    assert_int_equal(claim_at(f, "", NOW + 999, &job), FAIL_NOT_FOUND);
    assert_int_equal(claim_at(f, "", NOW + 1000, &job), 0);
}

static void
those_of_one_key_go_in_their_order(void **state)
{
    struct fixture *f = *state;
    struct planned_job follow[] = { follower("reply", 0), follower("reply", 1),
                                    follower("reply", 2) };
    struct job job;

    for (int i = 0; i < 3; i++)
        follow[i].key = "k";
    job_make(f, "serial_key = 'k'");
    assert_int_equal(end_with(f, OUTCOME_DONE, follow, 3), 0);
    for (int i = 0; i < 3; i++) {
        job = claim_and_start(f, NOW);
        assert_int_equal(job.step, i);
        assert_int_equal(claim_at(f, "", NOW, &(struct job){ 0 }), FAIL_NOT_FOUND);
        finish_as(f, &job, OUTCOME_DONE, NOW);
    }
}

static void
behind_those_that_wait_for_its_key(void **state)
{
    struct fixture *f = *state;
    struct planned_job follow = follower("reply", 0);
    int64_t waiting;

    follow.key = "k";
    job_make(f, "serial_key = 'k'");
    waiting = job_make(f, "serial_key = 'k', state = 'waiting', blocked = 1");
    assert_int_equal(end_with(f, OUTCOME_DONE, &follow, 1), 0);
    assert_state(f, waiting, "ready");
    assert_string_equal(newest(f).state, "waiting");
}

/* Of one key: a deploy that is queued, and a follower of other work. */
static struct planned_job
rollback(const char *sha, int64_t order_ms)
{
    struct planned_job follow = follower("rollback", 0);

    follow.key = "deploy:web";
    follow.subject = sha;
    follow.newest = true;
    follow.order_ms = order_ms;
    return follow;
}

static void
newest_wins_by_the_follower(void **state)
{
    struct fixture *f = *state;
    struct planned_job follow = rollback(B, NOW + 1);
    int64_t queued = push(f, "d1", A, NOW).jobs[0].id;

    sql(f, "UPDATE job SET lane = 'elsewhere'");
    job_make(f, NULL);
    assert_int_equal(end_with(f, OUTCOME_DONE, &follow, 1), 0);
    assert_state(f, queued, "superseded");
    assert_string_equal(newest(f).rule, "rollback");
    assert_string_equal(newest(f).state, "ready");
}

static void
newest_wins_against_the_follower(void **state)
{
    struct fixture *f = *state;
    struct planned_job follow[] = { rollback(B, NOW - 1), rollback(A, NOW + 1) };
    int64_t queued = push(f, "d1", A, NOW).jobs[0].id;
    int64_t lead;

    follow[1].step = 1;
    sql(f, "UPDATE job SET lane = 'elsewhere'");
    lead = job_make(f, NULL);
    assert_int_equal(end_with(f, OUTCOME_DONE, follow, 2), 0);
    assert_state(f, queued, "ready");
    assert_int_equal(sql_number(f, FOLLOWERS), 1);
    assert_string_equal(newest(f).state, "superseded");
    assert_string_equal(newest(f).reason, pool_printf(f->pool, "job %" PRId64 " is newer", queued));
    assert_int_equal(sql_number(f,
                                "SELECT count(*) FROM note WHERE event_id = %" PRId64
                                " AND rule = 'rollback'"
                                " AND text = 'already queued or done by job %" PRId64 "'",
                                job_row(f, lead).event, queued),
                     1);
}

static bool
has_rung(struct store *store)
{
    struct pollfd bell = { .fd = store_wake_fd(store), .events = POLLIN };
    bool rung = poll(&bell, 1, 0) == 1;

    store_wake_clear(store);
    return rung;
}

/* A worker wakes nobody, but when it has made work that another one may be waiting for. */
static void
other_workers_are_woken(void **state)
{
    struct fixture *f = *state;
    struct planned_job follow = follower("reply", 0);
    struct store *other = NULL;

    job_make(f, NULL);
    job_make(f, NULL);
    store_close(f->store);
    assert_int_equal(store_open(f->directory, STORE_WORKER, &f->store), 0);
    assert_int_equal(store_open(f->directory, STORE_WORKER, &other), 0);
    assert_false(has_rung(other));
    assert_int_equal(end_with(f, OUTCOME_DONE, NULL, 0), 0);
    assert_false(has_rung(other));
    assert_int_equal(end_with(f, OUTCOME_DONE, &follow, 1), 0);
    assert_true(has_rung(other));
    store_close(other);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("done-is-followed", done_is_followed),
        TEST("dead-is-followed", dead_is_followed),
        TEST("what-is-not-over-is-not-followed", what_is_not_over_is_not_followed),
        TEST("who-gives-way-is-not-followed", who_gives_way_is_not_followed),
        TEST("an-old-fence-adds-nothing", an_old_fence_adds_nothing),
        TEST("twice-adds-once", twice_adds_once),
        TEST("one-that-is-known-replaces-nobody", one_that_is_known_replaces_nobody),
        TEST("delay-counts-from-now", delay_counts_from_now),
        TEST("those-of-one-key-go-in-their-order", those_of_one_key_go_in_their_order),
        TEST("behind-those-that-wait-for-its-key", behind_those_that_wait_for_its_key),
        TEST("newest-wins-by-the-follower", newest_wins_by_the_follower),
        TEST("newest-wins-against-the-follower", newest_wins_against_the_follower),
        TEST("other-workers-are-woken", other_workers_are_woken),
    };

    log_open("test-jobs-follow", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("jobs-follow", tests, NULL, NULL);
}
