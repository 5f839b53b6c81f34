/* test-api_targets.c - targets by the API: made, confirmed, changed, seen by their owner alone */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include "an_api.h"
#include "base/encode.h"
#include "store/targets.h"

#include <cmocka.h>

#define URL "\"url\":\"https://example.com/in\""

/* How many messages ask a URL whether it wants this. */
static int64_t
questions(struct fixture *f)
{
    return sql_number(f, "SELECT count(*) FROM event WHERE kind = 'target.confirm'");
}

static const char *
path_of(struct fixture *f, const char *id, const char *more)
{
    return pool_printf(f->pool, "targets/%s%s", id, more);
}

static void
a_new_one_is_asked_first(void **state)
{
    struct fixture *f = *state;
    const struct asked asked = { .token = ACME,
                                 .method = "POST",
                                 .path = "targets",
                                 .body = "{" URL ",\"event\":\"invoice.*\"}" };
    struct response res = ask_api(f, &asked);
    const char *said;

    assert_int_equal(res.status, 201);
    assert_true(res.made_jobs);
    assert_told(f, res.body, "/state", "pending");
    assert_told(f, res.body, "/owner", "acme");
    assert_told(f, res.body, "/secrets/0/kind", "v1");
    assert_int_equal(strncmp(told(f, res.body, "/secrets/0/key"), "whsec_", 6), 0);
    assert_int_equal(questions(f), 1);
    said = ask_as(f, ACME, "GET", res.location + strlen("/hooklet/api/"), NULL, 200);
    assert_null(strstr(said, "whsec_"));
    assert_null(strstr(said, "challenge"));
    said = ask_as(f, ACME, "GET", "targets", NULL, 200);
    assert_null(strstr(said, "whsec_"));
    assert_non_null(told(f, said, "/targets/0/id"));
}

static void
where_nobody_is_asked_it_is_enabled(void **state)
{
    struct fixture *f = *state;
    const char *said;

    api_settings.outgoing.confirm = false;
    said = ask_as(f, ACME, "POST", "targets", "{" URL ",\"signatures\":[\"v1a\",\"v1\"]}", 201);
    api_settings.outgoing.confirm = true;
    assert_told(f, said, "/state", "enabled");
    assert_int_equal(questions(f), 0);
    assert_non_null(strstr(said, "whpk_"));
}

