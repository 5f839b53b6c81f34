/* test-api.c - the way of a request to the API: path, token, parameters, body */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include "an_api.h"
#include "api_description.h"

#include <cmocka.h>

#define UNAUTHORIZED "{\"error\":\"unauthorized\"}"

static void
nothing_is_told_without_a_token(void **state)
{
    static const char *const paths[] = { "events",  "targets", "targets/1",
                                         "nothing", "",        "messages/x?owner=acme&nonsense=1" };
    static const char *const methods[] = { "GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS" };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        for (size_t j = 0; j < sizeof methods / sizeof *methods; j++) {
            const char *body = ask_as(f, NULL, methods[j], paths[i], "{\"a\":", 401);

            assert_string_equal(body, UNAUTHORIZED);
            assert_string_equal(ask_as(f, "hk_wrong", methods[j], paths[i], NULL, 401),
                                UNAUTHORIZED);
        }
    }
}

static void
the_description_is_for_all(void **state)
{
    struct fixture *f = *state;
    const struct asked asked = { .method = "GET", .path = "openapi.yaml" };
    struct response res;

    store_close(f->store);
    f->store = NULL;
    res = ask_api(f, &asked);
    assert_int_equal(res.status, 200);
    assert_string_equal(res.content_type, "application/yaml");
    assert_int_equal(res.length, strlen(api_description_text));
    assert_int_equal(strncmp(res.body, "openapi: 3.", 11), 0);
    assert_int_equal(res.body[res.length - 1], '\n');
}

static void
without_a_store_there_is_503(void **state)
{
    struct fixture *f = *state;
    const struct asked asked = { .token = ACME, .method = "GET", .path = "events" };
    struct response res;

    store_close(f->store);
    f->store = NULL;
    res = ask_api(f, &asked);
    assert_int_equal(res.status, 503);
    assert_int_equal(res.retry_after_s, 30);
}

static void
paths_that_are_none_have_a_hint(void **state)
{
    struct fixture *f = *state;

    assert_detail(f, ask_as(f, ACME, "GET", "target", NULL, 404),
                  "did you mean /hooklet/api/targets?");
    assert_detail(f, ask_as(f, ACME, "GET", "webhooks", NULL, 404), "openapi.yaml describes");
    ask_as(f, ACME, "GET", "targets/", NULL, 404);
}

static void
other_methods_are_told_which_there_are(void **state)
{
    struct fixture *f = *state;
    const struct asked asked = { .token = ACME, .method = "PUT", .path = "targets/12" };
    struct response res = ask_api(f, &asked);

    assert_int_equal(res.status, 405);
    assert_string_equal(res.allow, "GET, HEAD, PATCH, DELETE");
    assert_detail(f, res.body, "this path takes GET, HEAD, PATCH, DELETE");
}

static void
parameters_are_checked(void **state)
{
    struct fixture *f = *state;

    assert_detail(f, ask_as(f, ACME, "GET", "targets?stat=enabled", NULL, 400),
                  "did you mean state?");
    assert_detail(f, ask_as(f, ACME, "GET", "targets?state=on", NULL, 400), "enabled, disabled");
    assert_detail(f, ask_as(f, ACME, "GET", "targets?limit=0", NULL, 400), "1 to 1000");
    assert_detail(f, ask_as(f, ACME, "GET", "deliveries?failed=1", NULL, 400), "true or false");
    ask_as(f, ACME, "GET", "events?owner=acme", NULL, 400);
    ask_as(f, ACME, "POST", "messages?event=x", "{}", 400);
}

static void
bodies_are_json_and_say_so(void **state)
{
    static const char *const types[] = { "", "text/plain", "application/x-www-form-urlencoded",
                                         "application/jsonx", "application/merge-patch+json" };
    struct fixture *f = *state;
    struct asked asked = { .token = ACME, .method = "POST", .path = "messages", .body = "{}" };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        asked.type = types[i];
        assert_int_equal(ask_api(f, &asked).status, 415);
    }
    asked.type = "Application/JSON ; charset=utf-8";
    assert_int_equal(ask_api(f, &asked).status, 422);
}

static void
bodies_that_cannot_be_read(void **state)
{
    struct fixture *f = *state;
    char *large = pool_alloc(f->pool, (1 << 20) + 2), *deep = pool_alloc(f->pool, 200);

    ask_as(f, ACME, "POST", "messages", "", 400);
    ask_as(f, ACME, "POST", "messages", "{\"event\":", 400);
    ask_as(f, ACME, "POST", "messages", "{\"event\":\"\xff\"}", 400);
    ask_as(f, ACME, "POST", "messages", "{\"event\":\"a\",\"event\":\"b\"}", 400);
    assert_detail(f, ask_as(f, ACME, "POST", "messages", "[]", 422), "JSON object");
    assert_detail(f, ask_as(f, ACME, "POST", "messages", "\"text\"", 422), "JSON object");
    memset(deep, '[', 80);
    memset(deep + 80, ']', 80);
    assert_told(f, ask_as(f, ACME, "POST", "messages", deep, 400), "/error", "unreadable");
    memset(large, ' ', (1 << 20) + 1);
    assert_told(f, ask_as(f, ACME, "POST", "messages", large, 413), "/error", "too large");
}

static void
the_catalogue(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(ask_as(f, ACME, "GET", "events", NULL, 200),
                        "{\"any\":false,\"events\":[\"invoice.*\",\"user.created\",\"target.test\","
                        "\"target.confirm\",\"target.disabled\"]}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        API_TEST("nothing-is-told-without-a-token", nothing_is_told_without_a_token),
        API_TEST("the-description-is-for-all", the_description_is_for_all),
        API_TEST("without-a-store-there-is-503", without_a_store_there_is_503),
        API_TEST("paths-that-are-none-have-a-hint", paths_that_are_none_have_a_hint),
        API_TEST("other-methods-are-told-which-there-are", other_methods_are_told_which_there_are),
        API_TEST("parameters-are-checked", parameters_are_checked),
        API_TEST("bodies-are-json-and-say-so", bodies_are_json_and_say_so),
        API_TEST("bodies-that-cannot-be-read", bodies_that_cannot_be_read),
        API_TEST("the-catalogue", the_catalogue),
    };

    return cmocka_run_group_tests_name("api", tests, NULL, NULL);
}
