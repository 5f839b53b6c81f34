/* test-message_store.c - a message is an event with one job, however often it is stored */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_message.h"
#include "base/fail.h"
#include "quiet_log.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

static const struct settings settings = { 0 };

static int
store(struct fixture *f, const struct hook_message *message, struct message_receipt *receipt)
{
    const struct app app = { &settings, f->store };

    return message_store(&app, message, NOW + 1, f->pool, receipt);
}

static void
an_event_and_a_job(void **state)
{
    struct fixture *f = *state;
    const struct message_receipt receipt = a_message(
        f, &(struct hook_message){ .id = "m:1", .data = "{\"n\":1.10}", .length = 10 }, NOW);
    struct event_row event = { 0 };
    size_t length = 0;
    char *body = NULL;

    assert_int_equal(receipt.status, MESSAGE_NEW);
    assert_string_equal(receipt.id, "m:1");
    assert_int_equal(receipt.targets, 0);
    assert_int_equal(ledger_event(f->store, receipt.event, f->pool, &event), 0);
    assert_string_equal(event.source, "message");
    assert_string_equal(event.delivery, "acme/m:1");
    assert_string_equal(event.kind, "invoice.paid");
    assert_string_equal(event.status, "accepted");
    assert_int_equal(event.job_count, 1);
    assert_int_equal(ledger_body(f->store, receipt.event, f->pool, &body, &length), 0);
    assert_int_equal(length, 10);
    assert_memory_equal(body, "{\"n\":1.10}", 10);
    assert_state(f, receipt.job, "ready");
    assert_string_equal(job_row(f, receipt.job).rule, "message");
}

static void
an_id_of_its_own(void **state)
{
    const struct message_receipt one = a_message(*state, &(struct hook_message){ 0 }, NOW),
                                 other = a_message(*state, &(struct hook_message){ 0 }, NOW + 1);

    assert_memory_equal(one.id, "msg_", 4);
    assert_int_equal(strlen(one.id), 30);
    assert_true(strcmp(one.id, other.id) < 0);
    assert_int_not_equal(one.event, other.event);
}

static void
the_same_twice(void **state)
{
    const struct hook_message message = {
        .id = "m", .data = "[1]", .length = 3, .identifier = "blue"
    };
    const struct message_receipt first = a_message(*state, &message, NOW),
                                 again = a_message(*state, &message, NOW + 5);

    assert_int_equal(first.status, MESSAGE_NEW);
    assert_int_equal(again.status, MESSAGE_DUPLICATE);
    assert_int_equal(again.event, first.event);
    assert_int_equal(again.job, first.job);
    assert_string_equal(again.id, "m");
    assert_int_equal(sql_number(*state, "SELECT count(*) FROM job"), 1);
}

/* Also when the first one has gone its way. */
static void
the_same_much_later(void **state)
{
    struct fixture *f = *state;
    const struct hook_message message = { .id = "m" };
    const struct message_receipt first = a_message(f, &message, NOW);

    (void)fan_out(f, NOW);
    (void)a_target(f, &(struct target){ 0 });
    assert_int_equal(a_message(f, &message, NOW + 5).job, first.job);
    assert_int_equal(a_message(f, &message, NOW + 5).targets, 1);
    assert_state(f, first.job, "done");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
}

static void
an_id_that_was_used(void **state)
{
    static const struct hook_message others[] = {
        { .id = "m", .event = "a", .owner = "acme", .data = "[2]", .length = 3 },
        { .id = "m", .event = "b", .owner = "acme", .data = "[1]", .length = 3 },
        { .id = "m",
          .event = "a",
          .owner = "acme",
          .identifier = "blue",
          .data = "[1]",
          .length = 3 },
        { .id = "m", .event = "a", .owner = "acme", .data = "[1]", .length = 3, .target = 5 },
        { .id = "m", .event = "a", .owner = "acme", .data = "[1]", .length = 3, .text = true },
    };
    struct message_receipt receipt = { 0 };

    (void)a_message(
        *state, &(struct hook_message){ .id = "m", .event = "a", .data = "[1]", .length = 3 }, NOW);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(store(*state, &others[i], &receipt), FAIL_CONFLICT);
        assert_non_null(strstr(fail_detail(), "id m was used for another message"));
        assert_int_equal(receipt.event, 0);
    }
    assert_int_equal(sql_number(*state, "SELECT count(*) FROM job"), 1);
    /* Ids are each owner's own. */
    (void)a_message(*state, &(struct hook_message){ .id = "m", .owner = "other" }, NOW);
    assert_int_equal(sql_number(*state, "SELECT count(*) FROM job"), 2);
}

