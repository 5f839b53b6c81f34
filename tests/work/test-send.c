/* test-send.c - what is sent, and what the ledger keeps of the answer */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_sending.h"
#include "quiet_log.h"
#include "store/deliveries.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

static void
an_answer_is_recorded(void **state)
{
    struct fixture *f = *state;
    const struct http_header headers[] = { { "X-Trace", "7" }, { "Set-Cookie", "secret" } };
    struct http_done done = answer_of(201);
    struct delivery_attempts attempts;
    struct job_row job;

    (void)a_target(f, &(struct target){ 0 });
    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    done.answer.headers = headers;
    done.answer.header_count = 2;
    done.answer.body = "thanks";
    done.answer.length = 6;
    job = deliver(f, &done);
    assert_string_equal(job.state, "done");
    assert_string_equal(job.reason, "status 201");
    assert_int_equal(delivery_attempts(f->store, job.id, f->pool, &attempts), 0);
    assert_int_equal(attempts.rows[0].status, 201);
    assert_int_equal(attempts.rows[0].duration_ms, 12);
    assert_string_equal(attempts.rows[0].headers, "{\"X-Trace\":\"7\",\"Set-Cookie\":\"***\"}");
    assert_memory_equal(attempts.rows[0].answer, "thanks", 6);
    assert_non_null(strstr(attempts.rows[0].request, "\"body_length\""));
}

static void
the_first_claim_freezes_the_form(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_target(f, &(struct target){ .envelope = TARGET_FIELDS });
    struct target target = target_row(f, id);
    void *send = send_open(f->pool);
    struct flight flight;
    const char *first, *second;

    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    flight = claim_delivery(f, send);
    assert_int_equal(send_order(&flight.work, &flight.job, &flight.order), 0);
    first = pool_string(f->pool, flight.order.exchange.body);
    send_hear(&flight.work, &flight.job, &(struct http_done){ .cancelled = true, .detail = "" },
              &flight.order);
    assert_int_equal(settle_delivery(f, send, &flight), 0);

    target.envelope = TARGET_BARE;
    target.url = "https://example.com/other";
    assert_int_equal(target_change(f->store, &target, NOW), 0);
    flight = claim_delivery(f, send);
    assert_int_equal(flight.job.failed, 0);
    assert_int_equal(send_order(&flight.work, &flight.job, &flight.order), 0);
    second = flight.order.exchange.body;
    assert_string_equal(first, second);
    assert_non_null(strstr(first, "\"hash\""));
    assert_string_equal(flight.order.exchange.url, "https://example.com/other");
    send_close(send);
}

static void
to_a_disabled_target_only_what_is_meant_for_it(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_target(f, &(struct target){ 0 });
    struct http_done good = answer_of(200);
    struct job_row job;

    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    sql(f, "UPDATE target SET state = 'disabled', reason = 'by hand'");
    job = deliver(f, &good);
    assert_string_equal(job.state, "dead");
    assert_string_equal(job.reason, "target disabled: by hand");
    (void)a_message(f, &(struct hook_message){ .event = MESSAGE_TEST, .target = id }, NOW);
    (void)fan_out(f, NOW);
    assert_string_equal(deliver(f, &good).state, "done");
}

static void
a_target_that_was_removed(void **state)
{
    struct fixture *f = *state;
    struct http_done bad = answer_of(500);
    void *send = send_open(f->pool);
    struct flight flight;
    struct job_row job;

    (void)a_target(f, &(struct target){ 0 });
    (void)a_message(f, &(struct hook_message){ .id = "a" }, NOW);
    (void)a_message(f, &(struct hook_message){ .id = "b" }, NOW);
    (void)fan_out(f, NOW);
    (void)fan_out(f, NOW);
    flight = claim_delivery(f, send);
    assert_int_equal(send_order(&flight.work, &flight.job, &flight.order), 0);
    sql(f, "DELETE FROM target");
    send_hear(&flight.work, &flight.job, &bad, &flight.order);
    assert_int_equal(settle_delivery(f, send, &flight), 0);
    job = job_row(f, flight.job.id);
    assert_string_equal(job.state, "dead");
    assert_string_equal(job.reason, "status 500; target removed");
    assert_string_equal(deliver(f, &bad).reason, "target removed");
    send_close(send);
}

static void
what_it_took_before_it_was_removed_is_done(void **state)
{
    struct fixture *f = *state;
    struct http_done good = answer_of(200);
    void *send = send_open(f->pool);
    struct flight flight;

    (void)a_target(f, &(struct target){ 0 });
    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    flight = claim_delivery(f, send);
    assert_int_equal(send_order(&flight.work, &flight.job, &flight.order), 0);
    sql(f, "DELETE FROM target");
    send_hear(&flight.work, &flight.job, &good, &flight.order);
    assert_int_equal(settle_delivery(f, send, &flight), 0);
    assert_string_equal(job_row(f, flight.job.id).state, "done");
    send_close(send);
}

static void
a_message_whose_body_is_gone(void **state)
{
    struct fixture *f = *state;
    struct http_done good = answer_of(200);
    struct job_row job;

    (void)a_target(f, &(struct target){ 0 });
    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    sql(f, "UPDATE event SET body = NULL");
    job = deliver(f, &good);
    assert_string_equal(job.state, "dead");
    assert_non_null(strstr(job.reason, "was dropped"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("an-answer-is-recorded", an_answer_is_recorded),
        TEST("the-first-claim-freezes-the-form", the_first_claim_freezes_the_form),
        TEST("to-a-disabled-target-only-what-is-meant-for-it",
             to_a_disabled_target_only_what_is_meant_for_it),
        TEST("a-target-that-was-removed", a_target_that_was_removed),
        TEST("what-it-took-before-it-was-removed-is-done",
             what_it_took_before_it_was_removed_is_done),
        TEST("a-message-whose-body-is-gone", a_message_whose_body_is_gone),
    };

    return cmocka_run_group_tests(tests, quiet_log, NULL);
}
