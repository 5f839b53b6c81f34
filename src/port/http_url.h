/*
 * http_url.h - may we call this URL, whose is it, and what does it name there? (libcurl)
 */
#ifndef HOOKLET_PORT_HTTP_URL_H
#define HOOKLET_PORT_HTTP_URL_H

#include "base/pool.h"

/*
 * Scheme, host and port ("https://api.github.com"), in lower case, for texts and comparison.
 * errors  FAIL_FIELD not an http or https URL with a host, or a user or password in it
 */
int http_url_check(struct pool *pool, const char *url, const char **origin)
    __attribute__((warn_unused_result));
/* "/hooks/github", still percent-encoded; NULL: it is no URL, or has no path. */
const char *http_url_path(struct pool *pool, const char *url);
/* What a Location, or a link, means at `base`: a whole URL, of whatever scheme; NULL: nothing. */
const char *http_url_join(struct pool *pool, const char *base, const char *reference);

#endif
