/* test-send_judge.c - each status and failure, schedules, the breaker, and weeks of failure */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "quiet_log.h"
#include "store/jobs.h"
#include "work/send_judge.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define NOW INT64_C(1800000000000) /* Fri, 15 Jan 2027 08:00:00 GMT */
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define HALF 0x80000000u

static struct send_facts
answered(int status)
{
    return (struct send_facts){
        .status = status, .now_ms = NOW, .dice = HALF, .disable_after_ms = 5 * DAY
    };
}

static struct send_verdict
judge(void **state, const struct send_facts *facts)
{
    const struct target target = { .id = 12 };

    return send_judge(*state, &target, facts);
}

static void
good_statuses(void **state)
{
    static const int good[] = { 200, 201, 202, 204, 206, 299 };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct send_facts facts = answered(good[i]);
        struct send_verdict verdict;

        facts.retry_after = "7";
        verdict = judge(state, &facts);
        assert_int_equal(verdict.end, OUTCOME_DONE);
        assert_int_equal(verdict.health, SEND_GOOD);
        assert_int_equal(verdict.lane_until_ms, 0);
        assert_null(verdict.disable);
        assert_false(verdict.confirmed);
        assert_non_null(strstr(verdict.detail, "status 2"));
    }
}

/* In half of the first delay, 5 s, says the dice. */
static void
bad_statuses(void **state)
{
    static const int bad[] = {
        0,   100, 101, 199, 300, 301, 302, 304, 307, 308, 399, 400, 401, 403,
        404, 408, 409, 413, 418, 422, 499, 500, 501, 505, 520, 599, 600, 999
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct send_facts facts = answered(bad[i]);
        struct send_verdict verdict;

        facts.retry_after = "7";
        verdict = judge(state, &facts);
        assert_int_equal(verdict.end, OUTCOME_FAILED);
        assert_int_equal(verdict.health, SEND_BAD);
        assert_int_equal(verdict.not_before_ms, NOW + 2500);
        assert_int_equal(verdict.lane_until_ms, 0);
        assert_null(verdict.disable);
    }
}

static void
redirects_say_so(void **state)
{
    const struct send_facts facts = answered(302);

    assert_string_equal(judge(state, &facts).detail,
                        "status 302 is no success, redirects are not followed");
}

static void
gone_disables(void **state)
{
    const struct send_facts facts = answered(410);
    const struct send_verdict verdict = judge(state, &facts);

    assert_int_equal(verdict.end, OUTCOME_HOPELESS);
    assert_int_equal(verdict.health, SEND_BAD);
    assert_string_equal(verdict.disable, "it answered 410 Gone");
}

static void
throttled_as_asked(void **state)
{
    static const int statuses[] = { 429, 502, 503, 504 };
    static const struct {
        const char *after;
        int64_t wait_ms;
    } table[] = {
        { "7", 7 * SECOND },
        { "0", 0 },
        { "120", 2 * MINUTE },
        { "86400", DAY },
        { "86401", DAY },
        { "999999999", DAY },
        { "99999999999999999999999", DAY },
        { "Fri, 15 Jan 2027 08:00:09 GMT", 9 * SECOND },
        { "Fri, 15 Jan 2027 10:00:00 GMT", 2 * HOUR },
        { "Fri, 15 Jan 2027 07:00:00 GMT", 0 },
        { "Fri, 15 Jan 2037 08:00:00 GMT", DAY },
        { NULL, 10 * SECOND },
        { "", 10 * SECOND },
        { "soon", 10 * SECOND },
        { "-5", 10 * SECOND },
        { "7 s", 10 * SECOND },
        { "1.5", 10 * SECOND },
    };

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
            struct send_facts facts = answered(statuses[i]);
            int64_t own_ms = 2500, wait_ms = table[k].wait_ms;
            struct send_verdict verdict;

            facts.retry_after = table[k].after;
            verdict = judge(state, &facts);
            assert_int_equal(verdict.end, OUTCOME_FAILED);
            assert_int_equal(verdict.health, SEND_BAD);
            assert_int_equal(verdict.lane_until_ms, NOW + wait_ms);
            assert_int_equal(verdict.not_before_ms, NOW + (wait_ms > own_ms ? wait_ms : own_ms));
            assert_non_null(verdict.lane_reason);
        }
    }
}

