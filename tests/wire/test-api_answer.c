/* test-api_answer.c - what is read alike out of everybody's answers */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "wire/api_answer.h"

#include <cmocka.h>

static void
words_are_one_line(void **state)
{
    assert_string_equal(api_words(*state, "no\nsuch\tthing"), "no such thing");
    assert_string_equal(api_words(*state, "red \033[31m"), "red \xef\xbf\xbd[31m");
    assert_string_equal(api_words(*state, ""), "");
}

static void
long_words_are_cut_between_characters(void **state)
{
    char *words = pool_printf(*state, "%0299d\xc3\xbc more", 0);

    assert_int_equal(strlen(api_words(*state, words)), 299);
    words[0] = '\xc3';
    words[1] = '\xbc';
    assert_int_equal(strlen(api_words(*state, words)), 299);
    assert_int_equal(strlen(api_words(*state, pool_printf(*state, "%0298d\xc3\xbc more", 0))), 300);
}

static void
retry_after_has_bounds(void **state)
{
    static const struct {
        const char *value;
        int64_t wait_ms;
    } rows[] = {
        { NULL, -1 },
        { "", -1 },
        { "soon", -1 },
        { "-5", -1 },
        { "5 ", -1 },
        { "1.5", -1 },
        { "0", 1000 },
        { "7", 7000 },
        { "7200", 7200000 },
        { "31536000", 7200000 },
        { "9223372036854775807", 7200000 },
        { "99999999999999999999", -1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct http_header header = { "retry-after", rows[i].value };
        const struct http_answer answer = { .headers = &header,
                                            .header_count = rows[i].value != NULL };

        assert_int_equal(api_retry_after(&answer), rows[i].wait_ms);
    }
}

static void
what_is_not_json_is_said_with_its_type(void **state)
{
    struct http_answer answer = { .status = 200, .body = "<html>", .length = 6 };

    (void)state;
    assert_int_equal(api_require_json("GitHub", "GET /x", &answer), FAIL_MALFORMED);
    assert_string_equal(fail_detail(),
                        "GitHub: GET /x: status 200, but the answer is unnamed and not JSON");
    answer.content_type = "text/html";
    assert_int_equal(api_require_json("Asana", "GET /x", &answer), FAIL_MALFORMED);
    assert_string_equal(fail_detail(),
                        "Asana: GET /x: status 200, but the answer is text/html and not JSON");
    answer.content_type = "application/json; charset=UTF-8";
    assert_int_equal(api_require_json("Asana", "GET /x", &answer), 0);
    answer = (struct http_answer){ .status = 204, .body = "" };
    assert_int_equal(api_require_json("Asana", "GET /x", &answer), 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("words-are-one-line", words_are_one_line),
        TEST("long-words-are-cut-between-characters", long_words_are_cut_between_characters),
        TEST("retry-after-has-bounds", retry_after_has_bounds),
        TEST("what-is-not-json-is-said-with-its-type", what_is_not_json_is_said_with_its_type),
    };

    return cmocka_run_group_tests_name("api_answer", tests, NULL, NULL);
}
