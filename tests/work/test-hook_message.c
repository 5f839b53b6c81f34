/* test-hook_message.c - which messages may be stored, and how a job remembers one */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "quiet_log.h"
#include "store/target.h"
#include "work/decide.h"
#include "work/hook_message.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define NOW INT64_C(1800000000000)

static const struct settings settings = { 0 };

static struct hook_message
good_message(void)
{
    return (struct hook_message){ .event = "invoice.paid",
                                  .owner = "acme",
                                  .identifier = "",
                                  .data = "{}",
                                  .length = 2,
                                  .received_ms = NOW };
}

static int
check(void **state, const struct hook_message *message)
{
    return message_check(&settings, message, *state);
}

static const char *
longer(void **state, int length)
{
    return pool_printf(*state, "%0*d", length, 0);
}

static void
ids(void **state)
{
    assert_true(message_id_valid("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"));
    assert_true(message_id_valid("a-B_9:0"));
    assert_true(message_id_valid(longer(state, 128)));
    assert_false(message_id_valid(longer(state, 129)));
    assert_false(message_id_valid(NULL));
    assert_false(message_id_valid(""));
    /* What is signed is ID.TIMESTAMP.BODY. */
    assert_false(message_id_valid("a.b"));
    assert_false(message_id_valid("a b"));
    assert_false(message_id_valid("a/b"));
    assert_false(message_id_valid("a\n"));
}

/* The ledger tells deliveries apart by their first 128 characters. */
static void
deliveries(void **state)
{
    const char *one = NULL, *other = NULL;
    const char *owner = longer(state, 64);

    assert_int_equal(message_delivery(*state, "acme", "msg_1", &one), 0);
    assert_string_equal(one, "acme/msg_1");
    assert_int_equal(message_delivery(*state, owner, longer(state, 63), &one), 0);
    assert_int_equal(strlen(one), 128);
    assert_int_equal(message_delivery(*state, owner, longer(state, 64), &one), 0);
    assert_int_equal(message_delivery(*state, owner, longer(state, 65), &other), 0);
    assert_memory_equal(one, "sha256:", 7);
    assert_int_equal(strlen(one), 7 + 64);
    assert_string_not_equal(one, other);
}

static void
names(void **state)
{
    static const char *const bad[] = { "", "a b", "-a", ".a", "a*", "a/b", "\xc3\xbc", "a\n" };
    struct hook_message message = good_message();

    assert_int_equal(check(state, &message), 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        message = good_message();
        message.owner = bad[i];
        assert_int_equal(check(state, &message), FAIL_FIELD);
        message = good_message();
        message.identifier = bad[i];
        assert_int_equal(check(state, &message), *bad[i] == '\0' ? 0 : FAIL_FIELD);
    }
    message = good_message();
    message.owner = NULL;
    assert_int_equal(check(state, &message), FAIL_FIELD);
    message = good_message();
    message.identifier = NULL;
    message.owner = longer(state, 64);
    assert_int_equal(check(state, &message), 0);
    message.owner = longer(state, 65);
    assert_int_equal(check(state, &message), FAIL_FIELD);
    message = good_message();
    message.id = "a.b";
    assert_int_equal(check(state, &message), FAIL_FIELD);
    assert_non_null(strstr(fail_detail(), "a.b"));
}

static void
events(void **state)
{
    static const char *const bad[] = { "", "a b", "invoice.*", ".a", "a\r\n", "\xc3\xbc" };
    struct hook_message message = good_message();

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        message.event = bad[i];
        assert_int_equal(check(state, &message), FAIL_FIELD);
        assert_null(strpbrk(fail_detail(), "\r\n"));
    }
    message.event = NULL;
    assert_int_equal(check(state, &message), FAIL_FIELD);
    message.event = "A_1:b/c-d.e";
    assert_int_equal(check(state, &message), 0);
}

static void
events_outside_the_catalogue(void **state)
{
    static const char *const catalogue[] = { "invoice.paid", "user.*" };
    const struct settings limited = { .outgoing = { .limited = true,
                                                    .catalogue = { catalogue, 2 } } };
    struct hook_message message = good_message();

    assert_int_equal(message_check(&limited, &message, *state), 0);
    message.event = "user.created";
    assert_int_equal(message_check(&limited, &message, *state), 0);
    message.event = "invoice.payed";
    assert_int_equal(message_check(&limited, &message, *state), FAIL_FIELD);
    assert_non_null(strstr(fail_detail(), "invoice.paid"));
}

