/* test-send_settle.c - what the ends of deliveries do to their target */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_sending.h"
#include "base/clock.h"
#include "base/fail.h"
#include "quiet_log.h"
#include "work/send_judge.h"
#include "work/send_settle.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

static void
failures_are_counted_and_a_good_one_forgets_them(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_target(f, &(struct target){ 0 });
    struct http_done bad = answer_of(500), good = answer_of(204);
    struct job_row job;

    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    job = deliver(f, &bad);
    assert_string_equal(job.state, "waiting");
    assert_int_equal(job.failed, 1);
    assert_int_equal(target_row(f, id).failures, 1);
    job = deliver(f, &good);
    assert_string_equal(job.state, "done");
    assert_int_equal(target_row(f, id).failures, 0);
    assert_int_equal(target_row(f, id).failing_since_ms, 0);
}

static void
our_own_fault_is_not_the_targets(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_target(f, &(struct target){ 0 });
    struct http_done done = { .rc = FAIL_MEMORY, .detail = "no memory" };

    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    assert_string_equal(deliver(f, &done).state, "waiting");
    assert_int_equal(target_row(f, id).failures, 0);
    /* It is no good word for it, either. */
    sql(f, "UPDATE target SET failures = 3, failing_since_ms = 1");
    assert_string_equal(deliver(f, &done).state, "waiting");
    assert_int_equal(target_row(f, id).failures, 3);
}

static void
five_failures_make_probes(void **state)
{
    struct fixture *f = *state;
    const int64_t at_once[] = { 0, 0, 0, 0, 0, 0, 0, 0 };
    int64_t id = a_target(f, &(struct target){ .delays_s = at_once, .delay_count = 8 });
    struct http_done bad = answer_of(500);
    struct lane_limits limits;
    struct job_row job;
    void *send = send_open(f->pool);
    struct flight flight;
    int64_t until_ms = 0;

    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    for (int i = 0; i < SEND_BREAKER; i++) {
        assert_int_equal(jobs_lane_until(f->store, target_lane(f->pool, JOB_SEND, id), &until_ms),
                         0);
        assert_int_equal(until_ms, 0);
        job = deliver(f, &bad);
    }
    assert_int_equal(jobs_lane_until(f->store, job.lane, &until_ms), 0);
    assert_true(until_ms > 0);
    sql(f, "DELETE FROM lane");
    flight = claim_delivery(f, send);
    assert_true(send_limits(send, &flight.job, &limits));
    assert_true(limits.probe);
    send_close(send);
}

static void
gone_is_disabled_and_told_once(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_target(f, &(struct target){ .event = "invoice.*" });
    struct http_done gone = answer_of(410);
    struct hook_message notice;
    struct job job;

    (void)a_message(f, &(struct hook_message){ .id = "a" }, NOW);
    (void)a_message(f, &(struct hook_message){ .id = "b" }, NOW);
    (void)fan_out(f, NOW);
    (void)fan_out(f, NOW);
    assert_string_equal(deliver(f, &gone).state, "dead");
    assert_int_equal(target_row(f, id).state, TARGET_DISABLED);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'send'"
                                   " AND state = 'dead'"),
                     2);
    assert_int_equal(claim_kind(f, JOB_FANOUT, NOW, &job), 0);
    assert_int_equal(message_read_args(f->pool, job.args, &notice), 0);
    assert_string_equal(notice.event, MESSAGE_DISABLED);
    assert_string_equal(notice.owner, "acme");
    assert_non_null(strstr(notice.data, "410"));
    assert_int_equal(claim_kind(f, JOB_FANOUT, NOW, &job), FAIL_NOT_FOUND);
}

/* Both were under way when the first answer came. */
static void
two_that_hear_gone_tell_it_once(void **state)
{
    struct fixture *f = *state;
    struct http_done gone = answer_of(410);
    void *send = send_open(f->pool);
    struct flight flights[2];

    (void)a_target(f, &(struct target){ .event = "invoice.*" });
    for (int i = 0; i < 2; i++)
        (void)a_message(f, &(struct hook_message){ .id = i == 0 ? "a" : "b" }, NOW);
    (void)fan_out(f, NOW);
    (void)fan_out(f, NOW);
    for (int i = 0; i < 2; i++) {
        flights[i] = claim_delivery(f, send);
        assert_int_equal(send_order(&flights[i].work, &flights[i].job, &flights[i].order), 0);
    }
    for (int i = 0; i < 2; i++) {
        send_hear(&flights[i].work, &flights[i].job, &gone, &flights[i].order);
        assert_int_equal(settle_delivery(f, send, &flights[i]), 0);
        assert_string_equal(job_row(f, flights[i].job.id).state, "dead");
    }
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'fanout'"
                                   " AND state = 'ready'"),
                     1);
    send_close(send);
}

