/* src/base/json_text.c: what is JSON, what is none, and what is none for us. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "a_pool.h"
#include "base/json_scan.h"
#include "quiet_log.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A block of exactly the text's size, so that a sanitizer sees any byte too far. */
static int
scan_bytes(struct pool *pool, const char *text, size_t length)
{
    char *exact = malloc(length == 0 ? 1 : length);
    int rc;

    assert_non_null(exact);
    memcpy(exact, text, length);
    rc = json_scan(pool, exact, length, NULL, 0);
    free(exact);
    return rc;
}

static void
expect_all(struct pool *pool, const char *const *texts, size_t count, int expected)
{
    size_t i;
    int rc;

    for (i = 0; i < count; i++) {
        rc = scan_bytes(pool, texts[i], strlen(texts[i]));
        if (rc != expected)
            print_error("text %zu: %s\n", i, texts[i]);
        assert_int_equal(rc, expected);
    }
}

static void
json_is_accepted(void **state)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "0",
        "-0",
        "\"\"",
        "true",
        "false",
        "null",
        " [ ] ",
        "\t\r\n{ }\n",
        "[[],{}]",
        "[1,2,3]",
        "[null, true,false ]",
        "{\"a\":1}",
        "{\"a\":{\"a\":{\"a\":[]}}}",
        "{\"\":0}",
        "{ \"a\" : [ 1 , 2 ] , \"b\" : { } }",
        "[\"\x7f\"]",
        "[\" \"]",
        "[-1]",
        "[10]",
        "[0.0]",
        "[-0.1]",
        "[1e5]",
        "[1E5]",
        "[1e+5]",
        "[1e-5]",
        "[1.5e0]",
        "[0e1]",
        "[0E+1]",
        "[123456789012345678901234567890]",
        "[1e999999]",
        "[-1e-999999]",
        "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
        "[\"\\u0041\\u00fC\\uFFFF\"]",
        "[\"\\ud83d\\uDE00\"]",
        "[\"\\udbff\\udfff\"]",
        "[\"\\u0001\"]",
        "[\"\\ufeff\"]",
        "[\"\\u2028\"]",
        "[\"\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80\"]",
        "[\"\xef\xbf\xbf\"]",
        "[\"\xf4\x8f\xbf\xbf\"]",
        "[\"\xe2\x80\xa8\"]",
        "[\"\\\\u0000\"]",
        "[\"\\\\ud800\"]",
        "[\"1234567\",\"12345678\",\"123456789\",\"1234567\\n\",\"12345678\\n\"]",
        "{\"a\":{\"x\":1},\"b\":{\"x\":1},\"x\":1}",
        "[{\"a\":1},{\"a\":1}]",
        "{\"a\":1,\"A\":1,\"a \":1,\"\xc3\xa4\":1,\"a\\n\":1}",
        "[\"a\",\"a\"]",
    };

    expect_all(*state, texts, COUNT(texts), 0);
}

static void
broken_structure_is_malformed(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "[",
        "]",
        "{",
        "}",
        "[}",
        "{]",
        "[1",
        "[1,",
        "[,",
        "[,]",
        "[1,]",
        "[,1]",
        "[1,,2]",
        "[1 2]",
        "[1:2]",
        "[1}",
        "[\"a\",]",
        "[\"a\" \"b\"]",
        "[1]]",
        "[1]x",
        "[1],",
        "[][]",
        "{}{}",
        "1 2",
        "[1]\x01",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{\"a\",1}",
        "{\"a\"::1}",
        "{\"a\":1,}",
        "{,}",
        "{,\"a\":1}",
        "{\"a\":1,,\"b\":2}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1",
        "{\"a\":",
        "{\"a\"",
        "{\"a",
        "{a:1}",
        "{1:1}",
        "{null:1}",
        "{[]:1}",
        "{'a':1}",
        "['a']",
        "{\"a\":1]",
        "{\"a\":1}}",
        "{\"a\":1}#",
        "[1]//x",
        "/**/[1]",
        "[1/*x*/]",
        "[1]\n#",
        "*",
        "<null>",
        "a",
        "@",
        ":",
        ",",
        "\"",
        "\"a",
        "[\"a]",
        "[\"",
        "'",
        "\v[]",
        "\f[]",
        "[\v]",
        "\xc2\xa0[]",
        "\xef\xbb\xbf[]",
        "\xe2\x81\xa0[]",
        "[]\xff",
        "\xff\xfe[\x01",
        "[\xc3\xa5]",
        "[\xff]",
        "{\"a\":\"b\"}/",
        "[\"x\"",
        "[\"x\",\n\"y\",\n1",
        "{\"x\", null}",
        "[\"a\",\n4\n,1,",
        "{{}",
        "{\"a\":b}",
        "[[[[[[",
        "[{",
        "{\"a\":[",
    };

    expect_all(*state, texts, COUNT(texts), FAIL_MALFORMED);
}