static void
events_of_our_own(void **state)
{
    static const char *const own[] = { MESSAGE_TEST, MESSAGE_CONFIRM, MESSAGE_DISABLED,
                                       "target.x" };
    struct hook_message message = good_message();

    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        message.event = own[i];
        message.target = 0;
        assert_int_equal(check(state, &message), FAIL_FIELD);
        message.target = 12;
        assert_int_equal(check(state, &message), 0);
    }
}

static void
data_of_all_kinds(void **state)
{
    static const struct {
        const char *data;
        size_t length;
        bool text;
        int rc;
    } table[] = {
        { "{\"a\":1.10}", 10, false, 0 },
        { "12345678901234567890", 20, false, 0 },
        { "\"\xc3\xbc\"", 4, false, 0 },
        { "null", 4, false, 0 },
        { NULL, 0, false, 0 },
        { "", 0, false, FAIL_MALFORMED },
        { "{", 1, false, FAIL_MALFORMED },
        { "{}x", 3, false, FAIL_MALFORMED },
        { "NaN", 3, false, FAIL_MALFORMED },
        { "\"\xff\"", 3, false, FAIL_MALFORMED },
        { "\xef\xbb\xbf{}", 5, false, FAIL_MALFORMED },
        { "{\"a\":1,\"a\":2}", 13, false, FAIL_UNREADABLE },
        { "\"\\u0000\"", 8, false, FAIL_UNREADABLE },
        { "no JSON", 7, true, 0 },
        { "", 0, true, 0 },
        { "\xf0\x9f\x98\x80\n", 5, true, 0 },
        { "\xff", 1, true, FAIL_MALFORMED },
        { "a\0b", 3, true, FAIL_MALFORMED },
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct hook_message message = good_message();

        message.data = table[i].data;
        message.length = table[i].length;
        message.text = table[i].text;
        assert_int_equal(check(state, &message), table[i].rc);
    }
}

static void
data_that_are_too_large(void **state)
{
    struct hook_message message = good_message();
    char *data = pool_alloc(*state, MESSAGE_DATA_MOST + 2);

    memset(data, ' ', MESSAGE_DATA_MOST + 1);
    data[0] = '1';
    message.data = data;
    message.length = MESSAGE_DATA_MOST;
    assert_int_equal(check(state, &message), 0);
    message.length++;
    assert_int_equal(check(state, &message), FAIL_TOO_LARGE);
    message.text = true;
    assert_int_equal(check(state, &message), FAIL_TOO_LARGE);
}

/* --- As a job --------------------------------------------------------------------------------- */

static void
a_job_remembers_it(void **state)
{
    static const struct message_event event = {
        .headers = "{}", .body = "[1.10]", .length = 6, .received_ms = NOW + 5
    };
    struct hook_message message = good_message(), again;
    struct planned_job job;

    message.id = "msg_1";
    message.data = NULL;
    message.identifier = "blue";
    message.target = 12;
    message.headers = "{\"X-GitHub-Event\":\"push\"}";
    message_plan(&message, "to-ci", *state, &job);
    assert_string_equal(job.kind, JOB_FANOUT);
    assert_string_equal(job.lane, JOB_FANOUT);
    assert_string_equal(job.rule, "to-ci");
    assert_int_equal(job.step, 0);
    assert_null(job.key);
    assert_int_equal(job.attempts, RETRY_ATTEMPTS);
    assert_int_equal(message_read(*state, job.args, &event, &again), 0);
    assert_string_equal(again.id, "msg_1");
    assert_string_equal(again.event, "invoice.paid");
    assert_string_equal(again.owner, "acme");
    assert_string_equal(again.identifier, "blue");
    assert_string_equal(again.headers, "{\"X-GitHub-Event\":\"push\"}");
    assert_int_equal(again.target, 12);
    assert_int_equal(again.received_ms, NOW + 5);
    assert_int_equal(again.length, 6);
    assert_memory_equal(again.data, "[1.10]", 6);
}

/* Notices and templates: the event's body is about something else. */
static void
data_of_its_own(void **state)
{
    static const char data[] = "{\"n\":1.10,\"big\":12345678901234567890,\"s\":\"\\u00fc\\n\"}";
    const struct message_event gone = { .headers = "{}", .received_ms = NOW };
    struct hook_message message = good_message(), again;
    struct planned_job job;

    message.id = "msg_1";
    message.data = data;
    message.length = strlen(data);
    message_plan(&message, "target.disabled:12", *state, &job);
    assert_int_equal(message_read(*state, job.args, &gone, &again), 0);
    assert_string_equal(again.data, data);
    assert_int_equal(again.length, strlen(data));
    assert_string_equal(again.identifier, "");
    assert_int_equal(again.target, 0);
    assert_null(again.headers);
}

