/* github_send.c - headers and redirects. */
#include "config.h"

#include <stdbool.h>

#include "base/fail.h"
#include "wire/api_send.h"
#include "wire/github_send.h"

#define API_VERSION "2022-11-28"
#define TIMEOUT_MS 20000 /* GitHub gives up after 10 s */

enum { REDIRECTS_MOST = 3 };

static int
send_once(struct pool *pool, const struct github_sending *sending, const char *url,
          struct http_answer *answer)
{
    const struct http_header headers[] = {
        { "Accept", "application/vnd.github+json" },
        { "X-GitHub-Api-Version", API_VERSION },
        { "User-Agent", sending->api->user_agent },
        { "If-None-Match", sending->etag },
    };
    const struct api_sending once = {
        .home = sending->api->api_url,
        .method = sending->method,
        .url = url,
        .authorization = sending->authorization,
        .headers = headers,
        .header_count = sizeof headers / sizeof *headers,
        .body = sending->body,
        .timeout_ms = TIMEOUT_MS,
        .ceiling = sending->ceiling,
    };

    return api_send(pool, &once, answer);
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
