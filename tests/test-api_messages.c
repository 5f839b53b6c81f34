/* test-api_messages.c - messages by the API, and what is told of their deliveries */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include "an_api.h"
#include "base/text.h"
#include "store/some_targets.h"

#include <cmocka.h>

#define URL "\"url\":\"https://example.com/in\""

static int64_t
messages(struct fixture *f)
{
    return sql_number(f, "SELECT count(*) FROM event WHERE source = 'message' AND kind LIKE 'i%%'");
}

static void
a_message_is_stored_and_told(void **state)
{
    struct fixture *f = *state;
    const struct asked asked = { .token = ACME,
                                 .method = "POST",
                                 .path = "messages",
                                 .body = "{\"event\":\"invoice.paid\",\"data\":{\"n\":1.10}}" };
    struct response res;
    const char *id;

    target_of(f, "{" URL "}");
    res = ask_api(f, &asked);
    assert_int_equal(res.status, 202);
    assert_true(res.made_jobs);
    id = told(f, res.body, "/id");
    assert_string_equal(res.location, pool_printf(f->pool, "/hooklet/api/messages/%s", id));
    assert_told(f, res.body, "/status", "accepted");
    assert_told(f, res.body, "/owner", "acme");
    assert_told(f, res.body, "/targets", "1");
    assert_told(f, res.body, "/nobody", "false");
    assert_int_equal(messages(f), 1);
    ask_as(f, ACME, "GET", res.location + strlen("/hooklet/api/"), NULL, 200);
    assert_string_equal(
        ask_as(f, ACME, "GET", pool_printf(f->pool, "messages/%s/data", id), NULL, 200),
        "{\"n\":1.10}");
}

/* An event of a source may be called as an owner's message is in the ledger. */
static void
events_of_others_are_no_messages(void **state)
{
    struct fixture *f = *state;

    ask_as(f, ACME, "POST", "messages", "{\"event\":\"invoice.paid\",\"id\":\"m\"}", 202);
    sql(f,
        "INSERT INTO event (id, source, delivery, delivery_key, kind, secret, status,"
        " received_ms, body_key, body_sha, body_length, headers)"
        " SELECT id + column2, column1, delivery, delivery_key, kind, secret, status, received_ms,"
        " body_key, body_sha, body_length, headers"
        " FROM event, (VALUES ('a-shop', 9), ('shop', -9))");
    ask_as(f, ACME, "GET", "messages/m", NULL, 200);
    sql(f, "DELETE FROM job");
    sql(f, "DELETE FROM event WHERE source = 'message'");
    ask_as(f, ACME, "GET", "messages/m", NULL, 404);
}

static void
a_message_to_nobody_says_so(void **state)
{
    struct fixture *f = *state;
    const char *said = ask_as(f, ACME, "POST", "messages", "{\"event\":\"invoice.paid\"}", 202);

    assert_told(f, said, "/targets", "0");
    assert_told(f, said, "/nobody", "true");
}

static void
the_same_key_is_the_same_message(void **state)
{
    struct fixture *f = *state;
    struct asked asked = { .token = ACME,
                           .method = "POST",
                           .path = "messages",
                           .key = "order:1",
                           .body = "{\"event\":\"invoice.paid\",\"data\":[1]}" };
    struct response res = ask_api(f, &asked);

    assert_int_equal(res.status, 202);
    assert_told(f, res.body, "/id", "order:1");
    asked.key = "\"order:1\"";
    res = ask_api(f, &asked);
    assert_int_equal(res.status, 200);
    assert_told(f, res.body, "/status", "duplicate");
    assert_false(res.made_jobs);
    asked.key = NULL;
    asked.body = "{\"event\":\"invoice.paid\",\"data\":[1],\"id\":\"order:1\"}";
    assert_int_equal(ask_api(f, &asked).status, 200);
    asked.body = "{\"event\":\"invoice.paid\",\"data\":[2],\"id\":\"order:1\"}";
    res = ask_api(f, &asked);
    assert_int_equal(res.status, 409);
    assert_detail(f, res.body, "order:1");
    assert_int_equal(messages(f), 1);
    asked.token = OTHER; /* whose ids are their own */
    assert_int_equal(ask_api(f, &asked).status, 202);
}

