/* src/base/json_scan.c: the wanted values are found, all of them and nothing else. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "a_pool.h"
#include "base/json_scan.h"
#include "quiet_log.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* All values that `pointer` leads to, each with a bar behind it; NULL when the text is refused. */
static const char *
found(struct pool *pool, const char *text, const char *pointer)
{
    struct json_want want = { .pointer = pointer };
    const struct json_value *value;
    const char *all = "";
    size_t count = 0;

    if (json_scan(pool, text, strlen(text), &want, 1) != 0)
        return NULL;
    for (value = want.first; value != NULL; value = value->next, count++) {
        assert_int_equal(strlen(value->text), value->length);
        all = pool_printf(pool, "%s%s|", all, value->text);
    }
    assert_int_equal(count, want.count);
    return all;
}

static void
strings_are_decoded(void **state)
{
    static const struct {
        const char *text, *value;
    } cases[] = {
        { "\"\"", "|" },
        { "\"plain\"", "plain|" },
        { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t|" },
        { "\"a\\u00e4b\\u20ACc\\uD83d\\ude00d\"", "a\xc3\xa4"
                                                  "b\xe2\x82\xac"
                                                  "c\xf0\x9f\x98\x80"
                                                  "d|" },
        { "\"\\u0001\\u007f\\u0080\\u07ff\\u0800\\uffff\"",
          "\x01\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf|" },
        { "\"\\ud800\\udc00\\udbff\\udfff\"", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf|" },
        { "\"\\\\u0041\"", "\\u0041|" },
        { "\"gr\xc3\xbc\xc3\x9f dich\"", "gr\xc3\xbc\xc3\x9f dich|" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        assert_string_equal(found(*state, cases[i].text, ""), cases[i].value);
}

static void
types_and_their_texts(void **state)
{
    static const char text[] = "[null,false,true,-1.50e+2,\"s\", { \"a\" : 1 } ,[ 1, 2 ]]";
    static const char *const texts[] = {
        "null", "false", "true", "-1.50e+2", "s", "{ \"a\" : 1 }", "[ 1, 2 ]",
    };
    struct json_want want = { .pointer = "/*" };
    const struct json_value *value;
    int type = JSON_NULL;

    assert_int_equal(json_scan(*state, text, strlen(text), &want, 1), 0);
    assert_int_equal(want.count, COUNT(texts));
    for (value = want.first; value != NULL; value = value->next, type++) {
        assert_int_equal(value->type, type);
        assert_string_equal(value->text, texts[type]);
    }
}

static void
one_value_for_many_wants(void **state)
{
    struct json_want wants[] = {
        { .pointer = "/a" },   { .pointer = "/a" }, { .pointer = "/a/*" },
        { .pointer = "/a/0" }, { .pointer = "" },   { .pointer = "/missing" },
    };

    assert_int_equal(json_scan(*state, "{\"a\":[7]}", 9, wants, COUNT(wants)), 0);
    assert_string_equal(wants[0].first->text, "[7]");
    assert_string_equal(wants[1].first->text, "[7]");
    assert_int_equal(json_integer(&wants[2], 0), 7);
    assert_int_equal(json_integer(&wants[3], 0), 7);
    assert_string_equal(wants[4].first->text, "{\"a\":[7]}");
    assert_null(wants[5].first);
    assert_int_equal(wants[5].count, 0);
}

static void
ids_are_strings_of_digits(void **state)
{
    static const struct {
        const char *text;
        int64_t id;
    } cases[] = {
        { "\"1\"", 1 },
        { "\"007\"", 7 },
        { "\"999999999999999999\"", INT64_C(999999999999999999) },
        { "\"1000000000000000000\"", 0 },
        { "\"\"", 0 },
        { "\"12a\"", 0 },
        { "\"-1\"", 0 },
        { "\" 1\"", 0 },
        { "1", 0 },
        { "null", 0 },
    };
    struct json_want absent = { .pointer = "/id" };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json_want want = { .pointer = "" };

        assert_int_equal(json_scan(*state, cases[i].text, strlen(cases[i].text), &want, 1), 0);
        assert_int_equal(json_id(&want), cases[i].id);
    }
    assert_int_equal(json_id(&absent), 0);
}

static void
sixty_four_wants(void **state)
{
    struct json_want wants[64];
    const char *text = "{";
    size_t i;

    for (i = 0; i < COUNT(wants); i++) {
        wants[i].pointer = pool_printf(*state, "/k%zu", i);
        text = pool_printf(*state, "%s%s\"k%zu\":%zu", text, i == 0 ? "" : ",", i, i);
    }
    text = pool_printf(*state, "%s}", text);
    assert_int_equal(json_scan(*state, text, strlen(text), wants, COUNT(wants)), 0);
    for (i = 0; i < COUNT(wants); i++)
        assert_int_equal(json_integer(&wants[i], -1), i);
}

static void
nothing_is_found_in_a_text_that_is_refused(void **state)
{
    struct json_want want = { .pointer = "/a", .count = 77 };

    assert_int_equal(json_scan(*state, "{\"a\":1}x", 8, &want, 1), FAIL_MALFORMED);
    assert_null(want.first);
    assert_int_equal(want.count, 0);
    assert_int_equal(json_scan(*state, "{\"a\":1,\"b\":2,\"b\":3}", 19, &want, 1), FAIL_UNREADABLE);
    assert_null(want.first);
}

static void
values_outlive_the_text(void **state)
{
    char text[] = "{\"s\":\"value\",\"n\":12,\"o\":{\"x\":[]}}";
    struct json_want wants[] = { { .pointer = "/s" }, { .pointer = "/n" }, { .pointer = "/o" } };

    assert_int_equal(json_scan(*state, text, strlen(text), wants, 3), 0);
    memset(text, 'x', sizeof(text));
    assert_string_equal(wants[0].first->text, "value");
    assert_string_equal(wants[1].first->text, "12");
    assert_string_equal(wants[2].first->text, "{\"x\":[]}");
}

static void
values_as_c_types(void **state)
{
    static const struct {
        const char *text;
        int64_t integer;
    } cases[] = {
        { "0", 0 },
        { "-0", 0 },
        { "-12", -12 },
        { "9223372036854775807", INT64_MAX },
        { "-9223372036854775808", INT64_MIN },
        { "9223372036854775808", 77 },
        { "-9223372036854775809", 77 },
        { "18446744073709551616", 77 },
        { "1.0", 77 },
        { "1e2", 77 },
        { "\"1\"", 77 },
        { "null", 77 },
        { "true", 77 },
        { "[1]", 77 },
        { "{}", 77 },
    };
    struct json_want want = { .pointer = "" };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        assert_int_equal(json_scan(*state, cases[i].text, strlen(cases[i].text), &want, 1), 0);
        assert_int_equal(json_integer(&want, 77), cases[i].integer);
        assert_int_equal(json_true(&want), strcmp(cases[i].text, "true") == 0);
        assert_int_equal(json_string(&want) != NULL, cases[i].text[0] == '"');
    }
    want = (struct json_want){ .pointer = "/missing" };
    assert_int_equal(json_integer(&want, 77), 77);
    assert_null(json_string(&want));
    assert_false(json_true(&want));
}

static void
strings_of_a_list_without_what_is_none(void **state)
{
    static const char text[] = "[\"one\", 2, null, \"\", [\"three\"], \"four\"]";
    struct json_want want = { .pointer = "/*" }, absent = { .pointer = "/no/*" };
    struct strings strings;

    assert_int_equal(json_scan(*state, text, strlen(text), &want, 1), 0);
    strings = json_strings(*state, &want);
    assert_string_equal(words_join(*state, strings, 0), "one  four");
    assert_int_equal(strings.count, 3);
    assert_int_equal(json_strings(*state, &absent).count, 0);
}

static void
times_and_what_is_none(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        { "\"1970-01-01T00:00:01.250Z\"", 1250 },
        { "\"1970-01-01T01:00:00+01:00\"", 0 },
        { "\"1970-01-01\"", 77 },
        { "1250", 77 },
        { "null", 77 },
    };
    struct json_want want = { .pointer = "" };

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(json_scan(*state, cases[i].text, strlen(cases[i].text), &want, 1), 0);
        assert_int_equal(json_time(&want, 77), cases[i].ms);
    }
}

