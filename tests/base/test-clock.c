/* src/base/clock.c: RFC 3339 and durations, there and back. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "a_pool.h"
#include "base/clock.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

static void
times_that_are_understood(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "2026-11-22T10:00:00Z", INT64_C(1795341600000) },
        { "2026-11-22T10:00:00.1Z", INT64_C(1795341600100) },
        { "2026-11-22T10:00:00.123999999Z", INT64_C(1795341600123) },
        { "2026-11-22T11:30:00+01:30", INT64_C(1795341600000) },
        { "2026-11-22T02:00:00-08:00", INT64_C(1795341600000) },
        { "1969-12-31T23:59:59.999Z", -1 },
        { "2024-02-29T00:00:00Z", INT64_C(1709164800000) },
        { "2016-12-31T23:59:60Z", INT64_C(1483228800000) },
    };
    int64_t ms;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(cases); i++) {
        assert_true(clock_parse(cases[i].text, &ms));
        assert_int_equal(ms, cases[i].ms);
    }
}

static void
times_that_are_none(void **state)
{
    static const char *const texts[] = {
        "",
        "x",
        "2026",
        "2026-11-22",
        "2026-11-22T10:00Z",
        "2026-11-22 10:00:00Z",
        "2026-11-22T10:00:00",
        "2026-11-22T10:00:00z",
        "2026-11-22T10:00:00.Z",
        "2026-11-22T10:00:00Z ",
        " 2026-11-22T10:00:00Z",
        "2026-13-22T10:00:00Z",
        "2026-00-22T10:00:00Z",
        "2026-02-29T10:00:00Z",
        "2026-11-31T10:00:00Z",
        "2026-11-00T10:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T10:60:00Z",
        "2026-11-22T10:00:61Z",
        "2026-11-22T10:00:00+0100",
        "2026-11-22T10:00:00+24:00",
        "2026-11-22T10:00:00+01:60",
        "+026-11-22T10:00:00Z",
        "2026-1-22T10:00:00Z",
        "1795341600",
    };
    int64_t ms = 77;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(texts); i++)
        assert_false(clock_parse(texts[i], &ms));
    assert_false(clock_parse(NULL, &ms));
    assert_int_equal(ms, 77);
}

static void
times_go_round(void **state)
{
    int64_t ms, back;

    assert_string_equal(clock_format(*state, INT64_C(1795341600123)), "2026-11-22T10:00:00.123Z");
    assert_string_equal(clock_format(*state, -1), "1969-12-31T23:59:59.999Z");
    for (ms = -day_ms; ms < 80000 * day_ms; ms += 41 * day_ms + 12345678) {
        assert_true(clock_parse(clock_format(*state, ms), &back));
        assert_int_equal(back, ms);
    }
    clock_format(*state, INT64_MAX);
    clock_format(*state, INT64_MIN + 1000);
}

static void
durations_that_are_understood(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        { "0", 0 },
        { "90", 90000 },
        { "90s", 90000 },
        { "10m", 600000 },
        { "2h", 7200000 },
        { "7d", INT64_C(604800000) },
        { "250ms", 250 },
        { "1h30m", 5400000 },
        { "007s", 7000 },
        { "1d2h3m4s5ms", INT64_C(93784005) },
        { "3650d", INT64_C(315360000000) },
        { "315360000", INT64_C(315360000000) },
    };
    int64_t ms;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(cases); i++) {
        assert_true(duration_parse(cases[i].text, &ms));
        assert_int_equal(ms, cases[i].ms);
    }
}

static void
durations_that_are_none(void **state)
{
    static const char *const texts[] = {
        "",
        "s",
        "-1",
        "+1",
        "1 s",
        " 1s",
        "1s ",
        "1x",
        "1S",
        "1.5h",
        "1e3",
        "30m1h",
        "1h1h",
        "1m30",
        "1h30",
        "h1",
        "1sm",
        "3651d",
        "315360001",
        "3650d1s",
        "99999999999999999999",
        "99999999999999999999d",
        "1w",
        "forever",
    };
    int64_t ms = 77;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(texts); i++)
        assert_false(duration_parse(texts[i], &ms));
    assert_false(duration_parse(NULL, &ms));
    assert_int_equal(ms, 77);
}

static void
durations_for_people(void **state)
{
    int64_t ms, back;

    assert_string_equal(duration_format(*state, 0), "0s");
    assert_string_equal(duration_format(*state, 600000), "10m");
    assert_string_equal(duration_format(*state, 5400000), "1h30m");
    assert_string_equal(duration_format(*state, 250), "250ms");
    assert_string_equal(duration_format(*state, 90500), "1m30s500ms");
    assert_string_equal(duration_format(*state, 7 * day_ms), "7d");
    assert_string_equal(duration_format(*state, -1500), "-1s500ms");
    for (ms = 1; ms < 3650 * day_ms; ms = ms * 3 + 17) {
        assert_true(duration_parse(duration_format(*state, ms), &back));
        assert_int_equal(back, ms);
    }
}

static void
clocks_go_forward(void **state)
{
    int64_t steady = clock_steady_ms();

    (void)state;
    assert_true(clock_ms() > INT64_C(1700000000000));
    assert_true(clock_steady_ms() >= steady);
}

static void
deadlines_lie_as_far_ahead_as_asked(void **state)
{
    static const int64_t waits[] = { 0, 1, 999, 1000, 1999, 60000 };

    (void)state;
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        int64_t before_ms = clock_steady_ms();
        struct timespec at = clock_deadline(waits[i]);
        int64_t at_ms = (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;

        assert_in_range(at.tv_nsec, 0, 999999999);
        assert_in_range(at_ms, before_ms + waits[i], clock_steady_ms() + waits[i]);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "times-that-are-understood", times_that_are_understood, NULL, NULL, NULL },
        { "times-that-are-none", times_that_are_none, NULL, NULL, NULL },
        { "times-go-round", times_go_round, new_pool, end_pool, NULL },
        { "durations-that-are-understood", durations_that_are_understood, NULL, NULL, NULL },
        { "durations-that-are-none", durations_that_are_none, NULL, NULL, NULL },
        { "durations-for-people", durations_for_people, new_pool, end_pool, NULL },
        { "clocks-go-forward", clocks_go_forward, NULL, NULL, NULL },
        { "deadlines-lie-as-far-ahead-as-asked", deadlines_lie_as_far_ahead_as_asked, NULL, NULL,
          NULL },
    };

    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
