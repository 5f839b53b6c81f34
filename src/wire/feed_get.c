/* feed_get.c - a conditional GET, and where it leads */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "port/atom.h"
#include "port/http.h"
#include "port/http_url.h"
#include "wire/api_answer.h"
#include "wire/feed_get.h"

#define TIMEOUT_MS 30000
#define PATIENCE_MS 600000 /* after "too many requests" that don't say how long */

enum { REDIRECTS_MOST = 3, MARK_MOST = 1024 };

enum { OK = 200, NOT_MODIFIED = 304, TOO_MANY = 429, UNAVAILABLE = 503, SERVER = 500 };

static int
ask(struct pool *pool, const char *url, const struct feed_mark *mark, struct http_answer *answer)
{
    struct http_header headers[3] = {
        { "Accept", "application/atom+xml, application/xml;q=0.5, */*;q=0.1" }
    };
    size_t count = 1;

    if (mark->etag != NULL)
        headers[count++] = (struct http_header){ "If-None-Match", mark->etag };
    if (mark->modified != NULL)
        headers[count++] = (struct http_header){ "If-Modified-Since", mark->modified };
    return http_exchange(pool,
                         &(struct http_exchange){
                             .method = "GET",
                             .url = url,
                             .headers = headers,
                             .header_count = count,
                             .timeout_ms = TIMEOUT_MS,
                             .ceiling = ATOM_BYTES_MOST,
                         },
                         answer);
}

static bool
is_redirect(int status)
{
    return (status >= 301 && status <= 303) || status == 307 || status == 308;
}

static bool
is_secure(const char *origin)
{
    return strncmp(origin, "https:", strlen("https:")) == 0;
}

int
feed_redirect(struct pool *pool, const char *url, const char *location, const char **next)
{
    const char *from, *to, *joined;
    int rc = http_url_check(pool, url, &from);

    if (rc != 0)
        return rc;
    joined = location != NULL ? http_url_join(pool, url, location) : NULL;
    if (joined == NULL)
        return fail(FAIL_REFUSED, "feed: %s: a redirect without a place to go to", from);
    if (http_url_check(pool, joined, &to) != 0)
        return FAIL_REFUSED;
    if (is_secure(from) && !is_secure(to))
        return fail(FAIL_REFUSED, "feed: %s leads to %s, which is not encrypted", from, to);
    *next = joined;
    return 0;
}

/* Zero: the answer says nothing of the kind. */
static int64_t
wait_of(const struct http_answer *answer, int64_t now_ms)
{
    const char *text = http_answer_header(answer, "Retry-After");
    int64_t wait_ms = api_retry_after(answer);
    int64_t date_ms;

    if (answer->status != TOO_MANY && answer->status != UNAVAILABLE)
        return 0;
    if (wait_ms < 0 && text != NULL && http_date(text, &date_ms))
        wait_ms = api_wait(date_ms - now_ms);
    if (wait_ms < 0)
        wait_ms = answer->status == TOO_MANY ? PATIENCE_MS : 0;
    return wait_ms;
}

/* One that is too long, or not fit to be sent back, is none. */
static const char *
mark_of(const struct http_answer *answer, const char *name)
{
    const char *value = http_answer_header(answer, name);

    if (value == NULL || value[0] == '\0' || strlen(value) > MARK_MOST)
        return NULL;
    for (const char *c = value; *c != '\0'; c++)
        if (*c < ' ' || *c > '~')
            return NULL;
    return value;
}

static int
judge(struct pool *pool, const char *url, const struct http_answer *answer, int64_t now_ms,
      struct feed_document *document)
{
    int64_t wait_ms = wait_of(answer, now_ms);
    const char *origin;
    int rc;

    *document = (struct feed_document){ .url = url };
    if (wait_ms > 0) {
        document->answer = FEED_LATER;
        document->until_ms = now_ms + wait_ms;
        return 0;
    }
    if (answer->status == OK) {
        document->body = answer->body;
        document->length = answer->length;
        document->mark =
            (struct feed_mark){ mark_of(answer, "ETag"), mark_of(answer, "Last-Modified") };
        return 0;
    }
    rc = http_url_check(pool, url, &origin);
    if (rc != 0)
        return rc;
    return fail(answer->status >= SERVER ? FAIL_NETWORK : FAIL_REFUSED, "feed: %s: status %d",
                origin, answer->status);
}

int
feed_get(struct pool *pool, const char *url, const struct feed_mark *mark, int64_t now_ms,
         struct feed_document *document)
{
    bool marked = mark->etag != NULL || mark->modified != NULL;
    int redirects;

    for (redirects = 0; redirects <= REDIRECTS_MOST; redirects++) {
        struct http_answer answer = { 0 };
        int rc = ask(pool, url, mark, &answer);

        if (rc != 0)
            return rc;
        if (answer.status == NOT_MODIFIED && marked) {
            *document = (struct feed_document){ .answer = FEED_SAME, .url = url, .mark = *mark };
            return 0;
        }
        if (!is_redirect(answer.status))
            return judge(pool, url, &answer, now_ms, document);
        rc = feed_redirect(pool, url, http_answer_header(&answer, "Location"), &url);
        if (rc != 0)
            return rc;
    }
    return fail(FAIL_REFUSED, "feed: more than %d redirects", REDIRECTS_MOST);
}
