/*
 * test-send_week.c - a target that can't be reached for a week, which is simulated
 *
 * Time goes by as all that the store remembers becomes older.
 */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_sending.h"
#include "base/clock.h"
#include "base/fail.h"
#include "quiet_log.h"
#include "work/send_judge.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define HOUR_MS INT64_C(3600000)
#define WEEK_MS (7 * DAY_MS)
#define EVERY_MS (6 * HOUR_MS) /* a message in this time */

static const struct http_done silence = { .rc = FAIL_TIMEOUT, .detail = "timed out" };

static void
let_pass(struct fixture *f, int64_t ms)
{
    sql(f, "UPDATE job SET run_at_ms = run_at_ms - %" PRId64, ms);
    sql(f, "UPDATE target SET failing_since_ms = failing_since_ms - %" PRId64, ms);
    sql(f, "UPDATE lane SET sleep_until_ms = sleep_until_ms - %" PRId64, ms);
}

/* How long until something can be sent; INT64_MAX: there is nothing. */
static int64_t
next_ms(struct fixture *f, int64_t now_ms)
{
    int64_t due_ms = sql_number(f, "SELECT coalesce(min(run_at_ms), 9223372036854775807) FROM job"
                                   " WHERE kind = 'send' AND state IN ('waiting', 'ready')");
    int64_t awake_ms = sql_number(f, "SELECT coalesce(max(sleep_until_ms), 0) FROM lane");

    if (due_ms == INT64_MAX)
        return INT64_MAX;
    due_ms = due_ms > awake_ms ? due_ms : awake_ms;
    return due_ms > now_ms ? due_ms - now_ms : 0;
}

static void
send_message(struct fixture *f, int n)
{
    (void)a_message(f, &(struct hook_message){ .id = pool_printf(f->pool, "m%d", n) }, clock_ms());
    (void)fan_out(f, clock_ms());
}

/* When it was disabled, by the simulated clock; attempts: how many there were until then. */
static int64_t
live_through(struct fixture *f, int64_t target, int *attempts)
{
    int64_t passed_ms = 0, message_ms = 0;
    int messages = 0;

    while (passed_ms < WEEK_MS && target_row(f, target).state == TARGET_ENABLED) {
        int64_t step_ms;

        if (passed_ms >= message_ms) {
            send_message(f, messages++);
            message_ms += EVERY_MS;
        }
        step_ms = next_ms(f, clock_ms());
        if (step_ms > message_ms - passed_ms)
            step_ms = message_ms - passed_ms;
        let_pass(f, step_ms);
        passed_ms += step_ms;
        if (next_ms(f, clock_ms()) > 0)
            continue;
        (void)deliver_at(f, &silence, clock_ms());
        ++*attempts;
    }
    return passed_ms;
}

static void
a_week_of_silence(void **state)
{
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ 0 }), disabled_ms;
    int attempts = 0;

    (void)a_target(f, &(struct target){ .event = MESSAGE_DISABLED });
    disabled_ms = live_through(f, target, &attempts);
    assert_in_range(disabled_ms, 5 * DAY_MS, 6 * DAY_MS);
    assert_int_equal(target_row(f, target).state, TARGET_DISABLED);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'send'"
                                   " AND state <> 'dead'"),
                     0);
    assert_int_equal(sql_number(f, "SELECT max(failed) FROM job"), RETRY_ATTEMPTS);
    assert_in_range(attempts, 100, 20 * RETRY_ATTEMPTS + 20);
    assert_string_equal(fan_out(f, clock_ms()), "1 target");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-week-of-silence", a_week_of_silence),
    };

    return cmocka_run_group_tests(tests, quiet_log, NULL);
}
