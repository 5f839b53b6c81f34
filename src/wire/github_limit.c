/* github_limit.c - reads Retry-After, the x-ratelimit headers and Date. */
#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "wire/github_limit.h"

#define MINUTE_MS 60000
#define LONGEST_MS INT64_C(7200000) /* primary limits are per hour; a reset beyond is nonsense */

enum { FORBIDDEN = 403, TOO_MANY = 429 };

/* A header as a number, or -1. */
static int64_t
number(const struct http_answer *answer, const char *name)
{
    const char *text = http_answer_header(answer, name);
    char *end = NULL;
    long long value;

    if (text == NULL || text[0] < '0' || text[0] > '9')
        return -1;
    errno = 0;
    value = strtoll(text, &end, 10);
    return errno == 0 && *end == '\0' ? (int64_t)value : -1;
}

int64_t
github_clock_ahead(const struct http_answer *answer, int64_t now_ms)
{
    const char *date = http_answer_header(answer, "Date");
    int64_t theirs_ms = 0;

    return date != NULL && http_date(date, &theirs_ms) ? now_ms - theirs_ms : 0;
}

static int64_t
at_most_longest(int64_t wait_ms)
{
    if (wait_ms < 1000)
        return 1000;
    return wait_ms < LONGEST_MS ? wait_ms : LONGEST_MS;
}

/* The reset is a time of their clock. */
static int64_t
wait_for_reset(const struct http_answer *answer, int64_t now_ms)
{
    int64_t reset = number(answer, "x-ratelimit-reset");
    int64_t theirs_ms = now_ms - github_clock_ahead(answer, now_ms);

    if (reset < 0 || reset > INT64_MAX / 1000)
        return MINUTE_MS;
    return reset * 1000 - theirs_ms;
}

int64_t
github_limit_again(const struct http_answer *answer, int64_t now_ms)
{
    int64_t after_s = number(answer, "Retry-After");

    if (after_s >= 0)
        return now_ms + at_most_longest(after_s < LONGEST_MS ? after_s * 1000 : LONGEST_MS);
    if (number(answer, "x-ratelimit-remaining") == 0)
        return now_ms + at_most_longest(wait_for_reset(answer, now_ms));
    return now_ms + MINUTE_MS;
}

int64_t
github_limit_until(const struct http_answer *answer, int64_t now_ms)
{
    if (answer->status == TOO_MANY)
        return github_limit_again(answer, now_ms);
    if (answer->status == FORBIDDEN &&
        (number(answer, "Retry-After") >= 0 || number(answer, "x-ratelimit-remaining") == 0 ||
         memmem(answer->body, answer->length, "rate limit", strlen("rate limit")) != NULL))
        return github_limit_again(answer, now_ms);
    return 0;
}
