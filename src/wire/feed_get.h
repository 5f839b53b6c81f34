/*
 * feed_get.h - the document of a feed, unless it is the one that we know already
 *
 * Up to three redirects are followed, to http and https alone, and never from https to http.  Our
 * configuration goes on naming the first URL: a redirect that is called permanent is followed each
 * time.
 * errors  FAIL_REFUSED  not there, not for us, or a redirect that is not followed
 *         FAIL_NETWORK  5xx, or no answer · FAIL_TIMEOUT · FAIL_TOO_LARGE · FAIL_FIELD
 *         Texts name scheme and host only, as paths and queries may hold keys.
 * memory  the pool
 * source  RFC 9110, sections 10.2.3, 13.1, 15.4; RFC 6585, section 4
 */
#ifndef HOOKLET_WIRE_FEED_GET_H
#define HOOKLET_WIRE_FEED_GET_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/* What a server says of a document, to be asked with next time; NULL: nothing. */
struct feed_mark {
    const char *etag;     /* as it came, with its quotes */
    const char *modified; /* the date, as it came */
};

enum feed_answer {
    FEED_HERE,
    FEED_SAME, /* still the one of the mark */
    FEED_LATER /* too many requests, or out of order for a while */
};

struct feed_document {
    enum feed_answer answer;
    const char *body;
    size_t length;
    const char *url; /* where it came from in the end: what links are relative to */
    struct feed_mark mark;
    int64_t until_ms; /* of FEED_LATER: not before, Unix milliseconds */
};

int feed_get(struct pool *pool, const char *url, const struct feed_mark *mark, int64_t now_ms,
             struct feed_document *document) __attribute__((warn_unused_result));

/* Where a redirect from `url` leads, if we go there; location: as it came, or NULL.  Pure. */
int feed_redirect(struct pool *pool, const char *url, const char *location, const char **next)
    __attribute__((warn_unused_result));

#endif
