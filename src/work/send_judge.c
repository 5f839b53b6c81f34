/* send_judge.c - statuses and failures, and the schedules. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/text.h"
#include "port/http.h"
#include "store/jobs.h"
#include "work/send_judge.h"

#define SECOND_MS INT64_C(1000)
#define THROTTLE_MS (10 * SECOND_MS)
#define THROTTLE_MOST_MS (24 * 3600 * SECOND_MS)
#define BREAKER_MS (60 * SECOND_MS)

enum { GONE = 410 };

int
send_attempts(const struct target *target)
{
    return target->delay_count > 0 ? (int)target->delay_count : RETRY_ATTEMPTS;
}

int64_t
send_first_delay_ms(const struct target *target)
{
    return target->delay_count > 0 ? target->delays_s[0] * SECOND_MS : 0;
}

/* Before the attempt that follows `failures` of them. */
static int64_t
delay_ms(const struct target *target, int failures, uint32_t dice)
{
    size_t last = target->delay_count - 1, at = (size_t)failures;

    if (target->delay_count == 0)
        return retry_delay_ms(failures, dice);
    return target->delays_s[at < last ? at : last] * SECOND_MS;
}

/* Seconds, or a date; 0: neither, or none. */
static int64_t
retry_after_ms(const struct send_facts *facts)
{
    const char *text = facts->retry_after == NULL ? "" : facts->retry_after;
    const bool seconds = *text != '\0' && text[strspn(text, DIGITS)] == '\0';
    const int64_t most_ms = facts->now_ms + THROTTLE_MOST_MS;
    int64_t after_s = text_number(text, strlen(text), THROTTLE_MOST_MS / SECOND_MS);
    int64_t until_ms = 0;

    if (seconds)
        return after_s < 0 ? most_ms : facts->now_ms + after_s * SECOND_MS;
    if (!http_date(text, &until_ms))
        return 0;
    if (until_ms > most_ms)
        return most_ms;
    return until_ms < facts->now_ms ? facts->now_ms : until_ms;
}

static bool
throttles(int status)
{
    return status == 429 || (status >= 502 && status <= 504);
}

/* It asks for time, so all of its deliveries wait. */
static void
throttle(struct pool *pool, const struct send_facts *facts, struct send_verdict *verdict)
{
    int64_t asked_ms = retry_after_ms(facts);

    verdict->lane_until_ms = asked_ms != 0 ? asked_ms : facts->now_ms + THROTTLE_MS;
    verdict->lane_reason =
        pool_printf(pool, "answered %d%s", facts->status, asked_ms != 0 ? ", Retry-After" : "");
    if (verdict->not_before_ms < verdict->lane_until_ms)
        verdict->not_before_ms = verdict->lane_until_ms;
}

/* 2xx, or a challenge that was not met. */
static struct send_verdict
on_good(struct pool *pool, const struct send_facts *facts)
{
    const char *detail = pool_printf(pool, "status %d", facts->status);

    if (!facts->challenged || facts->echoed)
        return (struct send_verdict){ .end = OUTCOME_DONE,
                                      .detail = detail,
                                      .health = SEND_GOOD,
                                      .confirmed = facts->challenged };
    return (struct send_verdict){
        .end = OUTCOME_FAILED,
        .detail = pool_printf(pool, "%s, but the challenge is not in the answer", detail),
    };
}

static struct send_verdict
on_status(struct pool *pool, const struct send_facts *facts)
{
    int status = facts->status;
    struct send_verdict verdict = { .end = OUTCOME_FAILED, .health = SEND_BAD };

    if (status >= 200 && status <= 299)
        return on_good(pool, facts);
    verdict.detail = pool_printf(
        pool, "status %d%s", status,
        status >= 300 && status <= 399 ? " is no success, redirects are not followed" : "");
    if (status == GONE) {
        verdict.end = OUTCOME_HOPELESS;
        verdict.disable = "it answered 410 Gone";
    }
    return verdict;
}

static struct send_verdict
on_failure(const struct send_facts *facts)
{
    const char *detail = facts->detail;
    struct send_verdict verdict = { .end = OUTCOME_FAILED, .health = SEND_BAD };

    verdict.detail = detail != NULL && *detail != '\0' ? detail : fail_text(facts->rc);
    switch (facts->rc) {
    case FAIL_REFUSED:
    case FAIL_FIELD:
        verdict.end = OUTCOME_HOPELESS;
        break;
    case FAIL_SYSTEM:
    case FAIL_MEMORY:
    case FAIL_BUSY:
    case FAIL_STORE:
        verdict.health = SEND_NOTHING;
        break;
    default:
        break;
    }
    return verdict;
}

static void
sleep_longer(struct send_verdict *verdict, int64_t until_ms, const char *reason)
{
    if (until_ms <= verdict->lane_until_ms)
        return;
    verdict->lane_until_ms = until_ms;
    verdict->lane_reason = reason;
}

void
send_breaker(struct pool *pool, const struct send_facts *facts, int64_t failures,
             int64_t failing_since_ms, struct send_verdict *verdict)
{
    int64_t failing_ms = facts->now_ms - failing_since_ms;

    if (verdict->health != SEND_BAD)
        return;
    if (failures >= SEND_BREAKER)
        sleep_longer(verdict, facts->now_ms + BREAKER_MS,
                     pool_printf(pool, "%" PRId64 " failures in a row", failures));
    if (verdict->disable == NULL && failing_since_ms != 0 && failing_ms >= facts->disable_after_ms)
        verdict->disable = pool_printf(pool, "nothing but failures since %s",
                                       clock_format(pool, failing_since_ms));
}

struct send_verdict
send_judge(struct pool *pool, const struct target *target, const struct send_facts *facts)
{
    struct send_verdict verdict = facts->rc == 0 ? on_status(pool, facts) : on_failure(facts);

    if (verdict.end == OUTCOME_FAILED)
        verdict.not_before_ms = facts->now_ms + delay_ms(target, facts->failed + 1, facts->dice);
    if (facts->rc == 0 && throttles(facts->status))
        throttle(pool, facts, &verdict);
    send_breaker(pool, facts, target->failures + 1, target->failing_since_ms, &verdict);
    return verdict;
}