static void
other_words_are_malformed(void **state)
{
    static const char *const texts[] = {
        "[nul]",       "[nulL]", "[nulll]",     "n",           "nul",         "[tru]",
        "[True]",      "[TRUE]", "[truex]",     "t",           "[fals]",      "[false1]",
        "[undefined]", "[NaN]",  "[-NaN]",      "[Infinity]",  "[-Infinity]", "[inf]",
        "[yes]",       "[nan]",  "[truefalse]", "[\"a\"true]",
    };

    expect_all(*state, texts, COUNT(texts), FAIL_MALFORMED);
}

static void
other_numbers_are_malformed(void **state)
{
    static const char *const texts[] = {
        "-",      "[-]",     "[+1]",        "[++1]",
        "[--1]",  "[01]",    "[-01]",       "[00]",
        "[-00]",  "[012]",   "[.5]",        "[-.5]",
        "[1.]",   "[1.e1]",  "[0.]",        "[1.5.]",
        "[1..5]", "[1e]",    "[1E]",        "[1e+]",
        "[1e-]",  "[1ee1]",  "[1e1e1]",     "[1e1.5]",
        "[0e]",   "[1.0e]",  "[1.0e+]",     "[0x1]",
        "[1a]",   "[1_000]", "[1 000]",     "[- 1]",
        "[1+2]",  "[1-2]",   "[0.3e+]",     "[.]",
        "[e1]",   "[1,.5]",  "1.",          "1e",
        "[-a]",   "[-1x]",   "[1\xc3\xbc]", "[\xef\xbc\x91]",
        "[.-1]",  "[-.123]", "[9.e+]",      "-x",
    };

    expect_all(*state, texts, COUNT(texts), FAIL_MALFORMED);
}

static void
broken_strings_are_malformed(void **state)
{
    static const char *const texts[] = {
        "[\"\\x\"]",
        "[\"\\a\"]",
        "[\"\\0\"]",
        "[\"\\'\"]",
        "[\"\\v\"]",
        "[\"\\ \"]",
        "[\"\\U0041\"]",
        "[\"\\\xc3\xbc\"]",
        "[\"\\\x01\"]",
        "[\"\\",
        "[\"\\\"",
        "[\"\\\"]",
        "[\"\\u",
        "[\"\\u0",
        "[\"\\u004",
        "[\"\\u004\"]",
        "[\"\\u00g1\"]",
        "[\"\\u 041\"]",
        "[\"\\u+041\"]",
        "[\"\\u00/1\"]",
        "[\"\\u00:1\"]",
        "[\"\\u00@1\"]",
        "[\"\\u00`1\"]",
        "[\"a\nb\"]",
        "[\"a\tb\"]",
        "[\"a\rb\"]",
        "[\"\x1f\"]",
        "[\"\x01\"]",
        "[\"1234567\x01\"]",
        "[\"12345678\x1f"
        "12345678\"]",
        "[\"\x80\"]",
        "[\"\xff\"]",
        "[\"\xc3\"]",
        "[\"\xc3(\"]",
        "[\"\xc0\xaf\"]",
        "[\"\xe0\x80\xaf\"]",
        "[\"\xf0\x80\x80\xaf\"]",
        "[\"\xed\xa0\x80\"]",
        "[\"\xed\xa0\xbd\xed\xb8\x80\"]",
        "[\"\xf4\x90\x80\x80\"]",
        "[\"\xf5\x80\x80\x80\"]",
        "[\"\xe2\x82\"]",
        "[\"12345678\xff\"]",
        "[\"1234567\xff\"]",
        "{\"\xff\":1}",
        "{\"\t\":1}",
        "{\"\\x\":1}",
        "\"\xe2\x82",
        "\"\xf0\x9f\x98",
        "\"\xc3",
        "\"a\"b\"",
        "[\\n]",
        "[\\u0041]",
        "[\"a\"\\u0041]",
    };

    expect_all(*state, texts, COUNT(texts), FAIL_MALFORMED);
}

static void
a_nul_is_malformed_wherever_it_is(void **state)
{
    static const char text[] = "{\"key\": [1, -2.5e3, true, \"text\"]}";
    char copy[sizeof(text)];
    size_t i;

    for (i = 0; i < sizeof(text) - 1; i++) {
        memcpy(copy, text, sizeof(text));
        copy[i] = '\0';
        assert_int_equal(scan_bytes(*state, copy, sizeof(text) - 1), FAIL_MALFORMED);
    }
    assert_int_equal(scan_bytes(*state, text, sizeof(text)), FAIL_MALFORMED);
    assert_int_equal(scan_bytes(*state, text, sizeof(text) - 1), 0);
}