static void
what_is_no_target_says_why(void **state)
{
    static const struct {
        const char *body, *detail;
    } table[] = {
        { "{}", "url" },
        { "{\"url\":1}", "url: it is a string" },
        { "{\"url\":\"example.com\"}", "" },
        { "{\"url\":\"ftp://example.com/\"}", "" },
        { "{\"url\":\"http://example.com/\"}", "http" },
        { "{\"url\":\"https://127.0.0.1/\"}", "127.0.0.1" },
        { "{\"url\":\"https://[::1]/\"}", "" },
        { "{\"url\":\"https://u:p@example.com/\"}", "" },
        { "{\"url\":\"https://example.com:8443/\"}", "" },
        { "{\"url\":\"https://example.com/\\r\\nX: y\"}", "" },
        { "{\"url\":\"exec:deploy\"}", "only the command" },
        { "{" URL ",\"event\":\"invoce.*\"}", "did you mean invoice." },
        { "{" URL ",\"evnt\":\"invoice.*\"}", "did you mean event?" },
        { "{" URL ",\"headers\":{\"X-A\":\"b\\r\\nX-Evil: c\"}}", "" },
        { "{" URL ",\"headers\":{\"webhook-id\":\"b\"}}", "" },
        { "{" URL ",\"headers\":{\"Host\":\"b\"}}", "" },
        { "{" URL ",\"timeout_ms\":1}", "timeout_ms" },
        { "{" URL ",\"identifier\":\"a b\"}", "identifier" },
        { "{" URL ",\"owner\":\"a b\"}", "owner" },
        { "{" URL ",\"state\":\"enabled\"}", "" },
        { "{" URL ",\"secret\":\"hello\"}", "secret" },
        { "{" URL ",\"signatures\":[]}", "v1 or v1a" },
        { "{" URL ",\"signatures\":[\"v2\"]}", "v1 and v1a" },
        { "{" URL ",\"signatures\":\"v1\"}", "an array of strings" },
        { "{" URL ",\"secret\":\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\",\"signatures\":[\"v1\"]}",
          "says the kind" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_detail(f, ask_as(f, ACME, "POST", "targets", table[i].body, 422), table[i].detail);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM target"), 0);
}

static void
two_of_one_event_are_in_each_others_way(void **state)
{
    struct fixture *f = *state;

    target_of(f, "{" URL ",\"event\":\"invoice.*\"}");
    assert_detail(f, ask_as(f, ACME, "POST", "targets", "{" URL ",\"event\":\"invoice.*\"}", 409),
                  "owner acme has a target for invoice.* already");
    target_of(f, "{" URL ",\"event\":\"invoice.*\",\"identifier\":\"b\"}");
    assert_detail(f,
                  ask_as(f, ACME, "POST", "targets",
                         "{" URL ",\"event\":\"invoice.*\",\"identifier\":\"b\"}", 409),
                  "with identifier b");
    ask_as(f, OTHER, "POST", "targets", "{" URL ",\"event\":\"invoice.*\"}", 201);
}

static void
somebody_elses_is_not_there(void **state)
{
    static const struct {
        const char *method, *more, *body;
    } table[] = {
        { "GET", "", NULL },
        { "PATCH", "", "{\"description\":\"mine\"}" },
        { "DELETE", "", NULL },
        { "POST", "/enable", NULL },
        { "POST", "/disable", NULL },
        { "POST", "/rotate", NULL },
        { "POST", "/test", NULL },
        { "POST", "/resend", "{\"what\":\"all\",\"since\":\"7d\"}" },
        { "GET", "/deliveries", NULL },
    };
    struct fixture *f = *state;
    const char *id = target_of(f, "{" URL "}"), *said;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        said = ask_as(f, OTHER, table[i].method, path_of(f, id, table[i].more), table[i].body, 404);
        assert_detail(f, said, pool_printf(f->pool, "there is no target %s here", id));
        said =
            ask_as(f, OTHER, table[i].method, path_of(f, "99", table[i].more), table[i].body, 404);
        assert_detail(f, said, "there is no target 99 here");
    }
    assert_null(told(f, ask_as(f, OTHER, "GET", "targets", NULL, 200), "/targets/0"));
    ask_as(f, OTHER, "GET", "targets?owner=acme", NULL, 404);
    ask_as(f, OTHER, "POST", "targets", "{" URL ",\"owner\":\"acme\"}", 404);
    ask_as(f, OTHER, "POST", "unsubscribe", "{\"url\":\"https://example.com/in\"}", 404);
    assert_told(f, ask_as(f, ALL, "GET", "targets?owner=acme", NULL, 200), "/targets/0/id", id);
    assert_told(f, ask_as(f, ALL, "GET", "targets", NULL, 200), "/targets/0/id", id);
    assert_told(f, ask_as(f, ACME, "GET", path_of(f, id, ""), NULL, 200), "/state", "enabled");
}

static void
lists_have_filters_and_pages(void **state)
{
    struct fixture *f = *state;
    const char *first = target_of(f, "{" URL ",\"event\":\"invoice.*\"}");
    const char *second = target_of(f, "{" URL ",\"event\":\"user.created\"}"), *said;

    said = ask_as(f, ACME, "GET", "targets?limit=1", NULL, 200);
    assert_told(f, said, "/targets/0/id", first);
    assert_told(f, said, "/next", first);
    said =
        ask_as(f, ACME, "GET", pool_printf(f->pool, "targets?limit=1&after=%s", first), NULL, 200);
    assert_told(f, said, "/targets/0/id", second);
    assert_null(told(f, said, "/next"));
    said = ask_as(f, ACME, "GET", "targets?event=invoice.paid", NULL, 200);
    assert_told(f, said, "/targets/0/id", first);
    assert_null(told(f, said, "/targets/1"));
    assert_null(told(f, ask_as(f, ACME, "GET", "targets?state=pending", NULL, 200), "/targets/0"));
}

static void
a_change_keeps_the_rest(void **state)
{
    struct fixture *f = *state;
    const char *id = target_of(f, "{" URL ",\"headers\":{\"X-Token\":\"s3cret\"}}"), *said;
    struct asked asked = { .token = ACME, .method = "PATCH", .path = path_of(f, id, "") };

    said = ask_as(f, ACME, "PATCH", path_of(f, id, ""), "{\"timeout_ms\":2000}", 200);
    assert_told(f, said, "/timeout_ms", "2000");
    assert_told(f, said, "/headers/X-Token", "***");
    assert_told(f, said, "/state", "enabled");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM target WHERE headers LIKE '%%s3cret%%'"),
                     1);
    asked.type = "application/merge-patch+json";
    asked.body = "{\"timeout_ms\":null,\"description\":\"d\"}";
    said = ask_api(f, &asked).body;
    assert_told(f, said, "/timeout_ms", "15000");
    assert_told(f, said, "/description", "d");
    assert_detail(f, ask_as(f, ACME, "PATCH", path_of(f, id, ""), "{\"owner\":\"other\"}", 422),
                  "owner");
    assert_detail(f, ask_as(f, ACME, "PATCH", path_of(f, id, ""), "{\"url\":\"exec:x\"}", 422),
                  "only the command");
    ask_as(f, ACME, "PATCH", path_of(f, id, ""), "{\"secret\":\"whsec_\"}", 422);
}