static void
failures_that_pass(void **state)
{
    static const int codes[] = { FAIL_NETWORK, FAIL_TIMEOUT, FAIL_TOO_LARGE, FAIL_MALFORMED };

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct send_facts facts = answered(0);
        struct send_verdict verdict;

        facts.rc = codes[i];
        facts.detail = "https://example.com: could not connect";
        verdict = judge(state, &facts);
        assert_int_equal(verdict.end, OUTCOME_FAILED);
        assert_int_equal(verdict.health, SEND_BAD);
        assert_int_equal(verdict.not_before_ms, NOW + 2500);
        assert_int_equal(verdict.lane_until_ms, 0);
        assert_string_equal(verdict.detail, facts.detail);
        facts.detail = NULL;
        assert_string_equal(judge(state, &facts).detail, fail_text(codes[i]));
    }
}

static void
failures_that_stay(void **state)
{
    static const int codes[] = { FAIL_REFUSED, FAIL_FIELD };

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct send_facts facts = answered(0);
        struct send_verdict verdict;

        facts.rc = codes[i];
        facts.detail = "refused: 127.0.0.1 is not public";
        verdict = judge(state, &facts);
        assert_int_equal(verdict.end, OUTCOME_HOPELESS);
        assert_int_equal(verdict.health, SEND_BAD);
        assert_null(verdict.disable);
        assert_string_equal(verdict.detail, facts.detail);
    }
}

/* Five times out of memory here is nothing that the target has done. */
static void
failures_of_our_own(void **state)
{
    static const int codes[] = { FAIL_SYSTEM, FAIL_MEMORY, FAIL_BUSY, FAIL_STORE };
    const struct target target = { .failures = 9, .failing_since_ms = NOW - 30 * DAY };

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct send_facts facts = answered(0);
        struct send_verdict verdict;

        facts.rc = codes[i];
        verdict = send_judge(*state, &target, &facts);
        assert_int_equal(verdict.end, OUTCOME_FAILED);
        assert_int_equal(verdict.health, SEND_NOTHING);
        assert_int_equal(verdict.not_before_ms, NOW + 2500);
        assert_int_equal(verdict.lane_until_ms, 0);
        assert_null(verdict.disable);
    }
}

static void
challenges(void **state)
{
    struct send_facts facts = answered(200);
    struct send_verdict verdict;

    facts.challenged = facts.echoed = true;
    verdict = judge(state, &facts);
    assert_int_equal(verdict.end, OUTCOME_DONE);
    assert_true(verdict.confirmed);
    facts.echoed = false;
    verdict = judge(state, &facts);
    assert_int_equal(verdict.end, OUTCOME_FAILED);
    assert_int_equal(verdict.health, SEND_NOTHING);
    assert_false(verdict.confirmed);
    assert_non_null(strstr(verdict.detail, "challenge"));
    facts = answered(404);
    facts.challenged = facts.echoed = true;
    verdict = judge(state, &facts);
    assert_int_equal(verdict.end, OUTCOME_FAILED);
    assert_false(verdict.confirmed);
}

static void
the_usual_schedule(void **state)
{
    static const int64_t most_ms[] = { 5 * SECOND,  30 * SECOND, 2 * MINUTE, 10 * MINUTE,
                                       30 * MINUTE, 2 * HOUR,    5 * HOUR,   10 * HOUR,
                                       14 * HOUR,   20 * HOUR,   24 * HOUR };
    struct send_facts facts = answered(500);
    const struct target target = { .id = 12 };

    assert_int_equal(send_attempts(&target), RETRY_ATTEMPTS);
    assert_int_equal(send_first_delay_ms(&target), 0);
    for (facts.failed = 0; facts.failed < RETRY_ATTEMPTS - 1; facts.failed++) {
        facts.dice = 0;
        assert_int_equal(judge(state, &facts).not_before_ms, NOW);
        facts.dice = HALF;
        assert_int_equal(judge(state, &facts).not_before_ms, NOW + most_ms[facts.failed] / 2);
        facts.dice = UINT32_MAX;
        assert_in_range(judge(state, &facts).not_before_ms, NOW + most_ms[facts.failed] - 1000,
                        NOW + most_ms[facts.failed]);
    }
}

static void
a_schedule_of_its_own(void **state)
{
    static const int64_t delays_s[] = { 3, 15, 30, 60 };
    const struct target target = { .delays_s = delays_s, .delay_count = 4 };
    struct send_facts facts = answered(500);

    assert_int_equal(send_attempts(&target), 4);
    assert_int_equal(send_first_delay_ms(&target), 3 * SECOND);
    for (facts.failed = 0; facts.failed < 3; facts.failed++)
        assert_int_equal(send_judge(*state, &target, &facts).not_before_ms,
                         NOW + delays_s[facts.failed + 1] * SECOND);
    /* A job that was made under a longer one. */
    facts.failed = 7;
    assert_int_equal(send_judge(*state, &target, &facts).not_before_ms, NOW + 60 * SECOND);
    facts.failed = 0;
    facts.status = 503;
    facts.retry_after = "16";
    assert_int_equal(send_judge(*state, &target, &facts).not_before_ms, NOW + 16 * SECOND);
    facts.retry_after = "14";
    assert_int_equal(send_judge(*state, &target, &facts).not_before_ms, NOW + 15 * SECOND);
}

