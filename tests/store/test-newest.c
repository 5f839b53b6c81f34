/* test-newest.c - newest wins: the same, older and newer pushes of one key */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <inttypes.h>

#include "base/log.h"
#include "some_pushes.h"

#include <cmocka.h>

static void
a_then_b_then_a_deploys_three_times(void **state)
{
    struct fixture *fixture = *state;

    set_state(fixture, push(fixture, "d1", A, NOW).jobs[0].id, "done");
    set_state(fixture, push(fixture, "d2", B, NOW + 1000).jobs[0].id, "done");
    assert_int_equal(push(fixture, "d3", A, NOW + 2000).status, ACCEPT_ACCEPTED);
    assert_state(fixture, 3, "ready");
}

static void
both_events_of_a_merge_deploy_once(void **state)
{
    static const char *const states[] = { "ready", "leased", "started", "done" };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < 4; i++) {
        int64_t order_ms = NOW + 10000 * (int64_t)i;
        const char *sha = pool_printf(fixture->pool, "%040zu", i + 1);
        struct receipt first, second;

        first = push(fixture, pool_printf(fixture->pool, "push-%zu", i), sha, order_ms);
        assert_int_equal(first.status, ACCEPT_ACCEPTED);
        set_state(fixture, first.jobs[0].id, states[i]);
        /* The two clocks differ, and either event may come first. */
        second = push(fixture, pool_printf(fixture->pool, "merge-%zu", i), sha,
                      order_ms + (i % 2 == 0 ? 1000 : -1000));
        assert_int_equal(second.status, ACCEPT_IGNORED);
        assert_int_equal(second.job_count, 0);
        assert_string_equal(
            second.reason,
            pool_printf(fixture->pool, "already queued or done by job %" PRId64, first.jobs[0].id));
        set_state(fixture, first.jobs[0].id, "done");
    }
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM job"), 4);
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM note WHERE rule = 'web'"), 4);
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM event WHERE status = 'ignored'"), 4);
}

static void
dead_deploy_does_not_stand_in_the_way(void **state)
{
    struct fixture *fixture = *state;

    set_state(fixture, push(fixture, "d1", A, NOW).jobs[0].id, "dead");
    assert_int_equal(push(fixture, "d2", A, NOW).status, ACCEPT_ACCEPTED);
}

static void
older_push_delivered_late_is_superseded(void **state)
{
    struct fixture *fixture = *state;
    struct receipt receipt;

    set_state(fixture, push(fixture, "d1", B, NOW + 1000).jobs[0].id, "done");
    receipt = push(fixture, "d2", A, NOW);
    assert_int_equal(receipt.status, ACCEPT_IGNORED);
    assert_string_equal(receipt.reason, "job 1 is newer");
    assert_int_equal(receipt.jobs[0].state, JOB_SUPERSEDED);
    assert_state(fixture, 2, "superseded");
    assert_string_equal(job_row(fixture, 2).reason, "job 1 is newer");
}

static void
newer_push_replaces_what_has_not_started(void **state)
{
    struct fixture *fixture = *state;

    push(fixture, "d1", A, NOW);
    push(fixture, "d2", B, NOW + 1000);
    assert_state(fixture, 1, "superseded");
    assert_state(fixture, 2, "ready");
    assert_string_equal(job_row(fixture, 1).reason, "event 2 brought a newer one");

    set_state(fixture, 2, "leased");
    push(fixture, "d3", A, NOW + 2000);
    assert_state(fixture, 2, "leased");
    assert_state(fixture, 3, "waiting");
    assert_int_equal(sql_number(fixture, "SELECT blocked FROM job WHERE id = 3"), 1);

    push(fixture, "d4", B, NOW + 3000);
    assert_state(fixture, 3, "superseded");
    assert_state(fixture, 4, "waiting");
}

static void
pushes_of_one_second_count_in_order_of_arrival(void **state)
{
    struct fixture *fixture = *state;

    push(fixture, "d1", A, NOW);
    assert_int_equal(push(fixture, "d2", B, NOW).status, ACCEPT_ACCEPTED);
    assert_state(fixture, 1, "superseded");
}

static void
queue_all_keeps_every_push_and_its_order(void **state)
{
    struct fixture *fixture = *state;

    push_all(fixture, "d1", A, NOW);
    push_all(fixture, "d2", B, NOW + 1000);
    push_all(fixture, "d3", A, NOW + 2000);
    assert_state(fixture, 1, "ready");
    assert_state(fixture, 2, "waiting");
    assert_state(fixture, 3, "waiting");
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM job WHERE blocked = 1"), 2);
}

static void
queue_all_catches_the_second_event_of_a_merge(void **state)
{
    struct fixture *fixture = *state;
    struct receipt receipt;

    push_all(fixture, "d1", A, NOW);
    push_all(fixture, "d2", B, NOW + 1000);
    receipt = push_all(fixture, "d3", A, NOW - 1000);
    assert_int_equal(receipt.status, ACCEPT_IGNORED);
    assert_string_equal(receipt.reason, "already queued or done by job 1");
    receipt = push_all(fixture, "d4", B, NOW + 1500);
    assert_string_equal(receipt.reason, "already queued or done by job 2");
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM job"), 2);
}

/* /deploy, where the push has deployed that commit already. */
static void
what_a_person_asks_for_is_done_again(void **state)
{
    static const char *const ends[] = { "done", "started" };
    struct fixture *fixture = *state;

    push(fixture, "d1", A, NOW);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct plan plan = { .status = PLAN_ACCEPTED, .repository = "acme/r" };
        const char *id = pool_printf(fixture->pool, "again%zu", i);
        struct delivery delivery = delivery_make(fixture, id, id);

        set_state(fixture, (int64_t)i + 1, ends[i]);
        add_deploy(fixture, &plan, A, NOW)->again = true;
        assert_int_equal(accept_plan(fixture, &delivery, &plan).status, ACCEPT_ACCEPTED);
    }
    assert_state(fixture, 3, "waiting");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-then-b-then-a-deploys-three-times", a_then_b_then_a_deploys_three_times),
        TEST("both-events-of-a-merge-deploy-once", both_events_of_a_merge_deploy_once),
        TEST("dead-deploy-does-not-stand-in-the-way", dead_deploy_does_not_stand_in_the_way),
        TEST("older-push-delivered-late-is-superseded", older_push_delivered_late_is_superseded),
        TEST("newer-push-replaces-what-has-not-started", newer_push_replaces_what_has_not_started),
        TEST("pushes-of-one-second-count-in-order-of-arrival",
             pushes_of_one_second_count_in_order_of_arrival),
        TEST("queue-all-keeps-every-push-and-its-order", queue_all_keeps_every_push_and_its_order),
        TEST("queue-all-catches-the-second-event-of-a-merge",
             queue_all_catches_the_second_event_of_a_merge),
        TEST("what-a-person-asks-for-is-done-again", what_a_person_asks_for_is_done_again),
    };

    log_open("test-newest", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("newest", tests, NULL, NULL);
}
