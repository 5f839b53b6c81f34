/* github_limit.c - reads Retry-After, the x-ratelimit headers and Date. */
#include "config.h"

#include <string.h>

#include "wire/api_answer.h"
#include "wire/github_limit.h"

enum { FORBIDDEN = 403, TOO_MANY = 429 };

int64_t
github_clock_ahead(const struct http_answer *answer, int64_t now_ms)
{
    const char *date = http_answer_header(answer, "Date");
    int64_t theirs_ms = 0;

    return date != NULL && http_date(date, &theirs_ms) ? now_ms - theirs_ms : 0;
}

/* The reset is a time of their clock. */
static int64_t
until_reset(const struct http_answer *answer, int64_t now_ms)
{
    int64_t reset = api_header_number(answer, "x-ratelimit-reset");
    int64_t theirs_ms = now_ms - github_clock_ahead(answer, now_ms);

    if (reset < 0 || reset > INT64_MAX / 1000)
        return API_LIMIT_UNTOLD;
    return now_ms + api_wait(reset * 1000 - theirs_ms);
}

int64_t
github_limit_again(const struct http_answer *answer, int64_t now_ms)
{
    int64_t until_ms = api_limit_until(answer, now_ms);

    if (until_ms != API_LIMIT_UNTOLD)
        return until_ms;
    if (api_header_number(answer, "x-ratelimit-remaining") == 0)
        return until_reset(answer, now_ms);
    return API_LIMIT_UNTOLD;
}

int64_t
github_limit_until(const struct http_answer *answer, int64_t now_ms)
{
    if (answer->status == TOO_MANY)
        return github_limit_again(answer, now_ms);
    if (answer->status == FORBIDDEN &&
        (api_header_number(answer, "Retry-After") >= 0 ||
         api_header_number(answer, "x-ratelimit-remaining") == 0 ||
         memmem(answer->body, answer->length, "rate limit", strlen("rate limit")) != NULL))
        return github_limit_again(answer, now_ms);
    return 0;
}
