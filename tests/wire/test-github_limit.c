/* test-github_limit.c - which answers are about a limit, and until when */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wire/api_answer.h"
#include "wire/github_limit.h"

#include <cmocka.h>

#define NOW INT64_C(1800000000000) /* Fri, 15 Jan 2027 08:00:00 GMT */

struct row {
    const char *name;
    int status;
    const char *retry_after, *remaining, *reset, *date, *body;
    int64_t wait_ms; /* 0: no limit */
};

static const struct row rows[] = {
    { "fine", 200, NULL, "0", "1800000100", NULL, "{}", 0 },
    { "missing permission", 403, NULL, "4999", "1800000100", NULL,
      "{\"message\":\"Resource not accessible by integration\"}", 0 },
    { "not found", 404, NULL, "0", NULL, NULL, "{}", 0 },
    { "retry after", 403, "7", "100", NULL, NULL, "{}", 7000 },
    { "retry after goes before the reset", 429, "7", "0", "1800000100", NULL, "{}", 7000 },
    { "retry at once is a second", 429, "0", NULL, NULL, NULL, "{}", 1000 },
    { "retry after nonsense", 429, "soon", NULL, NULL, NULL, "{}", API_LIMIT_UNTOLD },
    { "retry after a negative number", 429, "-5", NULL, NULL, NULL, "{}", API_LIMIT_UNTOLD },
    { "retry after a year", 429, "31536000", NULL, NULL, NULL, "{}", 7200000 },
    { "retry after more than a number holds", 429, "99999999999999999999", NULL, NULL, NULL, "{}",
      API_LIMIT_UNTOLD },
    { "nothing remains", 403, NULL, "0", "1800000100", NULL, "{}", 100000 },
    { "by their clock", 403, NULL, "0", "1800000100", "Fri, 15 Jan 2027 08:01:00 GMT", "{}",
      40000 },
    { "a reset that is over", 403, NULL, "0", "1799999000", NULL, "{}", 1000 },
    { "a reset in a week", 403, NULL, "0", "1800604800", NULL, "{}", 7200000 },
    { "no reset", 403, NULL, "0", NULL, NULL, "{}", API_LIMIT_UNTOLD },
    { "secondary, in words alone", 403, NULL, "90", NULL, NULL,
      "{\"message\":\"You have exceeded a secondary rate limit.\"}", API_LIMIT_UNTOLD },
    { "429 alone", 429, NULL, NULL, NULL, NULL, "", API_LIMIT_UNTOLD },
};

static void
when_to_ask_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct row *row = &rows[i];
        struct http_header headers[4];
        struct http_answer answer = { .status = row->status,
                                      .body = row->body,
                                      .length = strlen(row->body),
                                      .headers = headers };
        const struct http_header all[] = { { "retry-after", row->retry_after },
                                           { "X-RateLimit-Remaining", row->remaining },
                                           { "x-ratelimit-reset", row->reset },
                                           { "Date", row->date } };
        int64_t until_ms;

        for (size_t k = 0; k < 4; k++) {
            if (all[k].value != NULL)
                headers[answer.header_count++] = all[k];
        }
        until_ms = github_limit_until(&answer, NOW);
        if (until_ms != (row->wait_ms > 0 ? NOW + row->wait_ms : row->wait_ms))
            fail_msg("%s: waits %lld ms", row->name, (long long)(until_ms - NOW));
    }
}

static void
clock_beside_theirs(void **state)
{
    struct http_header date = { "Date", "Fri, 15 Jan 2027 08:05:00 GMT" };
    struct http_answer answer = { .headers = &date, .header_count = 1 };

    (void)state;
    assert_int_equal(github_clock_ahead(&answer, NOW), -300000);
    date.value = "some day";
    assert_int_equal(github_clock_ahead(&answer, NOW), 0);
    answer.header_count = 0;
    assert_int_equal(github_clock_ahead(&answer, NOW), 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "when-to-ask-again", when_to_ask_again, NULL, NULL, NULL },
        { "clock-beside-theirs", clock_beside_theirs, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("github_limit", tests, NULL, NULL);
}
