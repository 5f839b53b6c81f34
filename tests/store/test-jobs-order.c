/* test-jobs-order.c - jobs of one serial key and queue = all go one after the other, in order */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_pushes.h"
#include "watch_sql.h"

#include <cmocka.h>

#define HOUR INT64_C(3600000)

/* `count` commands of one comment; the receipt's jobs are in their order. */
static struct receipt
comment(struct fixture *f, const char *id, int count, int64_t delay_ms)
{
    struct delivery delivery = delivery_make(f, id, id);
    struct plan plan = { .repository = "acme/web" };

    for (int i = 0; i < count; i++) {
        struct planned_job *job = add_deploy(f, &plan, NULL, NOW);

        job->rule = "commands";
        job->step = i;
        job->newest = false;
        job->attempts = 9;
        job->delay_ms = delay_ms;
    }
    return accept_plan(f, &delivery, &plan);
}

static int64_t
claim_id(struct fixture *f, int64_t now_ms, struct job *job)
{
    return claim_at(f, "", now_ms, job) == 0 ? job->id : 0;
}

static bool
is_blocked(struct fixture *f, int64_t id)
{
    return sql_number(f, "SELECT blocked FROM job WHERE id = %" PRId64, id) == 1;
}

/* Ends the job so that it waits until `until_ms`. */
static void
put_off(struct fixture *f, const struct job *job, enum outcome_end end, int64_t until_ms)
{
    struct outcome outcome = { .end = end, .not_before_ms = until_ms };

    assert_int_equal(jobs_finish(f->store, job, &outcome, NOW), 0);
    assert_state(f, job->id, "waiting");
}

static void
steps_of_one_event_go_in_their_order(void **state)
{
    struct fixture *f = *state;
    struct receipt receipt = comment(f, "c1", 4, 1000);
    struct job job;

    assert_int_equal(claim_id(f, NOW + 999, &job), 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(claim_id(f, NOW + 1000, &job), receipt.jobs[i].id);
        finish_as(f, &job, OUTCOME_DONE, NOW + 1000);
    }
}

static void
who_waits_for_a_retry_keeps_its_place(void **state)
{
    static const enum outcome_end ends[] = { OUTCOME_FAILED, OUTCOME_POSTPONED };
    struct fixture *f = *state;

    for (size_t i = 0; i < 2; i++) {
        struct receipt receipt = comment(f, i == 0 ? "c1" : "c2", 2, 0);
        int64_t first = receipt.jobs[0].id, second = receipt.jobs[1].id;
        struct job job;

        assert_int_equal(claim_id(f, NOW, &job), first);
        put_off(f, &job, ends[i], NOW + HOUR);
        assert_int_equal(claim_id(f, NOW + HOUR - 1, &job), 0);
        assert_true(is_blocked(f, second));
        assert_int_equal(claim_id(f, NOW + HOUR, &job), first);
        assert_int_equal(claim_id(f, NOW + HOUR, &(struct job){ 0 }), 0);
        finish_as(f, &job, OUTCOME_DONE, NOW + HOUR);
        assert_int_equal(claim_id(f, NOW + HOUR, &job), second);
        finish_as(f, &job, OUTCOME_DONE, NOW + HOUR);
    }
}

static void
what_comes_meanwhile_stays_behind(void **state)
{
    struct fixture *f = *state;
    int64_t first = comment(f, "c1", 1, 0).jobs[0].id, at_once, soon;
    struct job job;

    assert_int_equal(claim_id(f, NOW, &job), first);
    put_off(f, &job, OUTCOME_FAILED, NOW + HOUR);
    at_once = comment(f, "c2", 1, 0).jobs[0].id;
    soon = comment(f, "c3", 1, 1000).jobs[0].id;
    assert_true(is_blocked(f, at_once));
    assert_false(is_blocked(f, soon));
    assert_int_equal(claim_id(f, NOW + 1000, &job), 0);
    assert_true(is_blocked(f, soon));
    assert_int_equal(claim_id(f, NOW + HOUR, &job), first);
    finish_as(f, &job, OUTCOME_DONE, NOW + HOUR);
    assert_int_equal(claim_id(f, NOW + HOUR, &job), at_once);
}