static void
a_schedule_of_one(void **state)
{
    static const int64_t once[] = { 0 };
    const struct target target = { .delays_s = once, .delay_count = 1 };
    const struct send_facts facts = answered(500);

    assert_int_equal(send_attempts(&target), 1);
    assert_int_equal(send_first_delay_ms(&target), 0);
    assert_int_equal(send_judge(*state, &target, &facts).not_before_ms, NOW);
}

static void
the_fifth_failure_breaks(void **state)
{
    struct target target = { .failing_since_ms = NOW - HOUR };
    struct send_facts facts = answered(500);
    struct send_verdict verdict;

    for (target.failures = 0; target.failures < 4; target.failures++)
        assert_int_equal(send_judge(*state, &target, &facts).lane_until_ms, 0);
    verdict = send_judge(*state, &target, &facts);
    assert_int_equal(verdict.lane_until_ms, NOW + MINUTE);
    assert_string_equal(verdict.lane_reason, "5 failures in a row");
    target.failures = 100;
    assert_int_equal(send_judge(*state, &target, &facts).lane_until_ms, NOW + MINUTE);
    facts.status = 200;
    assert_int_equal(send_judge(*state, &target, &facts).lane_until_ms, 0);
}

static void
the_longer_sleep_counts(void **state)
{
    const struct target target = { .failures = 4, .failing_since_ms = NOW - HOUR };
    struct send_facts facts = answered(429);

    facts.retry_after = "300";
    assert_int_equal(send_judge(*state, &target, &facts).lane_until_ms, NOW + 5 * MINUTE);
    facts.retry_after = "30";
    assert_int_equal(send_judge(*state, &target, &facts).lane_until_ms, NOW + MINUTE);
}

static void
disabled_when_its_time_is_over(void **state)
{
    struct target target = { .failures = 20 };
    struct send_facts facts = answered(500);

    assert_null(send_judge(*state, &target, &facts).disable);
    target.failing_since_ms = NOW - 5 * DAY + 1;
    assert_null(send_judge(*state, &target, &facts).disable);
    target.failing_since_ms = NOW - 5 * DAY;
    assert_string_equal(send_judge(*state, &target, &facts).disable,
                        "nothing but failures since 2027-01-10T08:00:00.000Z");
    facts.disable_after_ms = 6 * DAY;
    assert_null(send_judge(*state, &target, &facts).disable);
    facts.disable_after_ms = HOUR;
    facts.status = 204;
    assert_null(send_judge(*state, &target, &facts).disable);
}

/* What the row said may be old: the count inside the transaction is the true one. */
static void
counted_again(void **state)
{
    struct send_facts facts = answered(500);
    struct send_verdict verdict = judge(state, &facts);

    assert_int_equal(verdict.lane_until_ms, 0);
    send_breaker(*state, &facts, 5, NOW - HOUR, &verdict);
    assert_int_equal(verdict.lane_until_ms, NOW + MINUTE);
    assert_null(verdict.disable);
    send_breaker(*state, &facts, 6, NOW - 5 * DAY, &verdict);
    assert_non_null(verdict.disable);
    facts = answered(200);
    verdict = judge(state, &facts);
    send_breaker(*state, &facts, 6, NOW - 5 * DAY, &verdict);
    assert_null(verdict.disable);
    assert_int_equal(verdict.lane_until_ms, 0);
}

/* A delivery in a week of a target that nobody can reach. */
struct pending {
    int64_t due_ms;
    int failed;
    bool over;
};

struct week {
    struct target target;
    struct pending jobs[7 * 24];
    size_t count;
    int64_t lane_until_ms;
    int attempts, dead;
    int64_t disabled_ms; /* 0: not yet */
};

static struct pending *
next_of(struct week *week)
{
    struct pending *next = NULL;

    for (size_t i = 0; i < week->count; i++) {
        struct pending *job = &week->jobs[i];

        if (!job->over && (next == NULL || job->due_ms < next->due_ms))
            next = job;
    }
    return next;
}

