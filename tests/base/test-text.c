/* src/base/text.c: what is there, what is listed, what is a number. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "a_pool.h"
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

static void
places_in_a_list(void **state)
{
    static const char *const items[] = { "json", "form", "payload" };
    const struct strings texts = { items, 3 };

    (void)state;
    assert_int_equal(text_place(texts, "json"), 0);
    assert_int_equal(text_place(texts, "payload"), 2);
    assert_int_equal(text_place(texts, "JSON"), 3);
    assert_int_equal(text_place(texts, NULL), 3);
    assert_int_equal(text_place((struct strings){ 0 }, "json"), 0);
}

static void
prefixes_and_ends(void **state)
{
    (void)state;
    assert_string_equal(text_behind("exec:mail", "exec:"), "mail");
    assert_string_equal(text_behind("exec:", "exec:"), "");
    assert_null(text_behind("exec", "exec:"));
    assert_null(text_behind("Exec:mail", "exec:"));
    assert_null(text_behind(NULL, "exec:"));
    assert_true(text_ends_with("timeout_ms", "_ms"));
    assert_true(text_ends_with("_ms", "_ms"));
    assert_false(text_ends_with("ms", "_ms"));
    assert_false(text_ends_with("timeout_ms_", "_ms"));
}

static void
numbers(void **state)
{
    static const char *const none[] = { "", "-1", "+1", " 1", "1 ", "1a", "256", "1000" };

    (void)state;
    assert_int_equal(text_number("0", 1, 255), 0);
    assert_int_equal(text_number("007", 3, 255), 7);
    assert_int_equal(text_number("255", 3, 255), 255);
    assert_int_equal(text_number("12,13", 2, 255), 12);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(text_number(none[i], strlen(none[i]), 255), -1);
}

static void
numbers_up_to_the_largest_there_is(void **state)
{
    (void)state;
    assert_true(text_number("9223372036854775807", 19, INT64_MAX) == INT64_MAX);
    assert_int_equal(text_number("9223372036854775808", 19, INT64_MAX), -1);
    assert_int_equal(text_number("10000000000000000000", 20, INT64_MAX), -1);
    assert_int_equal(text_number("5", 1, 3), -1);
}

static void
bytes_behind_a_text(void **state)
{
    size_t whole = 0;
    const char *both = text_join(*state, "id.", "a\0b", 3, &whole);

    assert_int_equal(whole, 6);
    assert_memory_equal(both, "id.a\0b", 7);
    assert_string_equal(text_join(*state, "id.", NULL, 0, &whole), "id.");
    assert_int_equal(whole, 3);
    assert_string_equal(text_join(*state, "", NULL, 0, &whole), "");
}

static void
texts_without_blanks_around_them(void **state)
{
    assert_string_equal(text_trim(*state, " \t\r\n Ann \t Lee\n \r\n"), "Ann \t Lee");
    assert_string_equal(text_trim(*state, "Ann"), "Ann");
    assert_string_equal(text_trim(*state, " \n"), "");
    assert_string_equal(text_trim(*state, ""), "");
}

static void
sizes_for_people(void **state)
{
    assert_string_equal(text_size(*state, (size_t)25 << 20), "25 MiB");
    assert_string_equal(text_size(*state, ((size_t)1 << 20) + 1), "1048577 bytes");
    assert_string_equal(text_size(*state, 1000), "1000 bytes");
}

static void
texts_that_may_be_missing(void **state)
{
    assert_true(text_equal("a", pool_string(*state, "a")));
    assert_true(text_equal(NULL, NULL));
    assert_false(text_equal("a", "A"));
    assert_false(text_equal("", NULL));
    assert_false(text_equal(NULL, ""));
}

static void
control_characters(void **state)
{
    (void)state;
    assert_false(text_has_control(""));
    assert_false(text_has_control(" ~/a b\xc3\xa4"));
    assert_true(text_has_control("a\n"));
    assert_true(text_has_control("\x1b[31m"));
    assert_true(text_has_control("a\x7f"
                                 "b"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        { "the-first-that-is-there", the_first_that_is_there, NULL, NULL, NULL },
        { "among-letter-by-letter", among_letter_by_letter, NULL, NULL, NULL },
        { "urls-of-the-web", urls_of_the_web, NULL, NULL, NULL },
        { "ids", ids, NULL, NULL, NULL },
        { "places-in-a-list", places_in_a_list, NULL, NULL, NULL },
        { "prefixes-and-ends", prefixes_and_ends, NULL, NULL, NULL },
        { "numbers", numbers, NULL, NULL, NULL },
        { "numbers-up-to-the-largest-there-is", numbers_up_to_the_largest_there_is, NULL, NULL,
          NULL },
        { "bytes-behind-a-text", bytes_behind_a_text, new_pool, end_pool, NULL },
        { "texts-without-blanks-around-them", texts_without_blanks_around_them, new_pool, end_pool,
          NULL },
        { "sizes-for-people", sizes_for_people, new_pool, end_pool, NULL },
        { "control-characters", control_characters, NULL, NULL, NULL },
        { "texts-that-may-be-missing", texts_that_may_be_missing, new_pool, end_pool, NULL },
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
