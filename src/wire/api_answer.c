/* api_answer.c - content type, words, Retry-After */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "wire/api_answer.h"

#define LONGEST_MS INT64_C(7200000)

enum { WORDS_MOST = 300 }; /* bytes */

bool
api_is_json(const struct http_answer *answer)
{
    return answer->content_type != NULL && strstr(answer->content_type, "json") != NULL;
}

int
api_require_json(const char *service, const char *call, const struct http_answer *answer)
{
    if (answer->length == 0 || api_is_json(answer))
        return 0;
    return fail(FAIL_MALFORMED, "%s: %s: status %d, but the answer is %s and not JSON", service,
                call, answer->status,
                answer->content_type != NULL ? answer->content_type : "unnamed");
}

const char *
api_words(struct pool *pool, const char *words)
{
    return utf8_line(pool, words, utf8_cut(words, strnlen(words, WORDS_MOST)));
}

int64_t
api_header_number(const struct http_answer *answer, const char *name)
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
api_wait(int64_t wait_ms)
{
    if (wait_ms < 1000)
        return 1000;
    return wait_ms < LONGEST_MS ? wait_ms : LONGEST_MS;
}

int64_t
api_retry_after(const struct http_answer *answer)
{
    int64_t after_s = api_header_number(answer, "Retry-After");

    if (after_s < 0)
        return -1;
    return api_wait(after_s < LONGEST_MS ? after_s * 1000 : LONGEST_MS);
}

int64_t
api_limit_until(const struct http_answer *answer, int64_t now_ms)
{
    int64_t wait_ms = api_retry_after(answer);

    return wait_ms >= 0 ? now_ms + wait_ms : API_LIMIT_UNTOLD;
}
