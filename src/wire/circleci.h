/*
 * circleci.h - CircleCI's API, v2 and v1.1: one request path for all calls
 *
 * A client belongs to one job or command, and asks with the personal token of the configuration.
 * circleci_call() does what every call needs: authorization, limits, errors.  No redirects are
 * followed.
 * errors  FAIL_NOT_FOUND 404, also of what the token's owner may not see; not logged
 *         FAIL_REFUSED   another 4xx: asking again can't help; the text says CircleCI's reason,
 *                        and what to do about it where we know
 *         FAIL_BUSY      a rate limit: circleci_lane() sleeps until it is over
 *         FAIL_NETWORK   5xx, or no answer
 *         FAIL_TIMEOUT · FAIL_TOO_LARGE · FAIL_MALFORMED an answer that is not JSON
 *         FAIL_CONFIG    no token · those of the store
 * memory  the client's pool
 * source  CircleCI docs, "API Developer's Guide": authentication, rate limits; API v1.1, "Accept
 *         Header"
 */
#ifndef HOOKLET_WIRE_CIRCLECI_H
#define HOOKLET_WIRE_CIRCLECI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json_scan.h"
#include "port/circleci_api.h"
#include "store/store.h"

struct circleci {
    const struct circleci_api *api;
    struct store *store;
    struct pool *pool;
};

struct circleci_request {
    bool legacy; /* of v1.1 */
    const char *method;
    const char *path; /* "/pipeline/UUID", behind the API's URL; its parts percent-encoded */
    const char *body; /* JSON, or NULL */
};

/* How two clocks go, within a second or two. */
struct circleci_clocks {
    bool compared;
    int64_t ahead_ms; /* ours before theirs */
};

struct circleci_answer {
    int status;       /* also when the call fails; 0: there was no answer */
    const char *body; /* JSON, or "" */
    size_t length;
    struct circleci_clocks clocks;
};

int circleci_call(struct circleci *circleci, const struct circleci_request *request,
                  struct circleci_answer *answer) __attribute__((warn_unused_result));
/* The same, and reads `wants` out of the answer; missing values are the caller's matter. */
int circleci_read(struct circleci *circleci, const struct circleci_request *request,
                  struct json_want *wants, size_t count) __attribute__((warn_unused_result));
/* circleci_read() of GET `path` of v2. */
int circleci_get(struct circleci *circleci, const char *path, struct json_want *wants, size_t count)
    __attribute__((warn_unused_result));
/* FAIL_REFUSED, said: there is no such project for the token's owner, and what to do about it. */
int circleci_no_project(const char *slug) __attribute__((warn_unused_result));

#endif
