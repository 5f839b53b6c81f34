/* test-redelivery.c - what a delivery that is stored already adds */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/log.h"
#include "some_pushes.h"

#include <cmocka.h>

static void
same_id_with_another_body_plans_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d1", "{\"other\":1}");
    struct plan plan = { 0 };
    struct receipt receipt;

    push(fixture, "d1", A, NOW);
    add_deploy(fixture, &plan, B, NOW)->rule = "second";
    receipt = accept_plan(fixture, &delivery, &plan);
    assert_int_equal(receipt.status, ACCEPT_DUPLICATE);
    assert_string_equal(receipt.reason, "event 1 of this id has another body");
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM job"), 1);
}

static void
same_id_with_another_kind_plans_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d1", "{\"id\":\"d1\"}");
    struct plan plan = { 0 };
    struct receipt receipt;

    push(fixture, "d1", A, NOW);
    delivery.kind = "release";
    add_deploy(fixture, &plan, B, NOW)->rule = "second";
    receipt = accept_plan(fixture, &delivery, &plan);
    assert_string_equal(receipt.reason, "event 1 of this id is of kind push, not release");
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM job"), 1);
}

static void
redelivery_after_the_rule_was_mended_adds_the_job(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d1", "{}");
    struct plan wrong = { .status = PLAN_IGNORED, .reason = "branch main is not deployed" };
    struct plan right = { 0 };
    struct receipt receipt = accept_plan(fixture, &delivery, &wrong);

    assert_int_equal(receipt.status, ACCEPT_IGNORED);
    add_deploy(fixture, &right, A, NOW);
    receipt = accept_plan(fixture, &delivery, &right);
    assert_int_equal(receipt.status, ACCEPT_DUPLICATE);
    assert_string_equal(receipt.reason, "job 1 added");
    assert_int_equal(receipt.job_count, 1);
    assert_state(fixture, 1, "ready");
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM event WHERE status = 'accepted'"
                                         " AND reason IS NULL"),
                     1);
}

/* A later release may read more, and then the event has to be found by what it says. */
static void
redelivery_of_what_could_not_be_read_is_whole(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d1", "{}");
    struct delivery copy = delivery_make(fixture, "d2", "{}");
    struct plan unreadable = { .status = PLAN_UNREADABLE, .reason = "nested deeper than 64" };
    struct plan plan = { .repository = "acme/web", .subject = A, .pushed_s = 1557933657 };
    struct receipt receipt = accept_plan(fixture, &delivery, &unreadable);

    assert_int_equal(receipt.status, ACCEPT_UNREADABLE);
    add_deploy(fixture, &plan, A, NOW);
    receipt = accept_plan(fixture, &delivery, &plan);
    assert_string_equal(receipt.reason, "job 1 added");
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM event WHERE status = 'accepted'"
                                         " AND repository = 'acme/web' AND subject = '" A "'"),
                     1);
    assert_int_equal(accept_plan(fixture, &copy, &plan).status, ACCEPT_SUSPECT);
}

static void
redelivery_tells_new_reasons_once(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d1", "{}");
    struct plan plan = { .status = PLAN_IGNORED, .reason = "no rule acts" };

    plan_add_ignored(&plan, fixture->pool, "web", "branch topic");
    accept_plan(fixture, &delivery, &plan);
    accept_plan(fixture, &delivery, &plan);
    plan.ignored[0].reason = "another path";
    accept_plan(fixture, &delivery, &plan);
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM note WHERE rule = 'web'"), 2);
}

static void
redelivery_starts_a_dead_job_again(void **state)
{
    struct fixture *fixture = *state;
    struct receipt receipt;

    push(fixture, "d1", A, NOW);
    sql(fixture, "UPDATE job SET state = 'dead', failed = 1, crashed = 2, attempt = 3");
    receipt = push(fixture, "d1", A, NOW);
    assert_string_equal(receipt.reason, "job 1 starts again");
    assert_int_equal(receipt.job_count, 1);
    assert_state(fixture, 1, "ready");
    assert_int_equal(job_row(fixture, 1).failed, 0);
    assert_int_equal(job_row(fixture, 1).crashed, 0);
    assert_int_equal(job_row(fixture, 1).attempt, 3);
}

static void
redelivery_leaves_once_and_unknown_to_people(void **state)
{
    struct fixture *fixture = *state;

    push(fixture, "d1", A, NOW);
    sql(fixture, "UPDATE job SET state = 'dead', crash = 'once'");
    assert_string_equal(push(fixture, "d1", A, NOW).reason, "nothing new: job 1 is dead");
    set_state(fixture, 1, "unknown");
    assert_string_equal(push(fixture, "d1", A, NOW).reason, "nothing new: job 1 is unknown");
    assert_state(fixture, 1, "unknown");
}

