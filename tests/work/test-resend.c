/* test-resend.c - what failed starts again, and what was missed is sent, once */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <inttypes.h>
#include <string.h>

#include "a_message.h"
#include "base/fail.h"
#include "quiet_log.h"
#include "work/resend.h"
#include "work/resend_wish.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define MANY 450

static const struct settings settings = { 0 };

static int
wish(struct fixture *f, int64_t target, enum resend_what what, int64_t since_ms)
{
    const struct app app = { &settings, f->store };
    const struct resend resend = { target, since_ms, what };
    struct receipt receipt = { 0 };

    return resend_store(&app, &resend, NOW + 100, f->pool, &receipt);
}

static struct outcome
carry_out(struct fixture *f, struct job *job)
{
    const struct work work = a_work(f);
    struct outcome outcome = { 0 };

    assert_int_equal(claim_kind(f, JOB_RESEND, NOW + 100, job), 0);
    assert_int_equal(resend_act(&work, job, &outcome), 0);
    return outcome;
}

/* What it says when all is well. */
static const char *
resend(struct fixture *f, int64_t target, enum resend_what what, int64_t since_ms)
{
    struct outcome outcome;
    struct job job;

    assert_int_equal(wish(f, target, what, since_ms), 0);
    outcome = carry_out(f, &job);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW + 100), 0);
    return outcome.detail;
}

static int64_t
count(struct fixture *f, int64_t target, const char *state)
{
    return sql_number(f,
                      "SELECT count(*) FROM job WHERE kind = 'send' AND step = %" PRId64
                      " AND state LIKE '%s'",
                      target, state);
}

static void
send_many(struct fixture *f, int number)
{
    for (int i = 0; i < number; i++) {
        (void)a_message(f, &(struct hook_message){ 0 }, NOW);
        (void)fan_out(f, NOW);
    }
}

static void
those_that_failed(void **state)
{
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ 0 }), other = a_target(f, &(struct target){ 0 });

    send_many(f, 6);
    sql(f, "UPDATE job SET state = 'dead', failed = 12 WHERE kind = 'send' AND event_id <> 2");
    sql(f, "UPDATE job SET state = 'done' WHERE kind = 'send' AND event_id = 2");
    assert_string_equal(resend(f, target, RESEND_FAILED, NOW), "5 deliveries on their way");
    assert_int_equal(count(f, target, "ready"), 5);
    assert_int_equal(count(f, target, "done"), 1);
    assert_int_equal(count(f, other, "dead"), 5);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE failed > 0 AND state = 'ready'"),
                     0);
}

static void
those_that_failed_since_then(void **state)
{
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ 0 });

    send_many(f, 3);
    sql(f, "UPDATE job SET state = 'dead' WHERE kind = 'send'");
    sql(f, "UPDATE job SET created_ms = created_ms - 1 WHERE event_id < 3");
    assert_string_equal(resend(f, target, RESEND_FAILED, NOW), "1 delivery on its way");
}

static void
many_that_failed(void **state)
{
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ 0 });

    send_many(f, MANY);
    sql(f, "UPDATE job SET state = 'dead' WHERE kind = 'send'");
    assert_string_equal(resend(f, target, RESEND_FAILED, NOW), "450 deliveries on their way");
    assert_int_equal(count(f, target, "ready"), MANY);
}

static void
all_that_a_new_one_missed(void **state)
{
    struct fixture *f = *state;
    int64_t old = a_target(f, &(struct target){ 0 }), target;

    send_many(f, 3);
    target = a_target(f, &(struct target){ 0 });
    send_many(f, 2);
    assert_int_equal(count(f, target, "%"), 2);
    assert_string_equal(resend(f, target, RESEND_ALL, NOW), "3 deliveries on their way");
    assert_int_equal(count(f, target, "ready"), 5);
    assert_int_equal(count(f, old, "%"), 5);
    assert_int_equal(sql_number(f,
                                "SELECT count(*) FROM job JOIN event ON event.id = event_id WHERE"
                                " job.kind = 'send' AND source = 'message' AND job.rule = 'message'"
                                " AND step = %" PRId64,
                                target),
                     5);
    assert_string_equal(resend(f, target, RESEND_ALL, NOW - 1), "0 deliveries on their way");
}