/* It was under way when another one heard that the target is gone: nothing is tried again. */
static void
one_under_way_ends_with_its_target(void **state)
{
    struct fixture *f = *state;
    struct http_done gone = answer_of(410), bad = answer_of(500);
    void *send = send_open(f->pool);
    struct flight flight;
    struct job_row job;

    (void)a_target(f, &(struct target){ .event = "invoice.*" });
    for (int i = 0; i < 2; i++)
        (void)a_message(f, &(struct hook_message){ .id = i == 0 ? "a" : "b" }, NOW);
    (void)fan_out(f, NOW);
    (void)fan_out(f, NOW);
    flight = claim_delivery(f, send);
    assert_int_equal(send_order(&flight.work, &flight.job, &flight.order), 0);
    assert_string_equal(deliver(f, &gone).state, "dead");
    send_hear(&flight.work, &flight.job, &bad, &flight.order);
    assert_int_equal(settle_delivery(f, send, &flight), 0);
    job = job_row(f, flight.job.id);
    assert_string_equal(job.state, "dead");
    assert_string_equal(job.reason, "status 500; target disabled: it answered 410 Gone");
    send_close(send);
}

/* Asks a pending target, which answers so; the state that it has then. */
static enum target_state
ask(struct fixture *f, int64_t id, const char *header, const char *body)
{
    const struct http_header headers[] = { { "X-Hook-Challenge", header } };
    struct http_done done = answer_of(200);

    sql(f, "UPDATE target SET state = 'pending', challenge = 'c0ffee'");
    (void)a_message(f,
                    &(struct hook_message){ .event = MESSAGE_CONFIRM,
                                            .target = id,
                                            .data = "{\"challenge\":\"c0ffee\"}",
                                            .length = 22 },
                    NOW);
    (void)fan_out(f, NOW);
    done.answer.headers = headers;
    done.answer.header_count = header != NULL;
    done.answer.body = body;
    done.answer.length = body == NULL ? 0 : strlen(body);
    (void)deliver(f, &done);
    sql(f, "DELETE FROM lane; UPDATE job SET state = 'done' WHERE state = 'waiting'");
    return target_row(f, id).state;
}

static void
who_echoes_the_challenge_is_enabled(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_target(f, &(struct target){ 0 });

    assert_int_equal(ask(f, id, NULL, NULL), TARGET_PENDING);
    assert_int_equal(ask(f, id, NULL, "{\"ok\":true}"), TARGET_PENDING);
    assert_int_equal(ask(f, id, "c0ffed", NULL), TARGET_PENDING);
    assert_int_equal(ask(f, id, "c0ffee0", NULL), TARGET_PENDING);
    assert_int_equal(ask(f, id, "c0ffee", NULL), TARGET_ENABLED);
    assert_int_equal(ask(f, id, NULL, "{\"challenge\":\"c0ffee\"}"), TARGET_ENABLED);
    assert_null(target_row(f, id).challenge);
}

/* An owner's own message is no question, whatever is in it. */
static void
other_messages_confirm_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_target(f, &(struct target){ 0 });
    struct http_done good = answer_of(200);

    sql(f, "UPDATE target SET state = 'pending', challenge = 'c0ffee'");
    (void)a_message(f,
                    &(struct hook_message){ .event = MESSAGE_TEST,
                                            .target = id,
                                            .data = "{\"challenge\":\"c0ffee\"}",
                                            .length = 22 },
                    NOW);
    (void)fan_out(f, NOW);
    good.answer.body = "c0ffee";
    good.answer.length = 6;
    assert_string_equal(deliver(f, &good).state, "done");
    assert_int_equal(target_row(f, id).state, TARGET_PENDING);
}

