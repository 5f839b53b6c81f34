/*
 * api_answer.h - what is read alike out of the answers of all JSON APIs
 *
 * Pure.
 */
#ifndef HOOKLET_WIRE_API_ANSWER_H
#define HOOKLET_WIRE_API_ANSWER_H

#include <stdint.h>

#include "port/http.h"

/* Of a limit, in the place of a moment: it does not say until when. */
#define API_LIMIT_UNTOLD INT64_C(-1)

/* Is the body JSON by its content type? */
bool api_is_json(const struct http_answer *answer);
/*
 * The same for those who can't do without; an empty body is fine.  service: "GitHub"; call: "GET
 * /repos/acme/web", for the text.  errors  FAIL_MALFORMED
 */
int api_require_json(const char *service, const char *call, const struct http_answer *answer)
    __attribute__((warn_unused_result));
/* Somebody else's words in one line of at most 300 bytes, fit for a terminal. */
const char *api_words(struct pool *pool, const char *words);
/* A header that is a whole number, or -1. */
int64_t api_header_number(const struct http_answer *answer, const char *name);
/*
 * How long to wait: not below a second, and not for more than two hours, since limits are per
 * minute or hour and what is beyond is nonsense.
 */
int64_t api_wait(int64_t wait_ms);
/* The same as Retry-After says it in seconds; -1: it does not. */
int64_t api_retry_after(const struct http_answer *answer);
/* Until when a limit holds by Retry-After, Unix milliseconds; API_LIMIT_UNTOLD: it does not say. */
int64_t api_limit_until(const struct http_answer *answer, int64_t now_ms);

#endif