static void
another_url_has_to_confirm_too(void **state)
{
    struct fixture *f = *state;
    const char *id = target_of(f, "{" URL "}"), *said;

    said = ask_as(f, ACME, "PATCH", path_of(f, id, ""), "{\"url\":\"https://example.org/\"}", 200);
    assert_told(f, said, "/state", "pending");
    assert_int_equal(questions(f), 2);
    said = ask_as(f, ACME, "POST", path_of(f, id, "/disable"), NULL, 200);
    assert_told(f, said, "/state", "disabled");
    said = ask_as(f, ACME, "POST", path_of(f, id, "/enable"), NULL, 200);
    assert_told(f, said, "/state", "pending");
    assert_int_equal(questions(f), 3);
    said = ask_as(f, ACME, "POST", path_of(f, id, "/enable"), NULL, 200);
    assert_told(f, said, "/state", "pending");
    assert_int_equal(questions(f), 4);
}

static void
of_a_disabled_one_it_is_asked_later(void **state)
{
    struct fixture *f = *state;
    const char *id = target_of(f, "{" URL "}"), *said;

    said = ask_as(f, ACME, "POST", path_of(f, id, "/disable"), "{\"reason\":\"too loud\"}", 200);
    assert_told(f, said, "/reason", "too loud");
    said = ask_as(f, ACME, "PATCH", path_of(f, id, ""), "{\"url\":\"https://example.org/\"}", 200);
    assert_told(f, said, "/state", "disabled");
    assert_told(f, said, "/reason", "too loud");
    assert_int_equal(questions(f), 1);
    said = ask_as(f, ACME, "POST", path_of(f, id, "/enable"), NULL, 200);
    assert_told(f, said, "/state", "pending");
    assert_int_equal(questions(f), 2);
}

static int
disable_by_answer(struct db *db, void *data)
{
    bool flipped = false;

    return target_disable_by(db, *(const int64_t *)data, "it answered 410 Gone", NOW, &flipped);
}

