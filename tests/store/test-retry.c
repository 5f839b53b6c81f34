/* test-retry.c - the retry schedule's bounds */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "store/jobs.h"

#include <cmocka.h>

#define SECONDS INT64_C(1000)
#define HOURS (3600 * SECONDS)

static const int64_t most_ms[] = { 5 * SECONDS,    30 * SECONDS, 120 * SECONDS, 600 * SECONDS,
                                   1800 * SECONDS, 2 * HOURS,    5 * HOURS,     10 * HOURS,
                                   14 * HOURS,     20 * HOURS,   24 * HOURS };

static void
each_delay_fills_its_span(void **state)
{
    (void)state;
    for (int i = 0; i < 11; i++) {
        assert_int_equal(retry_delay_ms(i + 1, 0), 0);
        assert_int_equal(retry_delay_ms(i + 1, UINT32_C(1) << 31), most_ms[i] / 2);
        assert_in_range(retry_delay_ms(i + 1, UINT32_MAX), most_ms[i] * 99 / 100, most_ms[i] - 1);
    }
}

static void
later_failures_wait_a_day_at_most(void **state)
{
    (void)state;
    assert_int_equal(retry_delay_ms(12, UINT32_MAX), retry_delay_ms(11, UINT32_MAX));
    assert_int_equal(retry_delay_ms(INT32_MAX, UINT32_MAX), retry_delay_ms(11, UINT32_MAX));
}

static void
odd_counts_are_taken_as_the_first_failure(void **state)
{
    (void)state;
    assert_int_equal(retry_delay_ms(0, UINT32_MAX), retry_delay_ms(1, UINT32_MAX));
    assert_int_equal(retry_delay_ms(-7, UINT32_MAX), retry_delay_ms(1, UINT32_MAX));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        { "each-delay-fills-its-span", each_delay_fills_its_span, NULL, NULL, NULL },
        { "later-failures-wait-a-day-at-most", later_failures_wait_a_day_at_most, NULL, NULL,
          NULL },
        { "odd-counts-are-taken-as-the-first-failure", odd_counts_are_taken_as_the_first_failure,
          NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