static void
every_cut_is_malformed(void **state)
{
    static const char text[] =
        "{\"k\\u00e9y\":[-1.5e+3,true,false,null,\"\\ud83d\\ude00\\n\xc3\xbc\"],\"b\":{}}";
    size_t length;
    int rc;

    for (length = 0; length < sizeof(text) - 1; length++) {
        rc = scan_bytes(*state, text, length);
        if (rc != FAIL_UNREADABLE) /* half a pair is a lone surrogate */
            assert_int_equal(rc, FAIL_MALFORMED);
    }
    assert_int_equal(scan_bytes(*state, text, length), 0);
}

static void
what_no_string_of_ours_can_hold_is_unreadable(void **state)
{
    static const char *const texts[] = {
        "[\"\\u0000\"]",          "[\"abc\\u0000def\"]",
        "{\"\\u0000\":1}",        "[\"\\ud800\"]",
        "[\"\\udbff\"]",          "[\"\\udc00\"]",
        "[\"\\udfff\"]",          "[\"\\ud800x\"]",
        "[\"\\ud800\\n\"]",       "[\"\\ud800\\u0041\"]",
        "[\"\\ud800\\ud800\"]",   "[\"\\ude00\\ud83d\"]",
        "{\"\\ud800\":1}",        "[\"\\ud83d\\ude00\\ude00\"]",
        "[\"\\uD800\\\\uDC00\"]", "[\"\\udc00\\udc00\"]",
        "[\"\\ud800\\ue000\"]",   "[\"\\ud800\\udbff\"]",
    };

    expect_all(*state, texts, COUNT(texts), FAIL_UNREADABLE);
}

static void
the_same_key_twice_is_unreadable(void **state)
{
    static const char *const texts[] = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"b\":2,\"a\":3}",
        "{\"\":1,\"\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{\"\\/\":1,\"/\":1}",
        "{\"\xc3\xbc\":1,\"\\u00FC\":1}",
        "{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":1}",
        "[{\"x\":{\"a\":1,\"a\":1}}]",
        "{\"a\":{\"b\":1,\"c\":{\"d\":1}},\"b\":1,\"a\":1}",
        "{\"a\":[{\"a\":1}],\"a\":1}",
        "{\"12345678\":1,\"12345678\":1}",
        "{\"123456789\":1,\"123456789\":1}",
    };

    expect_all(*state, texts, COUNT(texts), FAIL_UNREADABLE);
}

static void
the_first_fault_decides(void **state)
{
    assert_int_equal(scan_bytes(*state, "{\"a\":1,\"a\":x", 12), FAIL_UNREADABLE);
    assert_int_equal(scan_bytes(*state, "{\"a\":x,\"a\":1}", 13), FAIL_MALFORMED);
}

static void
faults_tell_place_and_reason_but_no_content(void **state)
{
    assert_int_equal(scan_bytes(*state, "{\"token\":hunter2}", 17), FAIL_MALFORMED);
    assert_string_equal(fail_detail(), "JSON at byte 9: no value");
    assert_int_equal(scan_bytes(*state, "[\"hunter2\\q\"]", 13), FAIL_MALFORMED);
    assert_string_equal(fail_detail(), "JSON at byte 9: an unknown escape");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "json-is-accepted", json_is_accepted, new_pool, end_pool, NULL },
        { "broken-structure-is-malformed", broken_structure_is_malformed, new_pool, end_pool,
          NULL },
        { "other-words-are-malformed", other_words_are_malformed, new_pool, end_pool, NULL },
        { "other-numbers-are-malformed", other_numbers_are_malformed, new_pool, end_pool, NULL },
        { "broken-strings-are-malformed", broken_strings_are_malformed, new_pool, end_pool, NULL },
        { "a-nul-is-malformed-wherever-it-is", a_nul_is_malformed_wherever_it_is, new_pool,
          end_pool, NULL },
        { "every-cut-is-malformed", every_cut_is_malformed, new_pool, end_pool, NULL },
        { "what-no-string-of-ours-can-hold-is-unreadable",
          what_no_string_of_ours_can_hold_is_unreadable, new_pool, end_pool, NULL },
        { "the-same-key-twice-is-unreadable", the_same_key_twice_is_unreadable, new_pool, end_pool,
          NULL },
        { "the-first-fault-decides", the_first_fault_decides, new_pool, end_pool, NULL },
        { "faults-tell-place-and-reason-but-no-content",
          faults_tell_place_and_reason_but_no_content, new_pool, end_pool, NULL },
    };

    return cmocka_run_group_tests_name("json-text", tests, quiet_log, NULL);
}
