/* http_url.c - takes a URL apart, by libcurl's own rules */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/match.h"
#include "port/http_curl.h"
#include "port/http_url.h"

/* The part, in the pool; NULL when the URL has none. */
static const char *
part(struct pool *pool, CURLU *url, CURLUPart which)
{
    char *text = NULL;
    char *copy;

    if (curl_url_get(url, which, &text, 0) != CURLUE_OK)
        return NULL;
    copy = pool_string(pool, text);
    curl_free(text);
    return copy;
}

static int
check(struct pool *pool, CURLU *url, const char **origin)
{
    const char *scheme = part(pool, url, CURLUPART_SCHEME);
    const char *host = part(pool, url, CURLUPART_HOST);
    const char *port = part(pool, url, CURLUPART_PORT);

    if (scheme == NULL || host == NULL ||
        (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0))
        return fail(FAIL_FIELD, "the URL to call is not http:// or https:// and a host");
    if (part(pool, url, CURLUPART_USER) != NULL || part(pool, url, CURLUPART_PASSWORD) != NULL)
        return fail(FAIL_FIELD, "%s://%s: user or password in the URL; put them into a header",
                    scheme, host);
    *origin = pool_printf(pool, "%s://%s%s%s", scheme, name_lower(pool, host),
                          port != NULL ? ":" : "", port != NULL ? port : "");
    return 0;
}

int
http_url_check(struct pool *pool, const char *url, const char **origin)
{
    CURLU *parts = curl_url();
    int rc;

    if (parts == NULL)
        return fail(FAIL_MEMORY, "libcurl: no memory for a URL");
    if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK)
        rc = check(pool, parts, origin);
    else
        rc = fail(FAIL_FIELD, "the URL to call is not http:// or https:// and a host");
    curl_url_cleanup(parts);
    return rc;
}

const char *
http_url_path(struct pool *pool, const char *url)
{
    CURLU *parts = curl_url();
    const char *path = NULL;

    if (parts != NULL && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK)
        path = part(pool, parts, CURLUPART_PATH);
    curl_url_cleanup(parts);
    return path;
}

const char *
http_url_join(struct pool *pool, const char *base, const char *reference)
{
    CURLU *parts = curl_url();
    const char *joined = NULL;

    if (parts != NULL && curl_url_set(parts, CURLUPART_URL, base, 0) == CURLUE_OK &&
        curl_url_set(parts, CURLUPART_URL, reference, CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE) ==
            CURLUE_OK)
        joined = part(pool, parts, CURLUPART_URL);
    curl_url_cleanup(parts);
    return joined;
}
