/* test-accept.c - what becomes of deliveries: new, again, suspect, older, newer */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <inttypes.h>
#include <pthread.h>
#include <string.h>

#include "base/fail.h"
#include "port/compress.h"
#include "some_jobs.h"
#include "watch_sql.h"

#include <cmocka.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* As GitHub delivers: the id is not signed, and Redeliver exists. */
static struct delivery
delivery_make(struct fixture *fixture, const char *id, const char *body)
{
    struct delivery delivery = { 0 };

    assert_int_equal(delivery_own(fixture->pool, "github", id, "push", body, &delivery), 0);
    delivery.received_ms = NOW;
    delivery.secret = "main";
    delivery.replay_guard = true;
    delivery.rearm = true;
    return delivery;
}

static struct planned_job *
add_deploy(struct fixture *fixture, struct plan *plan, const char *subject, int64_t order_ms)
{
    struct planned_job *job = plan_add_job(plan, fixture->pool);

    *job = (struct planned_job){
        .kind = "deploy",
        .rule = "web",
        .key = "deploy:web",
        .lane = "deploy@here",
        .subject = subject,
        .order_ms = order_ms,
        .newest = true,
        .crash = CRASH_RERUN,
        .attempts = 1,
        .args = "{}",
    };
    return job;
}

static struct receipt
accept_plan(struct fixture *fixture, const struct delivery *delivery, const struct plan *plan)
{
    struct receipt receipt = { 0 };

    assert_int_equal(store_accept(fixture->store, delivery, plan, fixture->pool, &receipt), 0);
    return receipt;
}

/* A delivery with a body of its own, for one deploy. */
static struct receipt
push(struct fixture *fixture, const char *id, const char *subject, int64_t order_ms)
{
    struct delivery delivery =
        delivery_make(fixture, id, pool_printf(fixture->pool, "{\"id\":\"%s\"}", id));
    struct plan plan = { .repository = "acme/web", .subject = subject };

    add_deploy(fixture, &plan, subject, order_ms);
    return accept_plan(fixture, &delivery, &plan);
}

static struct receipt
push_all(struct fixture *fixture, const char *id, const char *subject, int64_t order_ms)
{
    struct delivery delivery =
        delivery_make(fixture, id, pool_printf(fixture->pool, "{\"id\":\"%s\"}", id));
    struct plan plan = { .subject = subject };

    add_deploy(fixture, &plan, subject, order_ms)->newest = false;
    return accept_plan(fixture, &delivery, &plan);
}

static void
set_state(struct fixture *fixture, int64_t job, const char *state)
{
    sql(fixture, "UPDATE job SET state = '%s', blocked = 0 WHERE id = %" PRId64, state, job);
}

static void
new_delivery_becomes_event_and_job(void **state)
{
    struct fixture *fixture = *state;
    struct receipt receipt = push(fixture, "d1", A, NOW);
    struct event_row event = { 0 };
    struct job_row job;

    assert_int_equal(receipt.status, ACCEPT_ACCEPTED);
    assert_int_equal(receipt.job_count, 1);
    assert_int_equal(receipt.jobs[0].state, JOB_READY);
    assert_null(receipt.reason);
    assert_int_equal(ledger_event(fixture->store, receipt.event, fixture->pool, &event), 0);
    assert_string_equal(event.status, "accepted");
    assert_string_equal(event.secret, "main");
    assert_string_equal(event.subject, A);
    job = job_row(fixture, receipt.jobs[0].id);
    assert_int_equal(job.event, receipt.event);
    assert_string_equal(job.lane, "deploy@here");
    assert_int_equal(job.run_at_ms, NOW);
}

static void
body_is_kept_as_it_was_signed(void **state)
{
    struct fixture *fixture = *state;
    struct receipt receipt = push(fixture, "d1", A, NOW);
    char *body = NULL;
    size_t length = 0;

    assert_int_equal(ledger_body(fixture->store, receipt.event, fixture->pool, &body, &length), 0);
    assert_string_equal(body, "{\"id\":\"d1\"}");
    assert_int_equal(length, strlen(body));
}