static void
keys_that_are_none(void **state)
{
    static const char *const keys[] = { "", "\"\"", "a b", "a.b", "a\"", "\xc3\xa4", "\"a" };
    struct fixture *f = *state;
    struct asked asked = {
        .token = ACME, .method = "POST", .path = "messages", .body = "{\"event\":\"invoice.paid\"}"
    };
    struct response res;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        asked.key = keys[i];
        res = ask_api(f, &asked);
        assert_int_equal(res.status, 422);
        assert_detail(f, res.body, "Idempotency-Key: it is 1 to 128");
    }
    asked.key = "a";
    asked.body = "{\"event\":\"invoice.paid\",\"id\":\"b\"}";
    res = ask_api(f, &asked);
    assert_int_equal(res.status, 422);
    assert_detail(f, res.body, "one is enough");
    assert_int_equal(messages(f), 0);
}

static void
what_is_no_message_says_why(void **state)
{
    static const struct {
        const char *body, *detail;
    } table[] = {
        { "{}", "event is missing" },
        { "{\"event\":null}", "event is missing" },
        { "{\"event\":1}", "event: it is a string" },
        { "{\"event\":\"invoce.paid\"}", "did you mean invoice." },
        { "{\"event\":\"user.create\"}", "did you mean user.created?" },
        { "{\"event\":\"target.test\"}", "target." },
        { "{\"event\":\"invoice.paid\\r\\nX: y\"}", "" },
        { "{\"event\":\"invoice.paid\",\"dta\":1}", "did you mean \"data\"?" },
        { "{\"event\":\"invoice.paid\",\"wholly_other\":1}", "but these: event owner" },
        { "{\"event\":\"invoice.paid\",\"data\":1,\"text\":\"a\"}", "one of them" },
        { "{\"event\":\"invoice.paid\",\"text\":1}", "text: it is a string" },
        { "{\"event\":\"invoice.paid\",\"identifier\":\"a b\"}", "identifier" },
        { "{\"event\":\"invoice.paid\",\"owner\":\"a b\"}", "owner: it is" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_detail(f, ask_as(f, ACME, "POST", "messages", table[i].body, 422), table[i].detail);
    assert_int_equal(messages(f), 0);
}

static void
text_is_data_that_are_a_string(void **state)
{
    static const char *const bodies[] = {
        "{\"event\":\"invoice.paid\",\"id\":\"a\",\"text\":\"a\\u00e4\\n\"}",
        "{\"event\":\"invoice.paid\",\"id\":\"b\",\"data\":\"a\\u00e4\\n\"}",
    };
    struct fixture *f = *state;

    ask_as(f, ACME, "POST", "messages", bodies[0], 202);
    ask_as(f, ACME, "POST", "messages", bodies[1], 202);
    assert_string_equal(ask_as(f, ACME, "GET", "messages/a/data", NULL, 200), "\"a\xc3\xa4\\n\"");
    assert_string_equal(ask_as(f, ACME, "GET", "messages/b/data", NULL, 200), "\"a\xc3\xa4\\n\"");
    ask_as(f, ACME, "POST", "messages", "{\"event\":\"invoice.paid\",\"id\":\"c\",\"data\":null}",
           202);
    assert_string_equal(ask_as(f, ACME, "GET", "messages/c/data", NULL, 200), "null");
}

static void
owners(void **state)
{
    static const char named[] = "{\"event\":\"invoice.paid\",\"id\":\"a\",\"owner\":\"acme\"}";
    struct fixture *f = *state;

    assert_detail(f, ask_as(f, OTHER, "POST", "messages", named, 404), "no owner acme here");
    assert_detail(f, ask_as(f, ALL, "POST", "messages", "{\"event\":\"invoice.paid\"}", 422),
                  "owner is missing");
    ask_as(f, ALL, "POST", "messages", named, 202);
    ask_as(f, ACME, "POST", "messages", named, 200);
    ask_as(f, ACME, "GET", "messages/a", NULL, 200);
    assert_detail(f, ask_as(f, OTHER, "GET", "messages/a", NULL, 404), "no message a here");
    ask_as(f, OTHER, "GET", "messages/a?owner=acme", NULL, 404);
    ask_as(f, OTHER, "GET", "messages/a/data", NULL, 404);
    ask_as(f, ALL, "GET", "messages/a?owner=acme", NULL, 200);
    ask_as(f, ALL, "GET", "messages/a?owner=other", NULL, 404);
    ask_as(f, ALL, "GET", "messages/a", NULL, 422);
    ask_as(f, ACME, "GET", "messages/b", NULL, 404);
}

/* --- Deliveries ------------------------------------------------------------------------------- */

/* Of the newest message to this target. */
static void
deliver(struct fixture *f, const char *target, const char *state)
{
    int64_t event = sql_number(f, "SELECT max(id) FROM event WHERE kind LIKE 'i%%'");

    delivery_job(f, event, text_id(target), pool_printf(f->pool, "state = '%s'", state));
}

static void
deliveries_come_in_pages(void **state)
{
    struct fixture *f = *state;
    const char *said, *next;

    for (int i = 0; i < 3; i++) {
        const char *id = target_of(f, pool_printf(f->pool, "{" URL ",\"identifier\":\"t%d\"}", i));

        if (i == 0)
            ask_as(f, ACME, "POST", "messages", "{\"event\":\"invoice.paid\",\"id\":\"m\"}", 202);
        deliver(f, id, i == 1 ? "dead" : "done");
    }
    said = ask_as(f, ACME, "GET", "deliveries?limit=2", NULL, 200);
    assert_non_null(told(f, said, "/deliveries/1/id"));
    assert_null(told(f, said, "/deliveries/2/id"));
    assert_told(f, said, "/deliveries/0/message", "m");
    assert_told(f, said, "/deliveries/0/event", "invoice.paid");
    assert_told(f, said, "/deliveries/0/owner", "acme");
    next = told(f, said, "/next");
    assert_string_equal(next, told(f, said, "/deliveries/1/id"));
    said = ask_as(f, ACME, "GET", pool_printf(f->pool, "deliveries?limit=2&after=%s", next), NULL,
                  200);
    assert_non_null(told(f, said, "/deliveries/0/id"));
    assert_null(told(f, said, "/deliveries/1/id"));
    assert_null(told(f, said, "/next"));
    said = ask_as(f, ACME, "GET", "messages/m?failed=true", NULL, 200);
    assert_told(f, said, "/deliveries/0/state", "dead");
    assert_null(told(f, said, "/deliveries/1/id"));
    said = ask_as(f, OTHER, "GET", "deliveries", NULL, 200);
    assert_null(told(f, said, "/deliveries/0/id"));
    ask_as(f, OTHER, "GET", "deliveries?owner=acme", NULL, 404);
}

static void
a_delivery_is_its_owners(void **state)
{
    struct fixture *f = *state;
    const char *target = target_of(f, "{" URL "}"), *said, *path;

    ask_as(f, ACME, "POST", "messages", "{\"event\":\"invoice.paid\",\"id\":\"m\"}", 202);
    deliver(f, target, "dead");
    said = ask_as(f, ACME, "GET", pool_printf(f->pool, "targets/%s/deliveries", target), NULL, 200);
    path = pool_printf(f->pool, "deliveries/%s", told(f, said, "/deliveries/0/id"));
    said = ask_as(f, ACME, "GET", path, NULL, 200);
    assert_told(f, said, "/state", "dead");
    assert_told(f, said, "/target", target);
    assert_told(f, said, "/attempts", "[]");
    ask_as(f, ALL, "GET", path, NULL, 200);
    ask_as(f, OTHER, "GET", path, NULL, 404);
    path = pool_printf(f->pool, "%s/resend", path);
    ask_as(f, OTHER, "POST", path, NULL, 404);
    said = ask_as(f, ACME, "POST", path, "{}", 202);
    assert_told(f, said, "/state", "ready");
    assert_detail(f, ask_as(f, ACME, "POST", path, NULL, 409), "on its way already");
    ask_as(f, ACME, "GET", "deliveries/999", NULL, 404);
    ask_as(f, ACME, "GET", "deliveries/x", NULL, 404);
    ask_as(f, ACME, "GET",
           pool_printf(f->pool, "deliveries/%" PRId64,
                       sql_number(f, "SELECT id FROM job WHERE kind = 'fanout' LIMIT 1")),
           NULL, 404);
}

static void
what_nobody_would_get_is_not_sent_again(void **state)
{
    struct fixture *f = *state;
    const char *target = target_of(f, "{" URL "}"), *path, *said;

    ask_as(f, ACME, "POST", "messages", "{\"event\":\"invoice.paid\"}", 202);
    deliver(f, target, "dead");
    path = pool_printf(f->pool, "deliveries/%" PRId64 "/resend",
                       sql_number(f, "SELECT id FROM job WHERE state = 'dead'"));
    sql(f, "UPDATE target SET state = 'disabled', reason = '410 Gone'");
    said = ask_as(f, ACME, "POST", path, NULL, 409);
    assert_detail(f, said,
                  pool_printf(f->pool, "target %s is disabled: 410 Gone; enable it first", target));
    sql(f, "UPDATE target SET state = 'pending', reason = NULL");
    assert_detail(f, ask_as(f, ACME, "POST", path, NULL, 409), "is pending; enable it first");
    sql(f, "UPDATE job SET args = json_set(args, '$.target', '%s') WHERE kind = 'fanout'", target);
    ask_as(f, ACME, "POST", path, NULL, 202);
    sql(f, "UPDATE job SET state = 'dead' WHERE kind = 'send'");
    ask_as(f, ACME, "DELETE", pool_printf(f->pool, "targets/%s", target), NULL, 204);
    assert_detail(f, ask_as(f, ACME, "POST", path, NULL, 409), "was removed");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'send'"
                                   " AND state = 'dead'"),
                     1);
}