static void
a_body_that_is_gone(void **state)
{
    const struct message_event gone = { .headers = "{}", .received_ms = NOW };
    struct hook_message again;

    assert_int_equal(
        message_read(*state, "{\"id\":\"a\",\"event\":\"b\",\"owner\":\"c\"}", &gone, &again),
        FAIL_NOT_FOUND);
}

/* GitHub's, where its hook says application/x-www-form-urlencoded. */
static void
a_body_that_is_a_form(void **state)
{
    static const char form[] = "payload=%7B%22a%22%3A1.0%7D";
    const struct message_event event = {
        .headers = "{\"Content-Type\":\"application/x-www-form-urlencoded\"}",
        .body = form,
        .length = strlen(form),
        .received_ms = NOW
    };
    struct hook_message again;

    assert_int_equal(
        message_read(*state, "{\"id\":\"a\",\"event\":\"b\",\"owner\":\"c\"}", &event, &again), 0);
    assert_int_equal(again.length, 9);
    assert_memory_equal(again.data, "{\"a\":1.0}", 9);
}

static void
args_of_something_else(void **state)
{
    static const char *const bad[] = { "{}", "{\"id\":\"a\",\"event\":\"b\"}",
                                       "{\"id\":\"a.b\",\"event\":\"b\",\"owner\":\"c\"}",
                                       "{\"id\":\"a\",\"owner\":\"c\"}" };
    struct hook_message message;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(message_read_args(*state, bad[i], &message), FAIL_FIELD);
    assert_int_equal(message_read_args(*state, "{", &message), FAIL_MALFORMED);
}

/* --- As an event ------------------------------------------------------------------------------ */

static struct plan
decided_plan(void **state, int64_t parent)
{
    static const char headers[] = "{\"id\":\"msg_1\",\"owner\":\"acme\",\"identifier\":\"blue\"}";
    struct delivery delivery = { .source = MESSAGE_SOURCE,
                                 .id = parent == 0 ? "acme/msg_1" : "replay/7/1800000000000",
                                 .kind = "invoice.paid",
                                 .secret = "",
                                 .body = "{}",
                                 .length = 2,
                                 .received_ms = NOW,
                                 .parent = parent };
    const struct app app = { &settings, NULL };
    struct plan plan = { 0 };

    assert_int_equal(delivery_own(*state, &delivery), 0);
    delivery.headers = headers;
    assert_int_equal(decide(&delivery, &app, *state, &plan), 0);
    return plan;
}

static void
an_event_becomes_one_job(void **state)
{
    const struct plan plan = decided_plan(state, 0);
    struct hook_message message;

    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].rule, MESSAGE_SOURCE);
    assert_int_equal(message_read_args(*state, plan.jobs[0].args, &message), 0);
    assert_string_equal(message.id, "msg_1");
    assert_string_equal(message.owner, "acme");
    assert_string_equal(message.identifier, "blue");
    assert_null(message.data);
}

/* Or whoever keeps ids would take it for the first one. */
static void
a_replay_is_another_message(void **state)
{
    const struct plan plan = decided_plan(state, 7), again = decided_plan(state, 7);
    struct hook_message message;

    assert_int_equal(message_read_args(*state, plan.jobs[0].args, &message), 0);
    assert_string_not_equal(message.id, "msg_1");
    assert_int_equal(strlen(message.id), 4 + 32);
    assert_string_equal(message.owner, "acme");
    assert_string_equal(plan.jobs[0].args, again.jobs[0].args);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("ids", ids),
        TEST("deliveries", deliveries),
        TEST("names", names),
        TEST("events", events),
        TEST("events-outside-the-catalogue", events_outside_the_catalogue),
        TEST("events-of-our-own", events_of_our_own),
        TEST("data-of-all-kinds", data_of_all_kinds),
        TEST("data-that-are-too-large", data_that_are_too_large),
        TEST("a-job-remembers-it", a_job_remembers_it),
        TEST("data-of-its-own", data_of_its_own),
        TEST("a-body-that-is-gone", a_body_that_is_gone),
        TEST("a-body-that-is-a-form", a_body_that_is_a_form),
        TEST("args-of-something-else", args_of_something_else),
        TEST("an-event-becomes-one-job", an_event_becomes_one_job),
        TEST("a-replay-is-another-message", a_replay_is_another_message),
    };

    return cmocka_run_group_tests_name("hook_message", tests, quiet_log, NULL);
}
