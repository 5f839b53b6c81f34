/*
 * http.h - one HTTP exchange (libcurl); worker and commands only, never in a web program
 *
 * No redirects, no proxy from the environment, no netrc, no cookies, verified TLS (1.2 or newer).
 * errors  FAIL_NETWORK no answer: not resolved, refused, TLS, broken off · FAIL_TIMEOUT
 *         FAIL_TOO_LARGE the answer passes the ceiling
 *         FAIL_FIELD not an http or https URL, a password in it, a header with CR or LF in it, or
 *         another value that libcurl refuses · FAIL_MEMORY
 *         FAIL_REFUSED the wall lets nobody through to there: "refused: 127.0.0.1 is not public"
 *         Texts name scheme and host only, as paths may hold tokens.
 * memory  the answer lives in the pool
 */
#ifndef HOOKLET_PORT_HTTP_H
#define HOOKLET_PORT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

struct http_wall; /* http_wall.h */

struct http_header {
    const char *name;
    const char *value;
};

struct http_exchange {
    const char *method;                /* "GET", "POST" */
    const char *url;                   /* http or https */
    const char *unix_socket;           /* path that replaces the host's address, or NULL */
    const struct http_header *headers; /* User-Agent is hooklet/VERSION unless one is here */
    size_t header_count;
    const char *body;   /* NULL: none */
    size_t length;      /* bytes of body */
    int64_t timeout_ms; /* for the whole exchange */
    size_t ceiling;     /* bytes of the answer's body */
    /* Where people named the URL: who may be reached, and not more than 64 KiB of headers; an
     * answer that has begun goes on at 100 bytes/s or better.  NULL: the configuration named it. */
    const struct http_wall *wall;
    /* So many bytes of the body are kept, and an answer beyond the ceiling is not read any further
     * and is no failure; 0: all of it. */
    size_t keep;
};

struct http_answer {
    int status;
    const char *body; /* NUL behind it */
    size_t length;
    const char *content_type;          /* or NULL */
    const struct http_header *headers; /* as they came; of the final answer only */
    size_t header_count;
    int64_t duration_ms; /* from the beginning to the end of the exchange */
};

int http_exchange(struct pool *pool, const struct http_exchange *exchange,
                  struct http_answer *answer) __attribute__((warn_unused_result));
/* The first header of that name, case aside; NULL: it has none. */
const char *http_answer_header(const struct http_answer *answer, const char *name);
/* A header's date to Unix milliseconds; false when it is none.  source  RFC 9110, section 5.6.7 */
bool http_date(const char *text, int64_t *ms);

#endif
