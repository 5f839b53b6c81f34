/*
 * circleci_error.h - what an answer of CircleCI's that is no success means
 *
 * Pure.
 * source  CircleCI API v2: answers are {"message"}; docs, "API Developer's Guide": rate limits;
 *         "Pipeline values and parameters": Unexpected argument(s)
 */
#ifndef HOOKLET_WIRE_CIRCLECI_ERROR_H
#define HOOKLET_WIRE_CIRCLECI_ERROR_H

#include <stdint.h>

#include "base/fail.h"
#include "port/http.h"
#include "wire/circleci.h"

/*
 * The failure code for a status that is not 2xx: FAIL_NOT_FOUND, FAIL_REFUSED, FAIL_NETWORK.
 * said: what to say, with CircleCI's reason and a remedy; nothing is logged.  call: "POST /me", for
 * the text; token: where ours is from, "token_file".
 */
enum fail circleci_error(struct pool *pool, const char *call, const char *token,
                         const struct http_answer *answer, const char **said);
/* CircleCI's own words about what is wrong, for people: one line, or "". */
const char *circleci_complaint(struct pool *pool, const struct http_answer *answer);
/* What to do about these words of CircleCI's, as "; declare ..", or "". */
const char *circleci_remedy(struct pool *pool, const char *words);
/* When to ask again, Unix milliseconds, or API_LIMIT_UNTOLD; 0: it is not about a limit. */
int64_t circleci_limit_until(const struct http_answer *answer, int64_t now_ms);
/* By the answer's date. */
struct circleci_clocks circleci_clocks(const struct http_answer *answer, int64_t now_ms);
/* A moment of ours by their clock, and as much earlier as the two may differ all the same. */
int64_t circleci_since(int64_t ours_ms, const struct circleci_clocks *clocks);

#endif
