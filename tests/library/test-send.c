/* test-send.c - messages of any process: what it is told, and what is stored */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "store/some_targets.h"

#include <hooklet/send.h>

#include <cmocka.h>

#define EVENTS "outgoing {\n    events = {\"invoice.*\"}\n}\n"

/* hooklet.conf beside the fixture's database, which has one target of acme for invoice.paid. */
static struct hooklet_sender *
open_sender(struct fixture *f)
{
    const char *path = pool_printf(f->pool, "%s/hooklet.conf", f->directory);
    const char *text = pool_printf(f->pool, "state = \"%s\"\n" EVENTS, f->directory);
    struct hooklet_sender *sender;

    assert_int_equal(file_write(path, text, strlen(text), 0600), 0);
    target_make(f, "invoice.paid", "");
    sender = hooklet_sender_open(path);
    assert_non_null(sender);
    return sender;
}

static void
stored_for_those_who_want_it(void **state)
{
    const struct hooklet_message message = {
        .event = "invoice.paid", .owner = "acme", .data = "{\"total\":\"12.50\"}", .id = "in-7"
    };
    struct fixture *f = *state;
    struct hooklet_sender *sender = open_sender(f);
    struct hooklet_receipt receipt;

    assert_int_equal(hooklet_send(sender, &message, &receipt), HOOKLET_SENT);
    assert_string_equal(receipt.id, "in-7");
    assert_int_equal(receipt.targets, 1);
    assert_string_equal(job_row(f, receipt.job).kind, "fanout");
    assert_string_equal(hooklet_sender_trouble(sender), "");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE source = 'message'"
                                   " AND delivery = 'acme/in-7' AND kind = 'invoice.paid'"
                                   " AND body_length = 17"),
                     1);
    hooklet_sender_close(sender);
}

static void
what_nobody_wants_says_so(void **state)
{
    const struct hooklet_message messages[] = {
        { .event = "invoice.sent", .owner = "acme" },
        { .event = "invoice.paid", .owner = "other" },
        { .event = "invoice.paid", .owner = "acme", .identifier = "blue" },
    };
    struct fixture *f = *state;
    struct hooklet_sender *sender = open_sender(f);
    struct hooklet_receipt receipt;

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        assert_int_equal(hooklet_send(sender, &messages[i], &receipt), HOOKLET_SENT_TO_NOBODY);
        assert_int_equal(strncmp(receipt.id, "msg_", 4), 0);
        assert_int_equal(receipt.targets, 0);
    }
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 3);
    hooklet_sender_close(sender);
}

static void
the_same_id_is_the_same_message(void **state)
{
    struct hooklet_message message = { .event = "invoice.paid", .owner = "acme", .id = "in-7" };
    struct fixture *f = *state;
    struct hooklet_sender *sender = open_sender(f);
    struct hooklet_receipt first, again;

    assert_int_equal(hooklet_send(sender, &message, &first), HOOKLET_SENT);
    assert_int_equal(hooklet_send(sender, &message, &again), HOOKLET_SENT_BEFORE);
    assert_int_equal(again.job, first.job);
    message.data = "[]";
    assert_int_equal(hooklet_send(sender, &message, &again), HOOKLET_NOT_SENT);
    assert_non_null(strstr(hooklet_sender_trouble(sender), "in-7 was used for another message"));
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
    hooklet_sender_close(sender);
}

static void
what_is_no_message_is_not_stored(void **state)
{
    static const struct {
        struct hooklet_message message;
        const char *trouble;
    } table[] = {
        { { .event = "invoce.paid", .owner = "acme" }, "did you mean invoice.paid?" },
        { { .event = "a b", .owner = "acme" }, "no name of an event" },
        { { .event = "target.test", .owner = "acme" }, "hooklet's own" },
        { { .event = "invoice.paid", .owner = "a b" }, "no owner" },
        { { .event = "invoice.paid", .owner = "acme", .identifier = "/" }, "no identifier" },
        { { .event = "invoice.paid", .owner = "acme", .id = "a.b" }, "no id" },
        { { .event = "invoice.paid", .owner = "acme", .data = "{" }, "" },
        { { .event = "invoice.paid", .owner = "acme", .data = "\"\xff\"" }, "" },
    };
    struct fixture *f = *state;
    struct hooklet_sender *sender = open_sender(f);
    struct hooklet_receipt receipt;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(hooklet_send(sender, &table[i].message, &receipt), HOOKLET_NOT_SENT);
        assert_string_equal(receipt.id, "");
        assert_string_not_equal(hooklet_sender_trouble(sender), "");
        assert_non_null(strstr(hooklet_sender_trouble(sender), table[i].trouble));
    }
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 0);
    hooklet_sender_close(sender);
}

static void
where_nothing_is_there_is_no_sender(void **state)
{
    struct fixture *f = *state;

    assert_null(hooklet_sender_open(pool_printf(f->pool, "%s/none.conf", f->directory)));
    hooklet_sender_close(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("stored-for-those-who-want-it", stored_for_those_who_want_it),
        TEST("what-nobody-wants-says-so", what_nobody_wants_says_so),
        TEST("the-same-id-is-the-same-message", the_same_id_is_the_same_message),
        TEST("what-is-no-message-is-not-stored", what_is_no_message_is_not_stored),
        TEST("where-nothing-is-there-is-no-sender", where_nothing_is_there_is_no_sender),
    };

    log_open("test-send", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("library_send", tests, NULL, NULL);
}