/* Its id is nowhere but in its job, so that only its deliveries lead to it. */
static void
one_that_a_rule_forwards_is_told_by_its_deliveries(void **state)
{
    struct fixture *f = *state;
    const char *target = target_of(f, "{" URL "}"), *said;
    int64_t event = message_make(f, "msg_forwarded");

    sql(f, "UPDATE event SET source = 'github' WHERE id = %" PRId64, event);
    delivery_job(f, event, text_id(target), "state = 'done'");
    said = ask_as(f, ACME, "GET", "deliveries", NULL, 200);
    assert_told(f, said, "/deliveries/0/message", "msg_forwarded");
    ask_as(f, ACME, "GET", "messages/msg_forwarded", NULL, 404);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        API_TEST("a-message-is-stored-and-told", a_message_is_stored_and_told),
        API_TEST("events-of-others-are-no-messages", events_of_others_are_no_messages),
        API_TEST("a-message-to-nobody-says-so", a_message_to_nobody_says_so),
        API_TEST("the-same-key-is-the-same-message", the_same_key_is_the_same_message),
        API_TEST("keys-that-are-none", keys_that_are_none),
        API_TEST("what-is-no-message-says-why", what_is_no_message_says_why),
        API_TEST("text-is-data-that-are-a-string", text_is_data_that_are_a_string),
        API_TEST("owners", owners),
        API_TEST("deliveries-come-in-pages", deliveries_come_in_pages),
        API_TEST("a-delivery-is-its-owners", a_delivery_is_its_owners),
        API_TEST("what-nobody-would-get-is-not-sent-again",
                 what_nobody_would_get_is_not_sent_again),
        API_TEST("one-that-a-rule-forwards-is-told-by-its-deliveries",
                 one_that_a_rule_forwards_is_told_by_its_deliveries),
    };

    return cmocka_run_group_tests_name("api_messages", tests, NULL, NULL);
}