/* Its URL has said no, by 410 or for days, and is not to be sent to without being asked again. */
static void
who_has_not_confirmed_is_asked_again(void **state)
{
    struct fixture *f = *state;
    const char *said = ask_as(f, ACME, "POST", "targets", "{" URL "}", 201);
    const char *id = told(f, said, "/id");
    int64_t number = text_id(id);

    assert_int_equal(store_write(f->store, disable_by_answer, &number), 0);
    said = ask_as(f, ACME, "GET", path_of(f, id, ""), NULL, 200);
    assert_told(f, said, "/state", "disabled");
    said = ask_as(f, ACME, "POST", path_of(f, id, "/enable"), NULL, 200);
    assert_told(f, said, "/state", "pending");
    assert_int_equal(questions(f), 2);
    assert_int_equal(store_write(f->store, disable_by_answer, &number), 0);
    said = ask_as(f, ACME, "POST", "subscribe", "{" URL "}", 200);
    assert_told(f, said, "/state", "pending");
    assert_int_equal(questions(f), 3);
}

static void
enabled_and_disabled_at_once(void **state)
{
    struct fixture *f = *state;
    const char *id = target_of(f, "{" URL "}"), *said;

    said = ask_as(f, ACME, "POST", path_of(f, id, "/disable"), NULL, 200);
    assert_told(f, said, "/state", "disabled");
    assert_told(f, said, "/reason", "by the API, token " ACME);
    ask_as(f, ACME, "POST", path_of(f, id, "/disable"), "{\"reason\":\"again\"}", 200);
    said = ask_as(f, ACME, "POST", path_of(f, id, "/enable"), NULL, 200);
    assert_told(f, said, "/state", "enabled");
    assert_null(told(f, said, "/reason"));
    assert_int_equal(questions(f), 1);
    assert_detail(
        f, ask_as(f, ACME, "POST", path_of(f, id, "/disable"), "{\"reason\":\"two\\nlines\"}", 422),
        "one line");
    assert_detail(f, ask_as(f, ACME, "POST", path_of(f, id, "/disable"), "{\"why\":\"x\"}", 422),
                  "no member \"why\"");
}

static void
rotation_shows_the_new_secret(void **state)
{
    struct fixture *f = *state;
    const char *made = ask_as(f, ACME, "POST", "targets", "{" URL "}", 201);
    const char *id = told(f, made, "/id"), *said;

    said = ask_as(f, ACME, "POST", path_of(f, id, "/rotate"), "{\"overlap_ms\":1000}", 200);
    assert_non_null(told(f, said, "/secrets/0/key"));
    assert_string_not_equal(told(f, said, "/secrets/0/key"), told(f, made, "/secrets/0/key"));
    assert_non_null(told(f, said, "/secrets/1/until"));
    said = ask_as(f, ACME, "POST", path_of(f, id, "/rotate"), "{\"overlap_ms\":0}", 200);
    assert_null(told(f, said, "/secrets/1"));
    ask_as(f, ACME, "POST", path_of(f, id, "/rotate"), "{\"overlap_ms\":-1}", 422);
    ask_as(f, ACME, "POST", path_of(f, id, "/rotate"), "{\"overlap_ms\":1.5}", 422);
    ask_as(f, ACME, "POST", path_of(f, id, "/rotate"), "{\"overlap_ms\":\"1d\"}", 422);
    ask_as(f, ACME, "POST", path_of(f, id, "/rotate"), "{\"overlap_ms\":99999999999999999999}",
           422);
}

static void
a_test_is_a_message(void **state)
{
    struct fixture *f = *state;
    const char *id = target_of(f, "{" URL "}"), *said;

    said = ask_as(f, ACME, "POST", path_of(f, id, "/test"), NULL, 202);
    said = ask_as(f, ACME, "GET", pool_printf(f->pool, "messages/%s", told(f, said, "/message")),
                  NULL, 200);
    assert_told(f, said, "/event", "target.test");
}

static void
once_more(void **state)
{
    struct fixture *f = *state;
    const char *id = target_of(f, "{" URL "}"), *path = path_of(f, id, "/resend"), *said;

    said = ask_as(f, ACME, "POST", path, "{\"what\":\"failed\",\"since\":\"7d\"}", 202);
    assert_told(f, said, "/status", "accepted");
    ask_as(f, ACME, "POST", path, "{\"what\":\"all\",\"since\":\"2026-11-22T10:00:00Z\"}", 202);
    assert_detail(f, ask_as(f, ACME, "POST", path, "{\"what\":\"some\",\"since\":\"7d\"}", 422),
                  "failed or all");
    assert_detail(f, ask_as(f, ACME, "POST", path, "{\"what\":\"all\"}", 422), "since is missing");
    assert_detail(f, ask_as(f, ACME, "POST", path, "{\"what\":\"all\",\"since\":\"soon\"}", 422),
                  "since: it is a time");
    ask_as(f, ACME, "POST", path_of(f, id, "/disable"), NULL, 200);
    assert_detail(f, ask_as(f, ACME, "POST", path, "{\"what\":\"all\",\"since\":\"7d\"}", 409),
                  "not enabled");
}