static void
a_later_start_keeps_its_place_too(void **state)
{
    struct fixture *f = *state;
    int64_t late = comment(f, "c1", 1, HOUR).jobs[0].id;
    int64_t early = comment(f, "c2", 1, 0).jobs[0].id;
    struct job job;

    assert_int_equal(claim_id(f, NOW, &job), 0);
    assert_int_equal(claim_id(f, NOW + HOUR, &job), late);
    finish_as(f, &job, OUTCOME_DONE, NOW + HOUR);
    assert_int_equal(claim_id(f, NOW + HOUR, &job), early);
}

static void
all_due_at_once_go_by_their_ids(void **state)
{
    struct fixture *f = *state;
    int64_t first = comment(f, "c1", 1, 2000).jobs[0].id;
    int64_t second = comment(f, "c2", 1, 1000).jobs[0].id;
    struct job job;

    assert_int_equal(claim_id(f, NOW + HOUR, &job), first);
    finish_as(f, &job, OUTCOME_DONE, NOW + HOUR);
    assert_int_equal(claim_id(f, NOW + HOUR, &job), second);
}

/* Puts the first of two off, then lets `give_up` end it: the second may go. */
static void
assert_gives_up_its_place(struct fixture *f, const char *id,
                          void (*give_up)(struct fixture *f, int64_t id))
{
    struct receipt receipt = comment(f, id, 2, 0);
    struct job job;

    assert_int_equal(claim_id(f, NOW, &job), receipt.jobs[0].id);
    put_off(f, &job, OUTCOME_FAILED, NOW + HOUR);
    give_up(f, receipt.jobs[0].id);
    assert_int_equal(claim_id(f, NOW + HOUR, &job), receipt.jobs[1].id);
    finish_as(f, &job, OUTCOME_DONE, NOW + HOUR);
}

static void
cancel(struct fixture *f, int64_t id)
{
    assert_int_equal(jobs_cancel(f->store, id, "root", NOW), 0);
}

static void
die(struct fixture *f, int64_t id)
{
    struct job job;

    assert_int_equal(claim_id(f, NOW + HOUR, &job), id);
    finish_as(f, &job, OUTCOME_HOPELESS, NOW + HOUR);
}

/* It may be over or not: that is for a human, who would hold up all the others. */
static void
become_unknown(struct fixture *f, int64_t id)
{
    struct job job;

    sql(f, "UPDATE job SET crash = 'once' WHERE id = %" PRId64, id);
    assert_int_equal(claim_id(f, NOW + HOUR, &job), id);
    assert_int_equal(jobs_start(f->store, &job, NOW + HOUR), 0);
    finish_as(f, &job, OUTCOME_INTERRUPTED, NOW + HOUR);
    assert_state(f, id, "unknown");
}

static void
who_is_over_gives_up_its_place(void **state)
{
    struct fixture *f = *state;

    assert_gives_up_its_place(f, "c1", cancel);
    assert_gives_up_its_place(f, "c2", die);
    assert_gives_up_its_place(f, "c3", become_unknown);
}

static void
newest_wins_keeps_no_place(void **state)
{
    struct fixture *f = *state;
    int64_t first = job_make(f, "serial_key = 'k', newest = 1, attempts = 9");
    int64_t second = job_make(f, "serial_key = 'k', state = 'waiting', blocked = 1,"
                                 " order_ms = order_ms - 1");
    struct job job;

    assert_int_equal(claim_id(f, NOW, &job), first);
    put_off(f, &job, OUTCOME_FAILED, NOW + HOUR);
    assert_int_equal(claim_id(f, NOW, &job), second);
}