static void
fail_once(void **state, struct week *week, struct pending *job, int64_t now_ms)
{
    struct send_facts facts = { .rc = FAIL_NETWORK,
                                .detail = "could not connect",
                                .failed = job->failed,
                                .now_ms = now_ms,
                                .dice = UINT32_MAX,
                                .disable_after_ms = 5 * DAY };
    struct send_verdict verdict = send_judge(*state, &week->target, &facts);

    assert_int_equal(verdict.end, OUTCOME_FAILED);
    week->attempts++;
    week->target.failures++;
    if (week->target.failing_since_ms == 0)
        week->target.failing_since_ms = now_ms;
    if (verdict.lane_until_ms > week->lane_until_ms)
        week->lane_until_ms = verdict.lane_until_ms;
    if (verdict.disable != NULL)
        week->disabled_ms = now_ms;
    job->over = ++job->failed >= send_attempts(&week->target);
    week->dead += job->over ? 1 : 0;
    job->due_ms = verdict.not_before_ms;
}

/* Until it is disabled or nothing is left to send; the lane lets one go at a time. */
static void
live_through(void **state, struct week *week)
{
    struct pending *job = next_of(week);

    while (job != NULL && week->disabled_ms == 0) {
        int64_t now_ms = job->due_ms;

        if (now_ms < week->lane_until_ms)
            now_ms = week->lane_until_ms;
        assert_true(now_ms < NOW + 8 * DAY);
        fail_once(state, week, job, now_ms);
        job = next_of(week);
    }
}

static void
a_week_with_a_message_an_hour(void **state)
{
    struct week week = { 0 };

    for (size_t i = 0; i < 7 * 24; i++)
        week.jobs[week.count++] = (struct pending){ .due_ms = NOW + (int64_t)i * HOUR };
    live_through(state, &week);
    assert_in_range(week.disabled_ms, NOW + 5 * DAY, NOW + 5 * DAY + HOUR);
    /* Those of the first days have had all of their attempts by then. */
    assert_in_range(week.dead, 24, 3 * 24);
    assert_true(week.attempts < 7 * 24 * RETRY_ATTEMPTS);
}

/* All of them are tried again at once when the lane wakes up; it lets through one a minute. */
static void
a_week_with_many_at_once(void **state)
{
    struct week week = { 0 };

    for (size_t i = 0; i < 7 * 24; i++)
        week.jobs[week.count++] = (struct pending){ .due_ms = NOW };
    live_through(state, &week);
    assert_true(week.attempts <= 4 + 5 * 24 * 60 + 1);
}

/* The span of the schedule is shorter than five days: such a target stays enabled. */
static void
a_week_with_one_message(void **state)
{
    struct week week = { .jobs = { { .due_ms = NOW } }, .count = 1 };

    live_through(state, &week);
    assert_int_equal(week.attempts, RETRY_ATTEMPTS);
    assert_int_equal(week.dead, 1);
    assert_int_equal(week.disabled_ms, 0);
    /* The next one, days later, is the end of it. */
    week.jobs[week.count++] = (struct pending){ .due_ms = NOW + 6 * DAY };
    live_through(state, &week);
    assert_int_equal(week.attempts, RETRY_ATTEMPTS + 1);
    assert_int_equal(week.disabled_ms, NOW + 6 * DAY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("good-statuses", good_statuses),
        TEST("bad-statuses", bad_statuses),
        TEST("redirects-say-so", redirects_say_so),
        TEST("gone-disables", gone_disables),
        TEST("throttled-as-asked", throttled_as_asked),
        TEST("failures-that-pass", failures_that_pass),
        TEST("failures-that-stay", failures_that_stay),
        TEST("failures-of-our-own", failures_of_our_own),
        TEST("challenges", challenges),
        TEST("the-usual-schedule", the_usual_schedule),
        TEST("a-schedule-of-its-own", a_schedule_of_its_own),
        TEST("a-schedule-of-one", a_schedule_of_one),
        TEST("the-fifth-failure-breaks", the_fifth_failure_breaks),
        TEST("the-longer-sleep-counts", the_longer_sleep_counts),
        TEST("disabled-when-its-time-is-over", disabled_when_its_time_is_over),
        TEST("counted-again", counted_again),
        TEST("a-week-with-a-message-an-hour", a_week_with_a_message_an_hour),
        TEST("a-week-with-many-at-once", a_week_with_many_at_once),
        TEST("a-week-with-one-message", a_week_with_one_message),
    };

    return cmocka_run_group_tests_name("send_judge", tests, quiet_log, NULL);
}
