/* test-accept.c - what becomes of new deliveries: event, jobs, suspect */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <inttypes.h>
#include <pthread.h>
#include <string.h>

#include "base/fail.h"
#include "port/compress.h"
#include "some_pushes.h"
#include "store/sorted.h"
#include "watch_sql.h"

#include <cmocka.h>

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
own_delivery_keeps_its_nul(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = { .source = "hooklet",
                                 .id = "own",
                                 .kind = "push",
                                 .body = "a\0b",
                                 .length = 3,
                                 .received_ms = NOW };
    struct plan plan = { .status = PLAN_UNREADABLE };
    char *body = NULL;
    size_t length = 0;

    assert_int_equal(delivery_own(fixture->pool, &delivery), 0);
    assert_int_equal(delivery.received_ms, NOW);
    assert_int_equal(delivery.document_length, 3);
    accept_plan(fixture, &delivery, &plan);
    assert_int_equal(ledger_body(fixture->store, 1, fixture->pool, &body, &length), 0);
    assert_int_equal(length, 3);
    assert_memory_equal(body, "a\0b", 3);
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
    assert_string_equal(accept_answer(receipt.status), "ignored");
    assert_string_equal(accept_status_name(receipt.status), "suspect");
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

#define UUID "72d3162e-cc78-11e3-81ab-4c9367dc0958"

/* A push, with the sender's clock in seconds. */
static struct receipt
accept_body(struct fixture *fixture, const char *id, const char *body, int64_t pushed_s)
{
    struct delivery delivery = delivery_make(fixture, id, body);
    struct plan plan = { .repository = "acme/web", .subject = A, .pushed_s = pushed_s };

    add_deploy(fixture, &plan, A, NOW);
    return accept_plan(fixture, &delivery, &plan);
}

/* Earlier and later ones of version 1, and what only looks like one. */
static void
same_body_is_suspect_whatever_the_id_looks_like(void **state)
{
    static const char *const ids[] = {
        "00000000-0000-1000-8000-000000000000", "ffffffff-ffff-1fff-bfff-ffffffffffff",
        "72d3162e-cc78-11e3-81ab-4c9367dc0959", "72D3162E-CC78-11E3-81AB-4C9367DC0958",
        "72d3162e-cc78-41e3-81ab-4c9367dc0958", "d2",
    };
    struct fixture *fixture = *state;

    assert_int_equal(accept_body(fixture, UUID, "{}", 1557933657).status, ACCEPT_ACCEPTED);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct receipt receipt = accept_body(fixture, ids[i], "{}", 1557933657);

        assert_int_equal(receipt.status, ACCEPT_SUSPECT);
        assert_string_equal(receipt.reason, "same body as delivery " UUID);
        assert_int_equal(accept_body(fixture, ids[i], "{}", 1557933657).status, ACCEPT_DUPLICATE);
    }
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM job"), 1);
}

static void
same_body_is_suspect_whatever_its_clock_says(void **state)
{
    static const int64_t clocks[] = {
        0, 1, 1557933657, INT32_MAX, INT32_MAX + INT64_C(1), INT64_MAX
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        const char *body = pool_printf(fixture->pool, "{\"clock\":%zu}", i);
        const char *first = pool_printf(fixture->pool, "7%zu%s", i, UUID + 2);
        const char *second = pool_printf(fixture->pool, "8%zu%s", i, UUID + 2);

        assert_int_not_equal(accept_body(fixture, first, body, clocks[i]).status, ACCEPT_SUSPECT);
        assert_int_equal(accept_body(fixture, second, body, clocks[i]).status, ACCEPT_SUSPECT);
    }
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM event WHERE status = 'suspect'"), 6);
}

/* Hashes that are equal where the key has them can't be made here, so the stored key is changed. */
static void
other_bodies_of_the_same_key_are_no_suspects(void **state)
{
    struct fixture *fixture = *state;
    struct delivery second = delivery_make(fixture, "d2", "{\"second\":2}");

    accept_body(fixture, "d1", "{\"first\":1}", 1557933657);
    sql(fixture, "UPDATE event SET body_key = %" PRId64, body_key(1557933657, second.body_sha));
    assert_int_not_equal(accept_body(fixture, "d2", "{\"second\":2}", 1557933657).status,
                         ACCEPT_SUSPECT);
    assert_int_equal(sql_number(fixture, "SELECT count(DISTINCT body_key) FROM event"), 1);
    assert_int_equal(sql_number(fixture, "SELECT count(DISTINCT body_sha) FROM event"), 2);

    /* And each is still found among those of its key. */
    assert_string_equal(accept_body(fixture, "d3", "{\"second\":2}", 1557933657).reason,
                        "same body as delivery d2");
}

