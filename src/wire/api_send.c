/* api_send.c - headers, and whom to trust with the authorization */
#include "config.h"

#include <string.h>

#include "port/http_url.h"
#include "wire/api_send.h"

static void
add_header(struct http_exchange *exchange, struct http_header *headers, const char *name,
           const char *value)
{
    if (value != NULL)
        headers[exchange->header_count++] = (struct http_header){ name, value };
}

int
api_send(struct pool *pool, const struct api_sending *sending, struct http_answer *answer)
{
    struct http_header *headers = pool_array(pool, sending->header_count + 2, sizeof *headers);
    struct http_exchange exchange = {
        .method = sending->method,
        .url = sending->url,
        .headers = headers,
        .body = sending->body,
        .length = sending->body != NULL ? strlen(sending->body) : 0,
        .timeout_ms = sending->timeout_ms,
        .ceiling = sending->ceiling,
    };
    const char *home = NULL, *origin = NULL;
    int rc = http_url_check(pool, sending->home, &home);

    if (rc == 0)
        rc = http_url_check(pool, sending->url, &origin);
    if (rc != 0)
        return rc;
    for (size_t i = 0; i < sending->header_count; i++)
        add_header(&exchange, headers, sending->headers[i].name, sending->headers[i].value);
    if (sending->body != NULL)
        add_header(&exchange, headers, "Content-Type",
                   sending->content_type != NULL ? sending->content_type : "application/json");
    if (strcmp(home, origin) == 0)
        add_header(&exchange, headers, "Authorization", sending->authorization);
    return http_exchange(pool, &exchange, answer);
}