static void
delayed_job_waits_for_its_time(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d1", "{}");
    struct plan plan = { 0 };
    struct receipt receipt;

    add_deploy(fixture, &plan, A, NOW)->delay_ms = 5000;
    receipt = accept_plan(fixture, &delivery, &plan);
    assert_int_equal(receipt.jobs[0].state, JOB_WAITING);
    assert_int_equal(job_row(fixture, receipt.jobs[0].id).run_at_ms, NOW + 5000);
    assert_int_equal(sql_number(fixture, "SELECT blocked FROM job"), 0);
}

static void
ignored_plan_is_an_event_with_a_reason(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d1", "{}");
    struct plan plan = { .status = PLAN_IGNORED, .reason = "no rule for acme/web" };
    struct receipt receipt;

    plan_add_ignored(&plan, fixture->pool, "web", "branch topic is not deployed");
    receipt = accept_plan(fixture, &delivery, &plan);
    assert_int_equal(receipt.status, ACCEPT_IGNORED);
    assert_string_equal(receipt.reason, "no rule for acme/web");
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM event WHERE status = 'ignored'"
                                         " AND reason = 'no rule for acme/web'"),
                     1);
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM note WHERE rule = 'web'"
                                         " AND text = 'branch topic is not deployed'"),
                     1);
}

static void
unreadable_plan_is_stored_as_such(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d1", "{}");
    struct plan plan = { .status = PLAN_UNREADABLE, .reason = "nested too deep" };
    struct receipt receipt = accept_plan(fixture, &delivery, &plan);

    assert_int_equal(receipt.status, ACCEPT_UNREADABLE);
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM event WHERE status = 'unreadable'"),
                     1);
}

static void
same_delivery_twice_makes_one_job(void **state)
{
    struct fixture *fixture = *state;
    struct receipt first = push(fixture, "d1", A, NOW);
    struct receipt second;

    set_state(fixture, first.jobs[0].id, "done");
    second = push(fixture, "d1", A, NOW);
    assert_int_equal(second.status, ACCEPT_DUPLICATE);
    assert_int_equal(second.event, first.event);
    assert_int_equal(second.job_count, 0);
    assert_string_equal(second.reason, "nothing new: job 1 is done");
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM job"), 1);
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM note WHERE text ="
                                         " 'delivered again: nothing new: job 1 is done'"),
                     1);
}

struct sender {
    struct fixture *fixture;
    struct pool *pool;
    const struct delivery *delivery;
    const struct plan *plan;
    struct receipt receipt;
    int rc;
};

static void *
send_once(void *data)
{
    struct sender *sender = data;

    sender->rc = store_accept(sender->fixture->store, sender->delivery, sender->plan, sender->pool,
                              &sender->receipt);
    return NULL;
}

static void
same_delivery_from_16_threads_makes_one_job(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d1", "{}");
    struct sender senders[16] = { 0 };
    pthread_t threads[16];
    struct plan plan = { 0 };
    int accepted = 0;

    add_deploy(fixture, &plan, A, NOW);
    for (int i = 0; i < 16; i++) {
        senders[i] = (struct sender){
            .fixture = fixture, .pool = pool_new(), .delivery = &delivery, .plan = &plan
        };
        assert_int_equal(pthread_create(&threads[i], NULL, send_once, &senders[i]), 0);
    }
    for (int i = 0; i < 16; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(senders[i].rc, 0);
        accepted += senders[i].receipt.status == ACCEPT_ACCEPTED;
        assert_true(senders[i].receipt.status == ACCEPT_ACCEPTED ||
                    senders[i].receipt.status == ACCEPT_DUPLICATE);
        pool_free(senders[i].pool);
    }
    assert_int_equal(accepted, 1);
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM job"), 1);
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM event"), 1);
}

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
same_body_under_another_id_is_suspect(void **state)
{
    struct fixture *fixture = *state;
    struct delivery first = delivery_make(fixture, "d1", "{}");
    struct delivery second = delivery_make(fixture, "d2", "{}");
    struct plan plan = { 0 };
    struct receipt receipt;

    add_deploy(fixture, &plan, A, NOW);
    accept_plan(fixture, &first, &plan);
    receipt = accept_plan(fixture, &second, &plan);
    assert_int_equal(receipt.status, ACCEPT_SUSPECT);
    assert_string_equal(accept_status_name(receipt.status), "ignored");
    assert_string_equal(receipt.reason, "same body as delivery d1");
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM event WHERE status = 'suspect'"), 1);
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM job"), 1);

    set_state(fixture, 1, "dead");
    receipt = accept_plan(fixture, &second, &plan);
    assert_int_equal(receipt.status, ACCEPT_DUPLICATE);
    assert_string_equal(receipt.reason, "same body as delivery d1");
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM job"), 1);
    receipt = accept_plan(fixture, &first, &plan);
    assert_int_equal(receipt.status, ACCEPT_DUPLICATE);
}