static void
same_body_of_another_source_is_no_suspect(void **state)
{
    struct fixture *fixture = *state;
    struct delivery delivery = delivery_make(fixture, "d2", "{}");
    struct plan plan = { .pushed_s = 1557933657 };

    accept_body(fixture, "d1", "{}", 1557933657);
    delivery.source = "other";
    assert_int_not_equal(accept_plan(fixture, &delivery, &plan).status, ACCEPT_SUSPECT);
}

static void
uuid_again_is_a_duplicate_and_in_capitals_another(void **state)
{
    struct fixture *fixture = *state;
    struct receipt first = push(fixture, UUID, A, NOW);
    struct receipt again = push(fixture, UUID, A, NOW);
    struct receipt capitals = push(fixture, "72D3162E-CC78-11E3-81AB-4C9367DC0958", B, NOW + 1000);

    assert_int_equal(again.status, ACCEPT_DUPLICATE);
    assert_int_equal(again.event, first.event);
    assert_int_equal(capitals.status, ACCEPT_ACCEPTED);
    assert_int_not_equal(capitals.event, first.event);
    assert_int_equal(push(fixture, "72D3162E-CC78-11E3-81AB-4C9367DC0958", B, NOW + 1000).event,
                     capitals.event);
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM event"), 2);
}

/* Each begins with the one before, and each is its own. */
static void
ids_of_1_to_128_characters_are_as_many_events(void **state)
{
    struct fixture *fixture = *state;
    char id[DELIVERY_KEY_MOST + 1] = { 0 };

    for (int i = 0; i < DELIVERY_KEY_MOST; i++) {
        id[i] = 'a';
        assert_int_not_equal(push(fixture, pool_string(fixture->pool, id), A, NOW).status,
                             ACCEPT_DUPLICATE);
    }
    for (int i = DELIVERY_KEY_MOST; i > 0; i--) {
        id[i] = '\0';
        assert_int_equal(push(fixture, pool_string(fixture->pool, id), A, NOW).event, i);
    }
    assert_int_equal(sql_number(fixture, "SELECT count(*) FROM event"), DELIVERY_KEY_MOST);
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
    /* No worker ever had d2's job, so it has no deployment to end. */
    assert_int_equal(watch_saw("UPDATE"), 1);
    assert_int_equal(watch_saw("SELECT"), 3);

    sql(fixture, "UPDATE job SET state = 'done'");
    watch_clear();
    push(fixture, "d4", B, NOW + 3000);
    assert_int_equal(watch_saw("INSERT"), 2);
    assert_int_equal(watch_saw("UPDATE"), 0);
    assert_int_equal(watch_saw("SELECT"), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("new-delivery-becomes-event-and-job", new_delivery_becomes_event_and_job),
        TEST("body-is-kept-as-it-was-signed", body_is_kept_as_it_was_signed),
        TEST("own-delivery-keeps-its-nul", own_delivery_keeps_its_nul),
        TEST("delayed-job-waits-for-its-time", delayed_job_waits_for_its_time),
        TEST("ignored-plan-is-an-event-with-a-reason", ignored_plan_is_an_event_with_a_reason),
        TEST("unreadable-plan-is-stored-as-such", unreadable_plan_is_stored_as_such),
        TEST("same-delivery-twice-makes-one-job", same_delivery_twice_makes_one_job),
        TEST("same-delivery-from-16-threads-makes-one-job",
             same_delivery_from_16_threads_makes_one_job),
        TEST("same-body-under-another-id-is-suspect", same_body_under_another_id_is_suspect),
        TEST("same-body-is-suspect-whatever-the-id-looks-like",
             same_body_is_suspect_whatever_the_id_looks_like),
        TEST("same-body-is-suspect-whatever-its-clock-says",
             same_body_is_suspect_whatever_its_clock_says),
        TEST("other-bodies-of-the-same-key-are-no-suspects",
             other_bodies_of_the_same_key_are_no_suspects),
        TEST("same-body-of-another-source-is-no-suspect",
             same_body_of_another_source_is_no_suspect),
        TEST("uuid-again-is-a-duplicate-and-in-capitals-another",
             uuid_again_is_a_duplicate_and_in_capitals_another),
        TEST("ids-of-1-to-128-characters-are-as-many-events",
             ids_of_1_to_128_characters_are_as_many_events),
        TEST("replay-of-an-event-is-no-suspect", replay_of_an_event_is_no_suspect),
        TEST("accepting-goes-through-no-whole-table", accepting_goes_through_no_whole_table),
        TEST("a-new-event-takes-four-statements", a_new_event_takes_four_statements),
    };

    log_open("test-accept", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("accept", tests, NULL, NULL);
}
