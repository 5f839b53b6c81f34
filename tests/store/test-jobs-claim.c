/* test-jobs-claim.c - who gets which job */
#include "config.h"

#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>

#include "base/fail.h"
#include "some_jobs.h"
#include "watch_sql.h"

#include <cmocka.h>

static void
a_claim_says_all_about_the_job(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "crash = 'verify', check_first = 1, serial_key = 'k',"
                             " args = '{\"a\":1}', attempt = 4");
    struct job job;

    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_int_equal(job.id, id);
    assert_int_equal(job.attempt, 5);
    assert_int_equal(job.crash, CRASH_VERIFY);
    assert_true(job.check_first);
    assert_string_equal(job.kind, "deploy");
    assert_string_equal(job.key, "k");
    assert_string_equal(job.args, "{\"a\":1}");
    assert_string_equal(job.delivery, "delivery-1");
    assert_string_equal(job.event_kind, "push");
    /* printf 'github\ndelivery-1\nweb\n0' | sha256sum */
    assert_string_equal(job.idempotency,
                        "d05b67bbca13c96a3d01a6d3ab68a88e1011cd91465e071255b82fb055b30ff8");
    assert_state(f, id, "leased");
    assert_int_equal(job_row(f, id).lease_ms, NOW + JOB_LEASE_MS);
}

static void
nothing_to_claim_writes_nothing(void **state)
{
    struct fixture *f = *state;
    struct job job;

    job_make(f, "state = 'waiting', run_at_ms = run_at_ms + 1");
    job_make(f, "state = 'done'");
    watch_clear();
    assert_int_equal(claim_at(f, "", NOW, &job), FAIL_NOT_FOUND);
    assert_int_equal(job.id, 0);
    assert_int_equal(watch_saw("UPDATE"), 0);
}

static void
lanes_take_turns(void **state)
{
    struct fixture *f = *state;
    const char *lane = "";
    int64_t ids[6];

    ids[0] = job_make(f, "lane = 'github:1'");
    ids[3] = job_make(f, "lane = 'github:1'");
    ids[5] = job_make(f, "lane = 'github:1'");
    ids[1] = job_make(f, "lane = 'github:2'");
    ids[2] = job_make(f, "lane = 'github:3'");
    ids[4] = job_make(f, "lane = 'github:3'");
    for (size_t i = 0; i < 6; i++) {
        struct job job;

        assert_int_equal(claim_at(f, lane, NOW, &job), 0);
        assert_int_equal(job.id, ids[i]);
        lane = job.lane;
    }
}

static void
in_a_lane_the_oldest_goes_first(void **state)
{
    struct fixture *f = *state;
    int64_t second = job_make(f, NULL);
    int64_t first = job_make(f, "run_at_ms = run_at_ms - 5");
    struct job job;

    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_int_equal(job.id, first);
    assert_int_equal(claim_at(f, job.lane, NOW, &job), 0);
    assert_int_equal(job.id, second);
}

static void
a_sleeping_lane_is_passed_over(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "lane = 'github:1'");
    struct job job;

    assert_int_equal(jobs_lane_sleep(f->store, "github:1", NOW + 100, "rate limit"), 0);
    assert_int_equal(jobs_lane_sleep(f->store, "github:1", NOW + 50, "shorter"), 0);
    assert_int_equal(claim_at(f, "", NOW + 99, &job), FAIL_NOT_FOUND);
    assert_int_equal(claim_at(f, "", NOW + 100, &job), 0);
    assert_int_equal(job.id, id);
}

/* What jobs_lane_back_off() makes of a limit so long after NOW, in seconds from then. */
static int64_t
backs_off(struct fixture *f, int64_t after_s)
{
    int64_t now_ms = NOW + 1000 * after_s, until_ms = 0;

    assert_int_equal(jobs_lane_back_off(f->store, "github:1", now_ms, "rate limit", &until_ms), 0);
    return (until_ms - now_ms) / 1000;
}

static void
a_limit_without_an_end_is_waited_for_longer_and_longer(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(backs_off(f, 0), 60);
    /* What was under way meanwhile tells nothing new. */
    assert_int_equal(backs_off(f, 10), 50);
    assert_int_equal(backs_off(f, 60), 120);
    assert_int_equal(backs_off(f, 60 + 120 + 120), 240);
    /* It was good for longer than it had slept: the next one is another one. */
    assert_int_equal(backs_off(f, 300 + 240 + 241), 60);
}

static void
an_end_that_is_told_begins_anew(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(backs_off(f, 0), 60);
    assert_int_equal(backs_off(f, 60), 120);
    assert_int_equal(jobs_lane_sleep(f->store, "github:1", NOW + 190 * 1000, "until 190"), 0);
    assert_int_equal(backs_off(f, 185), 5);
    assert_int_equal(backs_off(f, 190), 60);
}

static void
an_hour_is_the_longest_wait_for_a_limit(void **state)
{
    struct fixture *f = *state;
    int64_t after_s = 0, wait_s = 0;

    for (int i = 0; i < 12; i++) {
        wait_s = backs_off(f, after_s);
        after_s += wait_s;
    }
    assert_int_equal(wait_s, 3600);
}

static void
jobs_of_others_are_left_alone(void **state)
{
    struct fixture *f = *state;
    struct job job;
    int64_t ours;

    job_make(f, "lane = 'deploy@elsewhere'");
    job_make(f, "lane = 'github:1', kind = 'comment'");
    assert_int_equal(claim_at(f, "", NOW, &job), FAIL_NOT_FOUND);
    ours = job_make(f, "lane = 'github:1', kind = 'run'");
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_int_equal(job.id, ours);
}