static void
redelivery_of_other_sources_leaves_dead_jobs(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d1", "{}");
    struct plan plan = { 0 };

    delivery.rearm = false;
    add_deploy(fixture, &plan, A, NOW);
    accept_plan(fixture, &delivery, &plan);
    set_state(fixture, 1, "dead");
    assert_int_equal(accept_plan(fixture, &delivery, &plan).job_count, 0);
    assert_state(fixture, 1, "dead");
}

static void
redelivery_leaves_a_dead_job_that_is_too_old(void **state)
{
    struct fixture *fixture = *state;

    set_state(fixture, push(fixture, "d1", A, NOW).jobs[0].id, "dead");
    set_state(fixture, push(fixture, "d2", B, NOW + 1000).jobs[0].id, "done");
    assert_string_equal(push(fixture, "d1", A, NOW).reason,
                        "nothing new: job 1 stays dead, as job 2 is newer");
    assert_state(fixture, 1, "dead");
}

static void
redelivered_job_waits_while_its_key_is_busy(void **state)
{
    struct fixture *fixture = *state;

    set_state(fixture, push_all(fixture, "d1", A, NOW).jobs[0].id, "dead");
    set_state(fixture, push_all(fixture, "d2", B, NOW + 1000).jobs[0].id, "leased");
    push_all(fixture, "d1", A, NOW);
    assert_state(fixture, 1, "waiting");
}

/* The key of the old kind is busy, that of the new one is free. */
static void
redelivery_follows_a_rule_that_changed_its_kind(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d1", "{}");
    struct plan deploy = { 0 }, run = { 0 };
    struct planned_job *planned;
    struct job_row job;

    add_deploy(fixture, &deploy, A, NOW)->newest = false;
    set_state(fixture, accept_plan(fixture, &delivery, &deploy).jobs[0].id, "dead");
    set_state(fixture, push_all(fixture, "d2", B, NOW + 1000).jobs[0].id, "leased");

    planned = add_deploy(fixture, &run, NULL, NOW);
    planned->kind = "run";
    planned->key = "run:web:acme/web";
    planned->lane = "run@here";
    planned->newest = false;
    assert_int_equal(accept_plan(fixture, &delivery, &run).job_count, 1);
    job = job_row(fixture, 1);
    assert_string_equal(job.state, "ready");
    assert_string_equal(job.kind, "run");
    assert_string_equal(job.key, "run:web:acme/web");
    assert_string_equal(job.lane, "run@here");
    assert_null(job.subject);

    /* And back: now the key is busy, so it waits. */
    set_state(fixture, 1, "dead");
    accept_plan(fixture, &delivery, &deploy);
    job = job_row(fixture, 1);
    assert_string_equal(job.state, "waiting");
    assert_string_equal(job.kind, "deploy");
    assert_string_equal(job.key, "deploy:web");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("same-id-with-another-body-plans-nothing", same_id_with_another_body_plans_nothing),
        TEST("same-id-with-another-kind-plans-nothing", same_id_with_another_kind_plans_nothing),
        TEST("redelivery-after-the-rule-was-mended-adds-the-job",
             redelivery_after_the_rule_was_mended_adds_the_job),
        TEST("redelivery-of-what-could-not-be-read-is-whole",
             redelivery_of_what_could_not_be_read_is_whole),
        TEST("redelivery-tells-new-reasons-once", redelivery_tells_new_reasons_once),
        TEST("redelivery-starts-a-dead-job-again", redelivery_starts_a_dead_job_again),
        TEST("redelivery-leaves-once-and-unknown-to-people",
             redelivery_leaves_once_and_unknown_to_people),
        TEST("redelivery-of-other-sources-leaves-dead-jobs",
             redelivery_of_other_sources_leaves_dead_jobs),
        TEST("redelivery-leaves-a-dead-job-that-is-too-old",
             redelivery_leaves_a_dead_job_that_is_too_old),
        TEST("redelivered-job-waits-while-its-key-is-busy",
             redelivered_job_waits_while_its_key_is_busy),
        TEST("redelivery-follows-a-rule-that-changed-its-kind",
             redelivery_follows_a_rule_that_changed_its_kind),
    };

    log_open("test-redelivery", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("redelivery", tests, NULL, NULL);
}
