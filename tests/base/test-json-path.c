/* src/base/json_path.c: a pointer leads to what RFC 6901 says, and `*` to all elements. */
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

/* The example of RFC 6901, section 5. */
static void
pointers_of_rfc_6901(void **state)
{
    static const char text[] =
        "{\"foo\": [\"bar\", \"baz\"], \"\": 0, \"a/b\": 1, \"c%d\": 2, \"e^f\": 3, \"g|h\": 4,"
        " \"i\\\\j\": 5, \"k\\\"l\": 6, \" \": 7, \"m~n\": 8}";
    static const struct {
        const char *pointer, *values;
    } cases[] = {
        { "/foo", "[\"bar\", \"baz\"]|" },
        { "/foo/0", "bar|" },
        { "/", "0|" },
        { "/a~1b", "1|" },
        { "/c%d", "2|" },
        { "/e^f", "3|" },
        { "/g|h", "4|" },
        { "/i\\j", "5|" },
        { "/k\"l", "6|" },
        { "/ ", "7|" },
        { "/m~0n", "8|" },
        { "/foo/1", "baz|" },
        { "/foo/2", "" },
        { "/foo/00", "" },
        { "/foo/-", "" },
        { "/foo/0/x", "" },
        { "/fo", "" },
        { "/fooo", "" },
        { "/Foo", "" },
        { "/foo/", "" },
        { "/foo/18446744073709551616", "" },
        { "/foo/18446744073709551615", "" },
        { "/*", "" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        assert_string_equal(found(*state, text, cases[i].pointer), cases[i].values);
    assert_int_equal(strlen(found(*state, text, "")), strlen(text) + 1);
}

static void
tildes_mean_what_they_say(void **state)
{
    assert_string_equal(found(*state, "{\"~1\":1,\"/\":2,\"~\":3}", "/~01"), "1|");
    assert_string_equal(found(*state, "{\"~1\":1,\"/\":2,\"~\":3}", "/~1"), "2|");
    assert_string_equal(found(*state, "{\"~1\":1,\"/\":2,\"~\":3}", "/~0"), "3|");
}

static void
mistaken_pointers_are_refused(void **state)
{
    static const char *const pointers[] = { "ref", "*", " /ref", "/a~", "/a~2", "/~/x", "/x/~~0" };
    struct json_want want = { 0 };
    size_t i;

    for (i = 0; i < COUNT(pointers); i++) {
        want.pointer = pointers[i];
        assert_int_equal(json_scan(*state, "{}", 2, &want, 1), FAIL_CONFIG);
    }
}

static void
stars_stand_for_elements(void **state)
{
    static const char text[] =
        "{\"commits\":[{\"added\":[\"a\",\"b\"],\"id\":1},{\"added\":[],\"id\":2},"
        "{\"id\":3,\"added\":[\"c\"]},4,[\"added\"],{\"added\":\"d\"}],"
        "\"other\":{\"added\":[\"x\"],\"*\":{\"added\":[\"y\"]}}}";

    assert_string_equal(found(*state, text, "/commits/*/added/*"), "a|b|c|");
    assert_string_equal(found(*state, text, "/commits/*/added"), "[\"a\",\"b\"]|[]|[\"c\"]|d|");
    assert_string_equal(found(*state, text, "/commits/*/id"), "1|2|3|");
    assert_string_equal(found(*state, text, "/commits/0/added/*"), "a|b|");
    assert_string_equal(found(*state, text, "/commits/*/added/0"), "a|c|");
    assert_string_equal(found(*state, text, "/commits/3"), "4|");
    assert_string_equal(found(*state, text, "/other/*/added/*"), "");
    assert_string_equal(found(*state, text, "/other/*"), "");
    assert_string_equal(found(*state, "[[1,[2]],[],[3,4],{\"0\":5}]", "/*/*"), "1|[2]|3|4|");
    assert_string_equal(found(*state, "[[1,2],[3,4]]", "/*/1"), "2|4|");
    assert_string_equal(found(*state, "{\"0\":\"key\"}", "/0"), "key|");
}

static void
keys_are_compared_decoded(void **state)
{
    assert_string_equal(found(*state, "{\"r\\u0065f\":1}", "/ref"), "1|");
    assert_string_equal(found(*state, "{\"a\\/b\":1}", "/a~1b"), "1|");
    assert_string_equal(found(*state, "{\"\\ud83d\\ude00\":1}", "/\xf0\x9f\x98\x80"), "1|");
    assert_string_equal(found(*state, "{\"\xc3\xbc\":[{\"\\u00fc\":1}]}", "/\xc3\xbc/0/\xc3\xbc"),
                        "1|");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "pointers-of-rfc-6901", pointers_of_rfc_6901, new_pool, end_pool, NULL },
        { "tildes-mean-what-they-say", tildes_mean_what_they_say, new_pool, end_pool, NULL },
        { "mistaken-pointers-are-refused", mistaken_pointers_are_refused, new_pool, end_pool,
          NULL },
        { "stars-stand-for-elements", stars_stand_for_elements, new_pool, end_pool, NULL },
        { "keys-are-compared-decoded", keys_are_compared_decoded, new_pool, end_pool, NULL },
    };

    return cmocka_run_group_tests_name("json-path", tests, quiet_log, NULL);
}