static void
removed_is_gone(void **state)
{
    struct fixture *f = *state;
    const char *id = target_of(f, "{" URL "}");

    assert_null(ask_as(f, ACME, "DELETE", path_of(f, id, ""), NULL, 204));
    ask_as(f, ACME, "DELETE", path_of(f, id, ""), NULL, 404);
    ask_as(f, ACME, "GET", path_of(f, id, ""), NULL, 404);
}

static void
to_subscribe_twice_is_to_subscribe_once(void **state)
{
    static const char wish[] = "{" URL ",\"event\":\"invoice.*\"}";
    struct fixture *f = *state;
    const char *said = ask_as(f, ACME, "POST", "subscribe", wish, 201), *id = told(f, said, "/id");

    assert_told(f, said, "/state", "pending");
    said = ask_as(f, ACME, "POST", "subscribe", wish, 200);
    assert_told(f, said, "/id", id);
    assert_null(told(f, said, "/secrets"));
    assert_int_equal(questions(f), 2);
    sql(f, "UPDATE target SET state = 'enabled', challenge = NULL");
    said = ask_as(f, ACME, "POST", "subscribe", wish, 200);
    assert_told(f, said, "/state", "enabled");
    assert_int_equal(questions(f), 2);
    ask_as(f, ACME, "POST", path_of(f, id, "/disable"), NULL, 200);
    assert_told(f, ask_as(f, ACME, "POST", "subscribe", wish, 200), "/state", "enabled");
    assert_detail(f,
                  ask_as(f, ACME, "POST", "subscribe",
                         "{\"url\":\"https://example.org/\",\"event\":\"invoice.*\"}", 409),
                  "another URL has subscribed to invoice.*");
    ask_as(f, ACME, "POST", "subscribe", "{\"event\":\"invoice.*\"}", 422);
}

/* As a program leaves it that dies between the two: a target that nobody has asked. */
static void
never_asked_it_is_asked_when_it_comes_again(void **state)
{
    static const char wish[] = "{" URL ",\"event\":\"invoice.*\"}";
    struct fixture *f = *state;
    const char *id = told(f, ask_as(f, ACME, "POST", "subscribe", wish, 201), "/id"), *said;

    sql(f, "DELETE FROM job");
    sql(f, "DELETE FROM event");
    ask_as(f, ACME, "POST", "targets", wish, 409);
    assert_int_equal(questions(f), 0);
    for (int i = 1; i <= 2; i++) {
        said = i == 1 ? ask_as(f, ACME, "POST", "subscribe", wish, 200)
                      : ask_as(f, ACME, "POST", path_of(f, id, "/enable"), NULL, 200);
        assert_told(f, said, "/state", "pending");
        assert_told(f, said, "/id", id);
        assert_int_equal(questions(f), i);
        assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'fanout'"), i);
    }
}

/* What others have is of no account, even when it is the same. */
static void
everybody_subscribes_for_themselves(void **state)
{
    static const char wish[] = "{" URL ",\"event\":\"invoice.*\"}",
                      other[] = "{\"url\":\"https://example.org/\",\"event\":\"user.created\"}";
    struct fixture *f = *state;
    const char *id = told(f, ask_as(f, ACME, "POST", "subscribe", wish, 201), "/id"), *said;

    said = ask_as(f, OTHER, "POST", "subscribe", wish, 201);
    assert_told(f, said, "/owner", "other");
    assert_string_not_equal(told(f, said, "/id"), id);
    ask_as(f, ACME, "POST", "subscribe", "{" URL ",\"event\":\"user.created\"}", 201);
    ask_as(f, OTHER, "POST", "subscribe", other, 201);
}

