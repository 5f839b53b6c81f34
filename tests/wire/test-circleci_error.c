/* test-circleci_error.c - statuses to codes, what people are told to do, and when to ask again */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "wire/api_answer.h"
#include "wire/circleci_error.h"

#include <cmocka.h>

#define NOW INT64_C(1800000000000)

static const char json[] = "application/json;charset=utf-8";

static void
statuses_and_words(void **state)
{
    static const struct {
        int status;
        const char *content_type, *body;
        int code;
        const char *says;
    } rows[] = {
        { 404, json, "{\"message\":\"Project not found\"}", FAIL_NOT_FOUND,
          "CircleCI: POST /x: status 404, Project not found" },
        { 400, json, "{\"message\":\"Branch not found\"}", FAIL_REFUSED,
          "CircleCI: POST /x: status 400, Branch not found" },
        { 401, json, "{\"message\":\"You must log in first.\"}", FAIL_REFUSED,
          "CircleCI: POST /x: status 401, You must log in first.; make a new personal API token, "
          "as those of projects are not taken, and put it into token_file" },
        { 400, json, "{\"message\":\"Unexpected argument(s): ENVIRONMENT, URL\"}", FAIL_REFUSED,
          "CircleCI: POST /x: status 400, Unexpected argument(s): ENVIRONMENT, URL; declare "
          "ENVIRONMENT, URL under parameters in .circleci/config.yml of that commit, or give the "
          "project other names in its setting parameters" },
        { 400, json, "{\"message\":7}", FAIL_REFUSED, "CircleCI: POST /x: status 400" },
        { 400, json, "{\"message\":", FAIL_REFUSED, "CircleCI: POST /x: status 400" },
        { 400, NULL, "{\"message\":\"no type\"}", FAIL_REFUSED, "CircleCI: POST /x: status 400" },
        { 302, json, "{}", FAIL_REFUSED,
          "CircleCI: POST /x: status 302, and redirects are not followed: see api_url" },
        { 500, json, "{\"message\":\"oops\"}", FAIL_NETWORK,
          "CircleCI: POST /x: status 500, oops" },
        { 502, "text/html", "<html>Bad Gateway</html>", FAIL_NETWORK,
          "CircleCI: POST /x: status 502" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct http_answer answer = { .status = rows[i].status,
                                            .content_type = rows[i].content_type,
                                            .body = rows[i].body,
                                            .length = strlen(rows[i].body) };
        const char *said = NULL;

        fail_adopt("");
        assert_int_equal(circleci_error(*state, "POST /x", "token_file", &answer, &said),
                         rows[i].code);
        assert_string_equal(said, rows[i].says);
    }
}

static void
words_never_steer_a_terminal(void **state)
{
    const char *body = "{\"message\":\"\\u001b[2Jgone\\nand gone\"}";
    const struct http_answer answer = {
        .status = 400, .content_type = json, .body = body, .length = strlen(body)
    };
    const char *words = circleci_complaint(*state, &answer);

    assert_null(strchr(words, '\x1b'));
    assert_null(strchr(words, '\n'));
}

static void
remedies(void **state)
{
    assert_string_equal(circleci_remedy(*state, ""), "");
    assert_string_equal(circleci_remedy(*state, "config.yml not found"), "");
    assert_non_null(strstr(circleci_remedy(*state, "Error: Unexpected argument(s): A"),
                           "declare A under parameters"));
}

static void
when_to_ask_again(void **state)
{
    static const struct {
        int status;
        const char *header, *value;
        int64_t wait_ms; /* 0: no limit */
    } rows[] = {
        { 200, "Retry-After", "30", 0 },
        { 503, "Retry-After", "30", 0 },
        { 429, "Retry-After", "30", 30000 },
        { 429, "retry-after", "0", 1000 },
        { 429, "Retry-After", "86400", 7200000 },
        { 429, "Retry-After", "soon", API_LIMIT_UNTOLD },
        { 429, "RateLimit-Reset", "45", 45000 },
        { 429, "X-RateLimit-Reset", "90", 90000 },
        { 429, "RateLimit-Reset", "9223372036854775807", API_LIMIT_UNTOLD },
        { 429, "RateLimit-Limit", "5", API_LIMIT_UNTOLD },
        { 429, "RateLimit-Reset", "-1", API_LIMIT_UNTOLD },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct http_header header = { rows[i].header, rows[i].value };
        const struct http_answer answer = { .status = rows[i].status,
                                            .headers = &header,
                                            .header_count = 1 };

        assert_int_equal(circleci_limit_until(&answer, NOW),
                         rows[i].wait_ms > 0 ? NOW + rows[i].wait_ms : rows[i].wait_ms);
    }
}

static void
moments_by_their_clock(void **state)
{
    static const struct {
        const char *date;
        int64_t now_ms, since_ms; /* since NOW of ours */
    } rows[] = {
        { "Fri, 15 Jan 2027 08:00:00 GMT", NOW, NOW - 30000 },
        { "Fri, 15 Jan 2027 08:00:00 GMT", NOW + 90000, NOW - 120000 },
        { "Fri, 15 Jan 2027 08:00:00 GMT", NOW - 90000, NOW + 60000 },
        { "yesterday", NOW, NOW - 600000 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct http_header date = { "Date", rows[i].date };
        const struct http_answer answer = { .headers = &date, .header_count = 1 };
        const struct circleci_clocks clocks = circleci_clocks(&answer, rows[i].now_ms);

        assert_int_equal(circleci_since(NOW, &clocks), rows[i].since_ms);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("statuses-and-words", statuses_and_words),
        TEST("words-never-steer-a-terminal", words_never_steer_a_terminal),
        TEST("remedies", remedies),
        TEST("when-to-ask-again", when_to_ask_again),
        TEST("moments-by-their-clock", moments_by_their_clock),
    };

    return cmocka_run_group_tests_name("circleci_error", tests, NULL, NULL);
}
