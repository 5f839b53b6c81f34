/* src/base/text.c: what is there, what is listed, what is a number. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

static void
the_first_that_is_there(void **state)
{
    (void)state;
    assert_string_equal(text_either("a", "b"), "a");
    assert_string_equal(text_either(NULL, "b"), "b");
    assert_string_equal(text_either("", "b"), "");
    assert_null(text_either(NULL, NULL));
}

static void
among_letter_by_letter(void **state)
{
    static const char *const items[] = { "deploy", "lock" };
    const struct strings texts = { items, 2 };

    (void)state;
    assert_true(text_among(texts, "lock"));
    assert_false(text_among(texts, "Lock"));
    assert_false(text_among(texts, "loc"));
    assert_false(text_among((struct strings){ 0 }, "lock"));
}

static void
urls_of_the_web(void **state)
{
    static const char *const others[] = {
        "HTTPS://a", "https:/a", "ftp://a", " https://a", "javascript:https://a", ""
    };

    (void)state;
    assert_true(text_is_web("https://a"));
    assert_true(text_is_web("http://a"));
    assert_false(text_is_web(NULL));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(text_is_web(others[i]));
}

static void
ids(void **state)
{
    static const char *const none[] = {
        "", "0", "-1", "+1", " 1", "1 ", "1a", "1234567890123456789"
    };

    (void)state;
    assert_int_equal(text_id("7"), 7);
    assert_int_equal(text_id("007"), 7);
    assert_true(text_id("999999999999999999") == INT64_C(999999999999999999));
    assert_int_equal(text_id(NULL), 0);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(text_id(none[i]), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        { "the-first-that-is-there", the_first_that_is_there, NULL, NULL, NULL },
        { "among-letter-by-letter", among_letter_by_letter, NULL, NULL, NULL },
        { "urls-of-the-web", urls_of_the_web, NULL, NULL, NULL },
        { "ids", ids, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