static void
only_what_it_would_have_got(void **state)
{
    struct fixture *f = *state;
    int64_t target;

    (void)a_message(f, &(struct hook_message){ .event = "invoice.paid" }, NOW);
    (void)a_message(f, &(struct hook_message){ .event = "user.created" }, NOW);
    (void)a_message(f, &(struct hook_message){ .event = "invoice.sent", .owner = "other" }, NOW);
    (void)a_message(f, &(struct hook_message){ .event = "invoice.sent", .identifier = "blue" },
                    NOW);
    (void)a_message(f, &(struct hook_message){ .event = "invoice.sent", .identifier = "red" }, NOW);
    (void)a_message(f, &(struct hook_message){ .event = "invoice.test", .target = 77 }, NOW);
    (void)a_message(f, &(struct hook_message){ .event = "invoice.old" }, NOW - 1);
    for (int i = 0; i < 7; i++)
        (void)fan_out(f, NOW);
    target = a_target(f, &(struct target){ .event = "invoice.*", .identifier = "blue" });
    assert_string_equal(resend(f, target, RESEND_ALL, NOW), "2 deliveries on their way");
}

static void
many_messages(void **state)
{
    struct fixture *f = *state;
    int64_t target;

    send_many(f, MANY);
    target = a_target(f, &(struct target){ 0 });
    assert_string_equal(resend(f, target, RESEND_ALL, NOW), "450 deliveries on their way");
    assert_int_equal(count(f, target, "ready"), MANY);
}

/* The worker died behind the action: the same again does the rest. */
static void
again_after_a_crash(void **state)
{
    struct fixture *f = *state;
    int64_t target;
    struct job job;
    int reaped = 0;

    send_many(f, MANY);
    target = a_target(f, &(struct target){ 0 });
    assert_int_equal(wish(f, target, RESEND_ALL, NOW), 0);
    (void)carry_out(f, &job);
    assert_int_equal(count(f, target, "ready"), MANY);
    sql(f, "DELETE FROM job WHERE kind = 'send' AND id %% 2 = 0");
    assert_int_equal(jobs_reap_owner(f->store, HOST ":1:a", NOW, &reaped), 0);
    (void)carry_out(f, &job);
    assert_int_equal(count(f, target, "ready"), MANY);
}

static void
targets_that_get_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t off = a_target(f, &(struct target){ .state = TARGET_DISABLED });
    int64_t on = a_target(f, &(struct target){ 0 });
    struct job job;

    assert_int_equal(wish(f, 999, RESEND_ALL, NOW), FAIL_NOT_FOUND);
    assert_int_equal(wish(f, off, RESEND_FAILED, NOW), FAIL_CONFLICT);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 0);
    assert_int_equal(wish(f, on, RESEND_FAILED, NOW), 0);
    sql(f, "UPDATE target SET state = 'disabled' WHERE id = %" PRId64, on);
    assert_int_equal(carry_out(f, &job).end, OUTCOME_HOPELESS);
}

static void
args_of_a_wish(void **state)
{
    static const char *const bad[] = {
        "{}",
        "{\"target\":\"1\",\"since_ms\":0,\"what\":\"some\"}",
        "{\"target\":1,\"since_ms\":0,\"what\":\"all\"}",
        "{\"target\":\"1\",\"what\":\"all\"}",
        "{\"target\":\"1\",\"since_ms\":-1,\"what\":\"all\"}",
    };
    struct fixture *f = *state;
    struct resend read = { 0 };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(resend_read(f->pool, bad[i], &read), FAIL_FIELD);
    assert_int_equal(
        resend_read(f->pool, "{\"target\":\"7\",\"since_ms\":5,\"what\":\"all\"}", &read), 0);
    assert_int_equal(read.target, 7);
    assert_int_equal(read.since_ms, 5);
    assert_int_equal(read.what, RESEND_ALL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("those-that-failed", those_that_failed),
        TEST("those-that-failed-since-then", those_that_failed_since_then),
        TEST("many-that-failed", many_that_failed),
        TEST("all-that-a-new-one-missed", all_that_a_new_one_missed),
        TEST("only-what-it-would-have-got", only_what_it_would_have_got),
        TEST("many-messages", many_messages),
        TEST("again-after-a-crash", again_after_a_crash),
        TEST("targets-that-get-nothing", targets_that_get_nothing),
        TEST("args-of-a-wish", args_of_a_wish),
    };

    return cmocka_run_group_tests_name("resend", tests, quiet_log, NULL);
}
