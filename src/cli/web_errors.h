/*
 * web_errors.h - what a web server says itself where no program of ours can, in our words
 *
 * memory  static, or the pool's
 */
#ifndef HOOKLET_CLI_WEB_ERRORS_H
#define HOOKLET_CLI_WEB_ERRORS_H

#include "base/pool.h"
#include "programs.h"

/* {"error":"...","detail":"..."}; neither needs escaping. */
struct web_error {
    const char *error;
    const char *detail;
};

extern const struct web_error web_not_found; /* 404, and 403 */
extern const struct web_error web_timeout;   /* 408 */
/* 413; most: bytes */
struct web_error web_too_large(struct pool *pool, size_t most);
/* 500, 502, 503, 504; the program is named for a WEB_SECRET route, no log tells it.  NULL: any. */
struct web_error web_unavailable(struct pool *pool, const struct web_route *route);

#endif