static void
what_is_due_is_promoted(void **state)
{
    struct fixture *f = *state;
    int64_t soon = job_make(f, "state = 'waiting', run_at_ms = run_at_ms + 10");
    struct job job;

    assert_int_equal(claim_at(f, "", NOW + 9, &job), FAIL_NOT_FOUND);
    assert_state(f, soon, "waiting");
    assert_int_equal(claim_at(f, "", NOW + 10, &job), 0);
    assert_int_equal(job.id, soon);
}

static void
two_due_of_one_key_go_one_after_the_other(void **state)
{
    struct fixture *f = *state;
    int64_t first = job_make(f, "state = 'waiting', serial_key = 'k'");
    int64_t second = job_make(f, "state = 'waiting', serial_key = 'k'");
    struct job job, none;

    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_int_equal(job.id, first);
    assert_int_equal(claim_at(f, "", NOW, &none), FAIL_NOT_FOUND);
    assert_int_equal(sql_number(f, "SELECT blocked FROM job WHERE id = %" PRId64, second), 1);
    finish_as(f, &job, OUTCOME_DONE, NOW);
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_int_equal(job.id, second);
}

/* What the threads of the race share. */
struct race {
    struct store *store;
    atomic_int inside[4]; /* jobs of each key that run now */
    atomic_int done, overlaps;
};

static void
race_job(struct race *race, const struct job *job)
{
    struct outcome outcome = { .end = OUTCOME_DONE };
    int key = job->key[0] - 'a';

    if (atomic_fetch_add(&race->inside[key], 1) != 0)
        atomic_fetch_add(&race->overlaps, 1);
    sched_yield();
    atomic_fetch_sub(&race->inside[key], 1);
    if (jobs_finish(race->store, job, &outcome, NOW) == 0)
        atomic_fetch_add(&race->done, 1);
}

static void *
racer(void *data)
{
    static const char *const kinds[] = { "deploy" };
    struct race *race = data;
    struct claim claim = {
        .owner = HOST ":1:a", .host = HOST, .kinds = { kinds, 1 }, .after_lane = "", .now_ms = NOW
    };

    while (atomic_load(&race->done) < 80) {
        struct pool *pool = pool_new();
        struct job job;

        if (jobs_claim(race->store, &claim, pool, &job) == 0)
            race_job(race, &job);
        pool_free(pool);
    }
    return NULL;
}

static void
eight_threads_never_share_a_key(void **state)
{
    struct fixture *f = *state;
    struct race race = { .store = f->store };
    pthread_t threads[8];

    for (int i = 0; i < 80; i++)
        job_make(f, pool_printf(f->pool, "state = 'waiting', serial_key = '%c'", 'a' + i % 4));
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, racer, &race), 0);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);

    assert_int_equal(race.overlaps, 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'done'"), 80);
    assert_int_equal(sql_number(f, "SELECT max(attempt) FROM job"), 1);
}

static void
jobs_make(struct fixture *f, int count, const char *values)
{
    int64_t event = event_make(f, pool_printf(f->pool, "many-%d", ++f->events));

    sql(f,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
        " INSERT INTO job (event_id, kind, rule, step, lane, order_ms, newest, crash, attempts,"
        " created_ms, updated_ms, args, state, run_at_ms, serial_key, blocked)"
        " SELECT %" PRId64 ", 'deploy', 'many', i, 'deploy@" HOST "', 0, 0, 'rerun', 1, 0, 0,"
        " '{}', %s FROM n",
        count, event, values);
}

static int64_t
steps_of_a_claim(struct fixture *f)
{
    struct job job;

    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    watch_clear();
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    finish_as(f, &job, OUTCOME_DONE, NOW);

    return watch_steps();
}

static void
a_claim_costs_the_same_whatever_waits(void **state)
{
    struct fixture *f = *state;
    int64_t few, many;

    jobs_make(f, 4, "'ready', 1, NULL, 0");
    few = steps_of_a_claim(f);
    jobs_make(f, 20000, "'waiting', 9000000000000, NULL, 0");
    jobs_make(f, 5000, "'waiting', 1, 'k', 1");
    jobs_make(f, 2000, "'ready', 1, NULL, 0");
    jobs_make(f, 5000, "'done', 1, 'k' || i, 0");
    many = steps_of_a_claim(f);
    assert_in_range(many, 1, few + few / 2);
    assert_no_scans(store_path(f->store));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-claim-says-all-about-the-job", a_claim_says_all_about_the_job),
        TEST("nothing-to-claim-writes-nothing", nothing_to_claim_writes_nothing),
        TEST("lanes-take-turns", lanes_take_turns),
        TEST("in-a-lane-the-oldest-goes-first", in_a_lane_the_oldest_goes_first),
        TEST("a-sleeping-lane-is-passed-over", a_sleeping_lane_is_passed_over),
        TEST("a-limit-without-an-end-is-waited-for-longer-and-longer",
             a_limit_without_an_end_is_waited_for_longer_and_longer),
        TEST("an-end-that-is-told-begins-anew", an_end_that_is_told_begins_anew),
        TEST("an-hour-is-the-longest-wait-for-a-limit", an_hour_is_the_longest_wait_for_a_limit),
        TEST("jobs-of-others-are-left-alone", jobs_of_others_are_left_alone),
        TEST("what-is-due-is-promoted", what_is_due_is_promoted),
        TEST("two-due-of-one-key-go-one-after-the-other",
             two_due_of_one_key_go_one_after_the_other),
        TEST("eight-threads-never-share-a-key", eight_threads_never_share_a_key),
        TEST("a-claim-costs-the-same-whatever-waits", a_claim_costs_the_same_whatever_waits),
    };

    watch_start();
    return cmocka_run_group_tests_name("jobs-claim", tests, NULL, NULL);
}
