/* test-asana_limit.c - which answers are about a limit, and until when */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wire/api_answer.h"
#include "wire/asana_limit.h"

#include <cmocka.h>

#define NOW INT64_C(1800000000000)

static void
when_to_ask_again(void **state)
{
    static const struct {
        int status;
        const char *retry_after;
        int64_t wait_ms; /* 0: no limit */
    } rows[] = {
        { 200, "30", 0 },
        { 403, "30", 0 },
        { 503, "30", 0 },
        { 429, "30", 30000 },
        { 429, "0", 1000 },
        { 429, NULL, API_LIMIT_UNTOLD },
        { 429, "soon", API_LIMIT_UNTOLD },
        { 429, "-1", API_LIMIT_UNTOLD },
        { 429, "86400", 7200000 },
        { 429, "9223372036854775807", 7200000 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct http_header header = { "Retry-After", rows[i].retry_after };
        const struct http_answer answer = { .status = rows[i].status,
                                            .headers = &header,
                                            .header_count = rows[i].retry_after != NULL };

        assert_int_equal(asana_limit_until(&answer, NOW),
                         rows[i].wait_ms > 0 ? NOW + rows[i].wait_ms : rows[i].wait_ms);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "when-to-ask-again", when_to_ask_again, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("asana_limit", tests, NULL, NULL);
}