/* A rule that was queue = all and is queue = newest now has both in its key. */
static void
who_waited_before_the_newest_goes_before_it(void **state)
{
    struct fixture *f = *state;
    int64_t old = job_make(f, "serial_key = 'deploy:web', newest = 1, order_ms = 1");
    int64_t all = job_make(f, "serial_key = 'deploy:web', state = 'waiting', blocked = 1,"
                              " order_ms = 1");
    int64_t new = push(f, "d1", A, NOW).jobs[0].id;
    struct job job;

    assert_state(f, old, "superseded");
    assert_state(f, all, "ready");
    assert_int_equal(claim_id(f, NOW, &job), all);
    put_off(f, &job, OUTCOME_POSTPONED, NOW + HOUR);
    assert_int_equal(claim_id(f, NOW, &job), 0);
    assert_int_equal(claim_id(f, NOW + HOUR, &job), all);
    finish_as(f, &job, OUTCOME_DONE, NOW + HOUR);
    assert_int_equal(claim_id(f, NOW + HOUR, &job), new);
}

static void
who_is_started_again_goes_back_to_its_place(void **state)
{
    struct fixture *f = *state;
    int64_t before = comment(f, "c1", 1, 0).jobs[0].id;
    struct receipt receipt;
    struct job job;

    assert_int_equal(claim_id(f, NOW, &job), before);
    finish_as(f, &job, OUTCOME_HOPELESS, NOW);
    receipt = comment(f, "c2", 2, 0);
    assert_int_equal(claim_id(f, NOW, &job), receipt.jobs[0].id);
    put_off(f, &job, OUTCOME_FAILED, NOW + HOUR);
    cancel(f, receipt.jobs[1].id);

    assert_int_equal(jobs_retry(f->store, receipt.jobs[1].id, "root", NOW), 0);
    assert_int_equal(claim_id(f, NOW, &job), 0);
    assert_int_equal(comment(f, "c1", 1, 0).job_count, 1);
    assert_int_equal(claim_id(f, NOW, &job), before);
    finish_as(f, &job, OUTCOME_DONE, NOW);
    assert_int_equal(claim_id(f, NOW, &job), 0);
    assert_int_equal(claim_id(f, NOW + HOUR, &job), receipt.jobs[0].id);
}

/* A claim that finds something else due, and a settle, while `count` wait behind one of the key. */
static int64_t
steps_beside_a_backlog(struct fixture *f, int count, int64_t now_ms)
{
    struct job job;

    comment(f, pool_printf(f->pool, "backlog-%d", count), count, 0);
    job_make(f, "serial_key = 'other', state = 'waiting'");
    watch_clear();
    assert_int_equal(claim_at(f, "", now_ms, &job), 0);
    assert_string_equal(job.key, "other");
    finish_as(f, &job, OUTCOME_DONE, now_ms);
    comment(f, pool_printf(f->pool, "behind-%d", count), 1, 0);
    assert_no_scans(store_path(f->store));
    return watch_steps();
}

static void
a_backlog_behind_one_that_waits_costs_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t few;
    struct job job;

    comment(f, "first", 1, 0);
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    put_off(f, &job, OUTCOME_FAILED, NOW + HOUR);
    (void)steps_beside_a_backlog(f, 1, NOW);
    few = steps_beside_a_backlog(f, 2, NOW);
    assert_in_range(steps_beside_a_backlog(f, 2000, NOW), 1, few + few / 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("steps-of-one-event-go-in-their-order", steps_of_one_event_go_in_their_order),
        TEST("who-waits-for-a-retry-keeps-its-place", who_waits_for_a_retry_keeps_its_place),
        TEST("what-comes-meanwhile-stays-behind", what_comes_meanwhile_stays_behind),
        TEST("a-later-start-keeps-its-place-too", a_later_start_keeps_its_place_too),
        TEST("all-due-at-once-go-by-their-ids", all_due_at_once_go_by_their_ids),
        TEST("who-is-over-gives-up-its-place", who_is_over_gives_up_its_place),
        TEST("newest-wins-keeps-no-place", newest_wins_keeps_no_place),
        TEST("who-waited-before-the-newest-goes-before-it",
             who_waited_before_the_newest_goes_before_it),
        TEST("who-is-started-again-goes-back-to-its-place",
             who_is_started_again_goes_back_to_its_place),
        TEST("a-backlog-behind-one-that-waits-costs-nothing",
             a_backlog_behind_one_that_waits_costs_nothing),
    };

    log_open("test-jobs-order", LOG_FORMAT_PLAIN, LOG_ERROR);
    watch_start();
    return cmocka_run_group_tests_name("jobs-order", tests, NULL, NULL);
}
