/* github_send.c - headers, redirects, and whom to trust with the authorization. */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "base/fail.h"
#include "port/http_url.h"
#include "wire/github_send.h"

#define API_VERSION "2022-11-28"
#define TIMEOUT_MS 20000 /* GitHub gives up after 10 s */

enum { REDIRECTS_MOST = 3, HEADERS_MOST = 6 };

static void
add_header(struct http_exchange *exchange, struct http_header *headers, const char *name,
           const char *value)
{
    if (value != NULL)
        headers[exchange->header_count++] = (struct http_header){ name, value };
}

static int
send_once(struct pool *pool, const struct github_sending *sending, const char *url,
          struct http_answer *answer)
{
    struct http_header headers[HEADERS_MOST];
    struct http_exchange exchange = {
        .method = sending->method,
        .url = url,
        .headers = headers,
        .body = sending->body,
        .length = sending->body != NULL ? strlen(sending->body) : 0,
        .timeout_ms = TIMEOUT_MS,
        .ceiling = sending->ceiling,
    };
    const char *home = NULL, *origin = NULL;
    int rc = http_url_check(pool, sending->api->api_url, &home);

    if (rc == 0)
        rc = http_url_check(pool, url, &origin);
    if (rc != 0)
        return rc;
    add_header(&exchange, headers, "Accept", "application/vnd.github+json");
    add_header(&exchange, headers, "X-GitHub-Api-Version", API_VERSION);
    add_header(&exchange, headers, "User-Agent", sending->api->user_agent);
    add_header(&exchange, headers, "If-None-Match", sending->etag);
    if (sending->body != NULL)
        add_header(&exchange, headers, "Content-Type", "application/json");
    if (strcmp(home, origin) == 0)
        add_header(&exchange, headers, "Authorization", sending->authorization);
    return http_exchange(pool, &exchange, answer);
}

static bool
is_redirect(int status)
{
    return status == 301 || status == 302 || status == 307 || status == 308;
}

/* A location may be a path alone. */
static const char *
absolute(struct pool *pool, const struct github_api *api, const char *where)
{
    return where[0] == '/' ? pool_printf(pool, "%s%s", api->api_url, where) : where;
}

/* GitHub asks for the same method again, where browsers would turn a POST into a GET. */
int
github_send(struct pool *pool, const struct github_sending *sending, struct http_answer *answer)
{
    const char *where = sending->path;
    int rc;

    for (int hops = 0; hops <= REDIRECTS_MOST; hops++) {
        *answer = (struct http_answer){ 0 };
        rc = send_once(pool, sending, absolute(pool, sending->api, where), answer);
        if (rc != 0 || !is_redirect(answer->status))
            return rc;
        where = http_answer_header(answer, "Location");
        if (where == NULL)
            return fail(FAIL_REFUSED, "GitHub: status %d without a Location", answer->status);
    }
    return fail(FAIL_REFUSED, "GitHub: more than %d redirects", REDIRECTS_MOST);
}