/* Their beginnings are the same for longer than the ledger's key. */
static void
long_ids(void **state)
{
    struct fixture *f = *state;
    const char *owner = pool_printf(f->pool, "%064d", 0);
    struct hook_message message = { .owner = owner, .id = pool_printf(f->pool, "%0127d0", 0) };
    const struct message_receipt one = a_message(f, &message, NOW);

    message.id = pool_printf(f->pool, "%0127d1", 0);
    assert_int_equal(a_message(f, &message, NOW).status, MESSAGE_NEW);
    message.id = pool_printf(f->pool, "%0127d0", 0);
    assert_int_equal(a_message(f, &message, NOW).event, one.event);
}

static void
text_is_a_string(void **state)
{
    struct fixture *f = *state;
    const struct message_receipt receipt = a_message(
        f, &(struct hook_message){ .data = "a \"\xc3\xbc\"\n/", .length = 8, .text = true }, NOW);
    char *body = NULL;
    size_t length = 0;

    assert_int_equal(ledger_body(f->store, receipt.event, f->pool, &body, &length), 0);
    assert_string_equal(body, "\"a \\\"\xc3\xbc\\\"\\n/\"");
}

static void
nothing_is_an_object(void **state)
{
    struct fixture *f = *state;
    const struct message_receipt receipt = a_message(f, &(struct hook_message){ 0 }, NOW);
    char *body = NULL;
    size_t length = 0;

    assert_int_equal(ledger_body(f->store, receipt.event, f->pool, &body, &length), 0);
    assert_string_equal(body, "{}");
}

static void
how_many_get_it(void **state)
{
    struct fixture *f = *state;
    int64_t off;

    (void)a_target(f, &(struct target){ 0 });
    (void)a_target(f, &(struct target){ .event = "invoice.*", .identifier = "blue" });
    (void)a_target(f, &(struct target){ .event = "user.*" });
    (void)a_target(f, &(struct target){ .owner = "other" });
    off = a_target(f, &(struct target){ .state = TARGET_DISABLED });
    (void)a_target(f, &(struct target){ .state = TARGET_PENDING });
    assert_int_equal(a_message(f, &(struct hook_message){ 0 }, NOW).targets, 2);
    assert_int_equal(a_message(f, &(struct hook_message){ .identifier = "blue" }, NOW).targets, 1);
    assert_int_equal(a_message(f, &(struct hook_message){ .event = "x" }, NOW).targets, 1);
    assert_int_equal(a_message(f, &(struct hook_message){ .owner = "nobody" }, NOW).targets, 0);
    assert_int_equal(a_message(f, &(struct hook_message){ .target = off }, NOW).targets, 1);
    assert_int_equal(a_message(f, &(struct hook_message){ .target = 999 }, NOW).targets, 0);
}

static void
what_is_refused_is_not_stored(void **state)
{
    static const struct hook_message bad[] = {
        { .event = "a", .owner = "acme", .data = "{", .length = 1 },
        { .event = "a b", .owner = "acme" },
        { .event = "a", .owner = "" },
        { .event = "target.test", .owner = "acme" },
        { .event = "a", .owner = "acme", .id = "a.b" },
    };
    struct message_receipt receipt = { 0 };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_true(store(*state, &bad[i], &receipt) < 0);
    assert_int_equal(sql_number(*state, "SELECT count(*) FROM event"), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("an-event-and-a-job", an_event_and_a_job),
        TEST("an-id-of-its-own", an_id_of_its_own),
        TEST("the-same-twice", the_same_twice),
        TEST("the-same-much-later", the_same_much_later),
        TEST("an-id-that-was-used", an_id_that_was_used),
        TEST("long-ids", long_ids),
        TEST("text-is-a-string", text_is_a_string),
        TEST("nothing-is-an-object", nothing_is_an_object),
        TEST("how-many-get-it", how_many_get_it),
        TEST("what-is-refused-is-not-stored", what_is_refused_is_not_stored),
    };

    return cmocka_run_group_tests_name("message_store", tests, quiet_log, NULL);
}
