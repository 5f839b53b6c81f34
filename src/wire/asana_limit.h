/*
 * asana_limit.h - Asana's rate limits, kept by all who ask
 *
 * source  Asana docs, "Rate limits": 429 with Retry-After
 */
#ifndef HOOKLET_WIRE_ASANA_LIMIT_H
#define HOOKLET_WIRE_ASANA_LIMIT_H

#include <stdint.h>

#include "port/http.h"
#include "wire/asana.h"

/* When to ask again, Unix milliseconds, or API_LIMIT_UNTOLD; 0: it is not about a limit.  Pure. */
int64_t asana_limit_until(const struct http_answer *answer, int64_t now_ms);
/* FAIL_BUSY while the lane sleeps.  call: "GET /tasks/12", for the text. */
int asana_limit_awake(const struct asana *asana, const char *call)
    __attribute__((warn_unused_result));
/* Puts the lane to sleep when the answer says so: FAIL_BUSY. */
int asana_limit_check(const struct asana *asana, const char *call, const struct http_answer *answer)
    __attribute__((warn_unused_result));

#endif
