/* src/wire/api_lane.c: how long all who ask in one name wait at somebody's limit. */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/some_jobs.h"
#include "wire/api_answer.h"
#include "wire/api_lane.h"

#include <cmocka.h>

#define LANE "github:1"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

static struct api_lane
a_lane(const struct fixture *f)
{
    return (
        struct api_lane){ .store = f->store, .pool = f->pool, .service = "GitHub", .name = LANE };
}

/* The limit is met: for how long the lane sleeps, in whole seconds. */
static int64_t
sleeps_s(struct fixture *f, int64_t until_ms)
{
    const struct api_lane lane = a_lane(f);
    int64_t now_ms = clock_ms();

    assert_int_equal(api_lane_sleep(&lane, "GET /user: status 403", until_ms), FAIL_BUSY);
    assert_int_equal(jobs_lane_until(f->store, LANE, &until_ms), 0);
    assert_string_equal(
        fail_detail(),
        pool_printf(f->pool, "GitHub: GET /user: status 403: rate limit; " LANE " sleeps until %s",
                    clock_format(f->pool, until_ms)));
    assert_int_equal(api_lane_awake(&lane, "GET /user"), FAIL_BUSY);
    return (until_ms - now_ms) / SECOND_MS;
}

/* Time goes by: what was to come in so long comes now. */
static void
later(struct fixture *f, int64_t ms)
{
    sql(f, "UPDATE lane SET sleep_until_ms = sleep_until_ms - %" PRId64, ms);
}

static void
as_long_as_it_says(void **state)
{
    struct fixture *f = *state;
    const struct api_lane lane = a_lane(f);
    int64_t wait_s = sleeps_s(f, clock_ms() + 7 * MINUTE_MS);

    assert_in_range(wait_s, 7 * 60 - 30, 7 * 60);
    later(f, 7 * MINUTE_MS);
    assert_int_equal(api_lane_awake(&lane, "GET /user"), 0);
}

static void
a_minute_and_then_longer_where_it_does_not_say(void **state)
{
    struct fixture *f = *state;

    assert_in_range(sleeps_s(f, API_LIMIT_UNTOLD), 60, 90);
    later(f, 100 * SECOND_MS);
    assert_in_range(sleeps_s(f, API_LIMIT_UNTOLD), 120, 150);
    later(f, 200 * SECOND_MS);
    assert_in_range(sleeps_s(f, API_LIMIT_UNTOLD), 240, 270);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("as-long-as-it-says", as_long_as_it_says),
        TEST("a-minute-and-then-longer-where-it-does-not-say",
             a_minute_and_then_longer_where_it_does_not_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
