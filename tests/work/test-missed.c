/* test-missed.c - when to ask for what was missed, and when no more */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/log.h"
#include "work/missed.h"

#include <cmocka.h>

#define NOW INT64_C(1800000000000)
#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Failed an hour ago, and was asked for `asked` times, the last time `ago_ms` ago. */
struct row {
    const char *name;
    int asked;
    int64_t ago_ms;
    bool confirmed;
    int answer; /* status of a newer attempt; -1: there is none */
    enum missed_next worker, by_hand;
};

static const struct row rows[] = {
    { "never asked", 0, 0, false, -1, MISSED_DUE, MISSED_DUE },
    { "asked just now", 1, 1000, true, -1, MISSED_WAITS, MISSED_WAITS },
    { "asked, and died over it just now", 1, 1000, false, -1, MISSED_WAITS, MISSED_WAITS },
    { "asked, and died over it a while ago", 1, 2 * MINUTE, false, -1, MISSED_DUE, MISSED_DUE },
    { "asked, died, but GitHub had heard", 1, 3 * MINUTE, false, 502, MISSED_WAITS, MISSED_DUE },
    { "asked, and never delivered", 1, 49 * MINUTE, true, -1, MISSED_WAITS, MISSED_DUE },
    { "not delivered within the hour", 1, 50 * MINUTE, true, -1, MISSED_DUE, MISSED_DUE },
    { "failed again", 1, 10 * MINUTE, true, 502, MISSED_WAITS, MISSED_DUE },
    { "failed again an hour ago", 1, HOUR, true, 0, MISSED_DUE, MISSED_DUE },
    { "failed twice an hour ago", 2, HOUR, true, 0, MISSED_WAITS, MISSED_DUE },
    { "failed twice", 2, 4 * HOUR, true, 0, MISSED_DUE, MISSED_DUE },
    { "failed three times", 3, 16 * HOUR, true, 500, MISSED_DUE, MISSED_DUE },
    { "failed four times", 4, 39 * HOUR, true, 500, MISSED_WAITS, MISSED_DUE },
    { "failed four times, long ago", 4, 40 * HOUR, true, 500, MISSED_DUE, MISSED_DUE },
    { "failed five times", 5, 40 * HOUR, true, 500, MISSED_OVER, MISSED_OVER },
    { "delivered elsewhere", 1, 10 * MINUTE, true, 200, MISSED_OVER, MISSED_OVER },
};

static struct missed
missed_of(const struct row *row)
{
    struct missed missed = {
        .guid = "guid",
        .hook = "/app/hook",
        .event = "push",
        .id = 7,
        .status_code = 502,
        .delivered_ms = NOW - HOUR,
        .first_ms = NOW - HOUR,
        .asked = row->asked,
        .asked_id = row->asked > 0 ? 7 : 0,
        .asked_ms = row->asked > 0 ? NOW - row->ago_ms : 0,
        .confirmed = row->confirmed,
    };

    if (row->answer >= 0) {
        missed.id = 8;
        missed.status_code = row->answer;
        missed.delivered_ms = NOW - MINUTE;
    }
    return missed;
}

static void
what_to_do_next(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct missed missed = missed_of(&rows[i]);
        struct missed_view view = { .now_ms = NOW, .reach_ms = NOW - 3 * DAY };
        const char *why = "";

        if (missed_next(&missed, &view, &why) != rows[i].worker)
            fail_msg("%s: %s", rows[i].name, why != NULL ? why : "due");
        assert_int_equal(why == NULL, rows[i].worker == MISSED_DUE);
        view.by_hand = true;
        if (missed_next(&missed, &view, &why) != rows[i].by_hand)
            fail_msg("%s, by hand: %s", rows[i].name, why != NULL ? why : "due");
        view.ingest = true;
        assert_int_equal(missed_next(&missed, &view, &why), MISSED_DUE);
    }
}

