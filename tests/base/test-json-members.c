/* src/base/json_members.c: every member of an object, with whatever it holds. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "a_pool.h"
#include "base/json_members.h"
#include "quiet_log.h"

/* "KEY TYPE VALUE|" for each. */
static const char *
told(struct pool *pool, const char *text)
{
    struct json_members members;
    const char *all = "";

    assert_int_equal(json_members(pool, text, strlen(text), &members), 0);
    for (size_t i = 0; i < members.count; i++) {
        const struct json_member *member = &members.items[i];

        assert_int_equal(strlen(member->value.text), member->value.length);
        all = pool_printf(pool, "%s%s %d %s|", all, member->key, member->value.type,
                          member->value.text);
    }
    return all;
}

static void
all_types_in_their_order(void **state)
{
    assert_string_equal(told(*state,
                             " { \"b\" : 1.5e3 , \"a\":\"x\\ny\",\"\\u0041\":true,\n"
                             "\"f\":false,\"n\":null,\"l\":[1, \"]\"],\"o\":{\"p\":\"}\"}} "),
                        "b 3 1.5e3|a 4 x\ny|A 2 true|f 1 false|n 0 null|l 6 [1, \"]\"]|"
                        "o 5 {\"p\":\"}\"}|");
}

/* What is sent on must not be written anew: no number is rounded. */
static void
as_it_is_written(void **state)
{
    static const char text[] = "{ \"a\\u0041\" :\t1.10 , \"b\":[ 12345678901234567890 ] }";
    struct json_members members;

    assert_int_equal(json_members(*state, text, strlen(text), &members), 0);
    assert_int_equal(members.count, 2);
    assert_string_equal(
        pool_copy(*state, members.items[0].written, members.items[0].written_length),
        "\"a\\u0041\" :\t1.10");
    assert_string_equal(
        pool_copy(*state, members.items[1].written, members.items[1].written_length),
        "\"b\":[ 12345678901234567890 ]");
}

static void
nested_and_empty(void **state)
{
    assert_string_equal(told(*state, "{}"), "");
    assert_string_equal(told(*state, "{\"\":{}}"), " 5 {}|");
    assert_string_equal(told(*state, "{\"a\":[[],[{\"\\\"]\":[]}]],\"b\":-0}"),
                        "a 6 [[],[{\"\\\"]\":[]}]]|b 3 -0|");
}

static void
no_object(void **state)
{
    static const char *const texts[] = { "[]", "\"{}\"", "1", "null", "true" };
    struct json_members members;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(json_members(*state, texts[i], strlen(texts[i]), &members), FAIL_FIELD);
}

static void
no_json(void **state)
{
    static const char *const texts[] = { "", "{", "{\"a\"}", "{\"a\":1,}", "{\"a\":1}x", "{a:1}" };
    struct json_members members;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(json_members(*state, texts[i], strlen(texts[i]), &members),
                         FAIL_MALFORMED);
        assert_int_equal(members.count, 0);
    }
    assert_int_equal(json_members(*state, "{\"a\":1,\"a\":2}", 13, &members), FAIL_UNREADABLE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("all-types-in-their-order", all_types_in_their_order),
        TEST("as-it-is-written", as_it_is_written),
        TEST("nested-and-empty", nested_and_empty),
        TEST("no-object", no_object),
        TEST("no-json", no_json),
    };

    return cmocka_run_group_tests(tests, quiet_log, NULL);
}