static void
replay_of_an_event_is_no_suspect(void **state)
{
    struct fixture *fixture = *state;
    struct delivery first = delivery_make(fixture, "d1", "{}");
    struct delivery replay = delivery_make(fixture, "replay/1", "{}");
    struct plan plan = { 0 };
    struct receipt receipt;

    receipt = accept_plan(fixture, &first, &plan);
    replay.parent = receipt.event;
    add_deploy(fixture, &plan, A, NOW);
    receipt = accept_plan(fixture, &replay, &plan);
    assert_int_equal(receipt.status, ACCEPT_ACCEPTED);
    assert_int_equal(sql_number(fixture, "SELECT parent FROM event WHERE id = 2"), 1);
}

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

static void
accepting_goes_through_no_whole_table(void **state)
{
    struct fixture *fixture = *state;

    store_close(fixture->store);
    watch_start();
    assert_int_equal(store_open(fixture->directory, STORE_WEB, &fixture->store), 0);
    push(fixture, "d1", A, NOW);
    set_state(fixture, push(fixture, "d2", B, NOW + 1000).jobs[0].id, "dead");
    push(fixture, "d2", B, NOW + 1000);
    push_all(fixture, "d3", A, NOW - 1000);
    assert_no_scans(store_path(fixture->store));
}

static void
a_new_event_takes_four_statements(void **state)
{
    struct fixture *fixture = *state;

    set_state(fixture, push(fixture, "d1", A, NOW).jobs[0].id, "done");
    store_close(fixture->store);
    watch_start();
    assert_int_equal(store_open(fixture->directory, STORE_WEB, &fixture->store), 0);
    push(fixture, "d2", B, NOW + 1000);
    watch_clear();
    push(fixture, "d3", A, NOW + 2000);
    assert_int_equal(watch_saw("INSERT"), 2);
    assert_int_equal(watch_saw("UPDATE"), 1); /* d2's job had not started */
    assert_int_equal(watch_saw("SELECT"), 3);

    sql(fixture, "UPDATE job SET state = 'done'");
    watch_clear();
    push(fixture, "d4", B, NOW + 3000);
    assert_int_equal(watch_saw("INSERT"), 2);
    assert_int_equal(watch_saw("UPDATE"), 0);
    assert_int_equal(watch_saw("SELECT"), 2);
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, fixture_make, fixture_remove, NULL                                         \
    }

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("new-delivery-becomes-event-and-job", new_delivery_becomes_event_and_job),
        TEST("body-is-kept-as-it-was-signed", body_is_kept_as_it_was_signed),
        TEST("delayed-job-waits-for-its-time", delayed_job_waits_for_its_time),
        TEST("ignored-plan-is-an-event-with-a-reason", ignored_plan_is_an_event_with_a_reason),
        TEST("unreadable-plan-is-stored-as-such", unreadable_plan_is_stored_as_such),
        TEST("same-delivery-twice-makes-one-job", same_delivery_twice_makes_one_job),
        TEST("same-delivery-from-16-threads-makes-one-job",
             same_delivery_from_16_threads_makes_one_job),
        TEST("same-id-with-another-body-plans-nothing", same_id_with_another_body_plans_nothing),
        TEST("same-id-with-another-kind-plans-nothing", same_id_with_another_kind_plans_nothing),
        TEST("same-body-under-another-id-is-suspect", same_body_under_another_id_is_suspect),
        TEST("replay-of-an-event-is-no-suspect", replay_of_an_event_is_no_suspect),
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
        TEST("redelivery-after-the-rule-was-mended-adds-the-job",
             redelivery_after_the_rule_was_mended_adds_the_job),
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
        TEST("accepting-goes-through-no-whole-table", accepting_goes_through_no_whole_table),
        TEST("a-new-event-takes-four-statements", a_new_event_takes_four_statements),
    };

    log_open("test-accept", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("accept", tests, NULL, NULL);
}