/* A want without a pointer finds nothing, and the others keep their places. */
static void
some_of_the_wants(void **state)
{
    static const char text[] = "{\"a\":\"1\",\"b\":\"2\"}";
    struct json_want wants[] = { { 0 }, { .pointer = "/b" }, { 0 }, { .pointer = "/a" }, { 0 } };

    assert_int_equal(json_scan_some(*state, text, strlen(text), wants, 5), 0);
    assert_null(wants[0].first);
    assert_string_equal(json_string(&wants[1]), "2");
    assert_null(wants[2].first);
    assert_string_equal(json_string(&wants[3]), "1");
    assert_null(wants[4].first);
    assert_int_equal(json_scan_some(*state, "{", 1, wants, 5), FAIL_MALFORMED);
    assert_int_equal(json_scan_some(*state, "{", 1, wants, 1), FAIL_MALFORMED);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "strings-are-decoded", strings_are_decoded, new_pool, end_pool, NULL },
        { "types-and-their-texts", types_and_their_texts, new_pool, end_pool, NULL },
        { "one-value-for-many-wants", one_value_for_many_wants, new_pool, end_pool, NULL },
        { "ids-are-strings-of-digits", ids_are_strings_of_digits, new_pool, end_pool, NULL },
        { "some-of-the-wants", some_of_the_wants, new_pool, end_pool, NULL },
        { "sixty-four-wants", sixty_four_wants, new_pool, end_pool, NULL },
        { "nothing-is-found-in-a-text-that-is-refused", nothing_is_found_in_a_text_that_is_refused,
          new_pool, end_pool, NULL },
        { "values-outlive-the-text", values_outlive_the_text, new_pool, end_pool, NULL },
        { "values-as-c-types", values_as_c_types, new_pool, end_pool, NULL },
        { "strings-of-a-list-without-what-is-none", strings_of_a_list_without_what_is_none,
          new_pool, end_pool, NULL },
        { "times-and-what-is-none", times_and_what_is_none, new_pool, end_pool, NULL },
    };

    return cmocka_run_group_tests_name("json-scan", tests, quiet_log, NULL);
}