/* It would wait for ever, and be in the way of the next try. */
static void
who_cannot_be_asked_is_not_kept(void **state)
{
    const struct asked asked = {
        .token = ACME, .method = "POST", .path = "targets", .body = "{" URL "}"
    };
    struct fixture *f = *state;

    sql(f, "CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT raise(ABORT, 'full'); END");
    assert_true(ask_api(f, &asked).status >= 400);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM target"), 0);
    sql(f, "DROP TRIGGER full");
    assert_int_equal(ask_api(f, &asked).status, 201);
}

static void
what_is_taken_back(void **state)
{
    struct fixture *f = *state;
    const char *first = target_of(f, "{" URL ",\"event\":\"invoice.*\"}");
    const char *second = target_of(f, "{" URL ",\"event\":\"invoice.*\",\"identifier\":\"b\"}");
    const char *third = target_of(f, "{" URL ",\"event\":\"user.created\"}"), *said;

    assert_detail(f, ask_as(f, ACME, "POST", "unsubscribe", "{}", 422), "id, url or event");
    assert_detail(f, ask_as(f, ACME, "POST", "unsubscribe", "{\"id\":\"x\"}", 422), "id: ");
    ask_as(f, ACME, "POST", "unsubscribe", "{\"event\":\"invoice.paid\"}", 404);
    said = ask_as(f, ACME, "POST", "unsubscribe", "{\"event\":\"invoice.*\"}", 200);
    assert_string_equal(said, pool_printf(f->pool, "{\"removed\":[\"%s\"]}", first));
    said = ask_as(f, ACME, "POST", "unsubscribe", "{\"url\":\"https://example.com/in\"}", 200);
    assert_string_equal(said, pool_printf(f->pool, "{\"removed\":[\"%s\",\"%s\"]}", second, third));
    ask_as(f, ACME, "POST", "unsubscribe", "{\"url\":\"https://example.com/in\"}", 404);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        API_TEST("a-new-one-is-asked-first", a_new_one_is_asked_first),
        API_TEST("where-nobody-is-asked-it-is-enabled", where_nobody_is_asked_it_is_enabled),
        API_TEST("what-is-no-target-says-why", what_is_no_target_says_why),
        API_TEST("two-of-one-event-are-in-each-others-way",
                 two_of_one_event_are_in_each_others_way),
        API_TEST("somebody-elses-is-not-there", somebody_elses_is_not_there),
        API_TEST("lists-have-filters-and-pages", lists_have_filters_and_pages),
        API_TEST("a-change-keeps-the-rest", a_change_keeps_the_rest),
        API_TEST("another-url-has-to-confirm-too", another_url_has_to_confirm_too),
        API_TEST("of-a-disabled-one-it-is-asked-later", of_a_disabled_one_it_is_asked_later),
        API_TEST("who-has-not-confirmed-is-asked-again", who_has_not_confirmed_is_asked_again),
        API_TEST("enabled-and-disabled-at-once", enabled_and_disabled_at_once),
        API_TEST("rotation-shows-the-new-secret", rotation_shows_the_new_secret),
        API_TEST("a-test-is-a-message", a_test_is_a_message),
        API_TEST("once-more", once_more),
        API_TEST("removed-is-gone", removed_is_gone),
        API_TEST("to-subscribe-twice-is-to-subscribe-once",
                 to_subscribe_twice_is_to_subscribe_once),
        API_TEST("never-asked-it-is-asked-when-it-comes-again",
                 never_asked_it_is_asked_when_it_comes_again),
        API_TEST("everybody-subscribes-for-themselves", everybody_subscribes_for_themselves),
        API_TEST("who-cannot-be-asked-is-not-kept", who_cannot_be_asked_is_not_kept),
        API_TEST("what-is-taken-back", what_is_taken_back),
    };

    return cmocka_run_group_tests_name("api_targets", tests, NULL, NULL);
}