/* The five of them reach over most of the time that GitHub keeps a delivery. */
static void
five_tries_within_three_days(void **state)
{
    struct missed missed = missed_of(&rows[0]);
    struct missed_view view = { .now_ms = NOW, .reach_ms = NOW - 3 * DAY };
    const char *why;
    int tries = 0;

    (void)state;
    for (; view.now_ms < NOW + 3 * DAY; view.now_ms += HOUR, view.reach_ms += HOUR) {
        if (missed_next(&missed, &view, &why) != MISSED_DUE)
            continue;
        tries++;
        missed.asked++;
        missed.asked_id = missed.id++;
        missed.asked_ms = missed.delivered_ms = view.now_ms;
        missed.confirmed = true;
    }
    assert_int_equal(tries, MISSED_TRIES);
    assert_true(missed.asked_ms > NOW + 2 * DAY);
}

static void
young_old_gone_and_another_programs(void **state)
{
    const struct missed_view view = { .now_ms = NOW, .reach_ms = NOW - 3 * DAY };
    struct missed missed = missed_of(&rows[0]);
    const char *why;

    (void)state;
    missed.delivered_ms = NOW - MINUTE + 1;
    assert_int_equal(missed_next(&missed, &view, &why), MISSED_WAITS);
    missed.delivered_ms = NOW + HOUR; /* GitHub's clock, or ours */
    assert_int_equal(missed_next(&missed, &view, &why), MISSED_WAITS);
    missed.delivered_ms = NOW - MINUTE;
    assert_int_equal(missed_next(&missed, &view, &why), MISSED_DUE);
    missed.gone = true;
    assert_int_equal(missed_next(&missed, &view, &why), MISSED_OVER);
    missed.gone = false;
    missed.first_ms = NOW - 3 * DAY - 1;
    assert_int_equal(missed_next(&missed, &view, &why), MISSED_OVER);
    missed.first_ms = NOW - DAY;
    missed.elsewhere = true;
    assert_int_equal(missed_next(&missed, &view, &why), MISSED_OVER);
}

static struct github_delivery
entry(int64_t id, int status_code, int64_t delivered_ms)
{
    return (struct github_delivery){ .id = id,
                                     .guid = "guid",
                                     .event = "push",
                                     .status_code = status_code,
                                     .delivered_ms = delivered_ms };
}

/* The list has the newest first; but whoever goes on reading it may see them in any order. */
static void
the_newest_attempt_counts(void **state)
{
    struct pool *pool = *state;
    struct github_delivery first = entry(1, 502, NOW), second = entry(2, 200, NOW),
                           third = entry(3, 503, NOW + 1000);
    struct missed missed = missed_begin(pool, "/app/hook", &second);

    assert_string_equal(missed.hook, "/app/hook");
    assert_false(missed_see(&missed, &first));
    assert_int_equal(missed.id, 2);
    assert_true(missed_see(&missed, &third));
    assert_int_equal(missed.id, 3);
    assert_int_equal(missed.status_code, 503);
    assert_int_equal(missed.first_ms, NOW);
    assert_false(missed_see(&missed, &third));
    first.delivered_ms = NOW - 1000;
    assert_true(missed_see(&missed, &first));
    assert_int_equal(missed.id, 3);
    assert_int_equal(missed.first_ms, NOW - 1000);
}

static void
written_and_read(void **state)
{
    struct pool *pool = *state;
    struct missed missed = missed_of(&rows[7]), read;
    struct state_row row = { .key = "guid", .version = 3 };

    missed.action = "opened";
    missed.id = INT64_C(9007199254740993);
    row.value = missed_write(pool, &missed);
    assert_int_equal(missed_read(pool, &row, &read), 0);
    missed.version = 3;
    assert_string_equal(read.guid, missed.guid);
    assert_string_equal(read.hook, missed.hook);
    assert_string_equal(read.event, missed.event);
    assert_string_equal(read.action, missed.action);
    row.value = missed_write(pool, &read);
    assert_string_equal(row.value, missed_write(pool, &missed));
    assert_int_equal(read.id, missed.id);
    assert_int_equal(read.asked_id, missed.asked_id);
    assert_int_equal(read.version, 3);
    row.value = "{";
    assert_true(missed_read(pool, &row, &read) != 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("what-to-do-next", what_to_do_next),
        TEST("five-tries-within-three-days", five_tries_within_three_days),
        TEST("young-old-gone-and-another-programs", young_old_gone_and_another_programs),
        TEST("the-newest-attempt-counts", the_newest_attempt_counts),
        TEST("written-and-read", written_and_read),
    };

    log_open("test-missed", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("missed", tests, NULL, NULL);
}
