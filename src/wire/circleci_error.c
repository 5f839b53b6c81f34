/* circleci_error.c - statuses to codes, the words for them, and 429 */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "wire/api_answer.h"
#include "wire/circleci_error.h"

/* How CircleCI begins to say which parameters a configuration does not declare. */
#define UNDECLARED "Unexpected argument(s):"

/* What two clocks that were compared may still differ by, and two that were not. */
#define COMPARED_MS INT64_C(30000)
#define NOT_COMPARED_MS INT64_C(600000)

enum { UNAUTHORIZED = 401, NOT_FOUND = 404, TOO_MANY = 429 };

const char *
circleci_complaint(struct pool *pool, const struct http_answer *answer)
{
    struct json_want message = { .pointer = "/message" };
    const char *words;

    if (!api_is_json(answer) || json_scan(pool, answer->body, answer->length, &message, 1) != 0)
        return "";
    words = json_string(&message);
    return words == NULL ? "" : api_words(pool, words);
}

const char *
circleci_remedy(struct pool *pool, const char *words)
{
    const char *names = strstr(words, UNDECLARED);

    if (names == NULL)
        return "";
    names += strlen(UNDECLARED);
    names += strspn(names, " ");
    return pool_printf(pool,
                       "; declare %.*s under parameters in .circleci/config.yml of that commit, or "
                       "give the project other names in its setting parameters",
                       (int)strcspn(names, "\r\n"), names);
}

/* Beside what CircleCI says itself. */
static const char *
remedy(struct pool *pool, const char *token, const struct http_answer *answer,
       const char *complaint)
{
    if (answer->status < 400)
        return ", and redirects are not followed: see api_url";
    if (answer->status == UNAUTHORIZED)
        return pool_printf(pool,
                           "; make a new personal API token, as those of projects are not taken, "
                           "and put it into %s",
                           token);
    return circleci_remedy(pool, complaint);
}

enum fail
circleci_error(struct pool *pool, const char *call, const char *token,
               const struct http_answer *answer, const char **said)
{
    const char *complaint = circleci_complaint(pool, answer);

    *said = pool_printf(pool, "CircleCI: %s: status %d%s%s%s", call, answer->status,
                        complaint[0] != '\0' ? ", " : "", complaint,
                        remedy(pool, token, answer, complaint));
    if (answer->status == NOT_FOUND)
        return FAIL_NOT_FOUND;
    return answer->status >= 500 ? FAIL_NETWORK : FAIL_REFUSED;
}

/* Told are the seconds until the window of a limit ends. */
static int64_t
until_reset(const struct http_answer *answer, int64_t now_ms)
{
    static const char *const names[] = { "RateLimit-Reset", "X-RateLimit-Reset" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int64_t reset_s = api_header_number(answer, names[i]);

        if (reset_s >= 0 && reset_s < INT64_MAX / 1000)
            return now_ms + api_wait(reset_s * 1000);
    }
    return API_LIMIT_UNTOLD;
}

int64_t
circleci_limit_until(const struct http_answer *answer, int64_t now_ms)
{
    int64_t until_ms = api_limit_until(answer, now_ms);

    if (answer->status != TOO_MANY)
        return 0;
    return until_ms != API_LIMIT_UNTOLD ? until_ms : until_reset(answer, now_ms);
}

struct circleci_clocks
circleci_clocks(const struct http_answer *answer, int64_t now_ms)
{
    const char *date = http_answer_header(answer, "Date");
    int64_t theirs_ms = 0;

    if (date == NULL || !http_date(date, &theirs_ms))
        return (struct circleci_clocks){ 0 };
    return (struct circleci_clocks){ .compared = true, .ahead_ms = now_ms - theirs_ms };
}

int64_t
circleci_since(int64_t ours_ms, const struct circleci_clocks *clocks)
{
    return ours_ms - clocks->ahead_ms - (clocks->compared ? COMPARED_MS : NOT_COMPARED_MS);
}