static void
limits_are_the_targets(void **state)
{
    struct fixture *f = *state;
    void *send = send_open(f->pool);
    struct lane_limits limits = { 0 };
    struct flight flight;

    (void)a_target(f, &(struct target){ .rate = 3, .rate_ms = 2000, .concurrency = 2 });
    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    flight = claim_delivery(f, send);
    assert_true(send_limits(send, &flight.job, &limits));
    assert_int_equal(limits.rate, 3);
    assert_int_equal(limits.rate_ms, 2000);
    assert_int_equal(limits.most, 2);
    assert_false(limits.probe);
    send_close(send);
}

/* What a program's end does, without the program. */
struct program_end {
    struct fixture *f;
    struct job job;
    struct outcome outcome;
    struct send_ending ending;
};

static int
settle_program(struct db *db, void *data)
{
    struct program_end *end = data;

    return send_settle(db, &end->job, &end->outcome, end->f->pool, &end->ending);
}

static void
programs_keep_their_rate(void **state)
{
    struct fixture *f = *state;
    struct program_end end = { .f = f };
    int64_t id = a_target(f, &(struct target){ .url = "exec:log", .rate = 4, .rate_ms = 2000 });
    int64_t until_ms = 0;

    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    assert_int_equal(claim_kind(f, JOB_EXEC, NOW, &end.job), 0);
    end.ending = (struct send_ending){ .target = id,
                                       .words = "exit status 0",
                                       .facts = { .status = 200, .now_ms = NOW } };
    assert_int_equal(store_write(f->store, settle_program, &end), 0);
    assert_int_equal(end.outcome.end, OUTCOME_DONE);
    assert_string_equal(end.outcome.detail, "exit status 0");
    assert_int_equal(jobs_lane_until(f->store, end.job.lane, &until_ms), 0);
    assert_int_equal(until_ms, NOW + 500);
}

static void
nothing_but_failure_for_days_disables(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_target(f, &(struct target){ 0 });
    struct http_done bad = answer_of(500);

    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    sql(f, "UPDATE target SET failures = 4, failing_since_ms = %" PRId64, clock_ms() - 6 * DAY_MS);
    assert_string_equal(deliver(f, &bad).state, "dead");
    assert_int_equal(target_row(f, id).state, TARGET_DISABLED);
    assert_non_null(strstr(target_row(f, id).reason, "nothing but failures since"));
}

/* It goes there whatever the state, so it would be tried again, and the notice follows an end. */
static void
disabled_by_a_message_for_it_alone_it_is_told(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_target(f, &(struct target){ 0 });
    struct http_done bad = answer_of(500);
    struct hook_message notice;
    struct job job;

    (void)a_message(f, &(struct hook_message){ .event = MESSAGE_TEST, .target = id }, NOW);
    (void)fan_out(f, NOW);
    sql(f, "UPDATE target SET failures = 4, failing_since_ms = %" PRId64, clock_ms() - 6 * DAY_MS);
    assert_string_equal(deliver(f, &bad).state, "dead");
    assert_int_equal(target_row(f, id).state, TARGET_DISABLED);
    assert_int_equal(claim_kind(f, JOB_FANOUT, NOW, &job), 0);
    assert_int_equal(message_read_args(f->pool, job.args, &notice), 0);
    assert_string_equal(notice.event, MESSAGE_DISABLED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("failures-are-counted-and-a-good-one-forgets-them",
             failures_are_counted_and_a_good_one_forgets_them),
        TEST("our-own-fault-is-not-the-targets", our_own_fault_is_not_the_targets),
        TEST("five-failures-make-probes", five_failures_make_probes),
        TEST("gone-is-disabled-and-told-once", gone_is_disabled_and_told_once),
        TEST("two-that-hear-gone-tell-it-once", two_that_hear_gone_tell_it_once),
        TEST("one-under-way-ends-with-its-target", one_under_way_ends_with_its_target),
        TEST("who-echoes-the-challenge-is-enabled", who_echoes_the_challenge_is_enabled),
        TEST("other-messages-confirm-nothing", other_messages_confirm_nothing),
        TEST("limits-are-the-targets", limits_are_the_targets),
        TEST("programs-keep-their-rate", programs_keep_their_rate),
        TEST("nothing-but-failure-for-days-disables", nothing_but_failure_for_days_disables),
        TEST("disabled-by-a-message-for-it-alone-it-is-told",
             disabled_by_a_message_for_it_alone_it_is_told),
    };

    return cmocka_run_group_tests(tests, quiet_log, NULL);
}
