/*
 * github_limit.h - does an answer say "too many requests", and until when?
 *
 * Pure.
 * source  GitHub docs, "Rate limits for the REST API": Retry-After, else the reset when nothing
 *         remains, else at least a minute
 */
#ifndef HOOKLET_WIRE_GITHUB_LIMIT_H
#define HOOKLET_WIRE_GITHUB_LIMIT_H

#include <stdint.h>

#include "port/http.h"

/*
 * When to ask again, Unix milliseconds by our clock, or API_LIMIT_UNTOLD; 0: the answer is not
 * about a limit.  A 403 without any sign of a limit is a missing permission, not a limit.
 */
int64_t github_limit_until(const struct http_answer *answer, int64_t now_ms);
/* The same for an answer whose body says so: GraphQL's have status 200. */
int64_t github_limit_again(const struct http_answer *answer, int64_t now_ms);
/* How far our clock is ahead of the server's, in milliseconds; 0 when the answer doesn't tell. */
int64_t github_clock_ahead(const struct http_answer *answer, int64_t now_ms);

#endif
