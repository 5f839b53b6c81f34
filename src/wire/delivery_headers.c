/* delivery_headers.c - what is worth keeping. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/match.h"
#include "store/sorted.h"
#include "wire/delivery_headers.h"

#define VALUE_MOST 256 /* bytes of each that are kept */

const char *const delivery_headers[DELIVERY_HEADERS] = {
    "X-GitHub-Event",
    "X-GitHub-Delivery",
    "X-GitHub-Hook-ID",
    "X-GitHub-Hook-Installation-Target-Type",
    "X-GitHub-Hook-Installation-Target-ID",
    "Content-Type",
    "User-Agent",
};

void
delivery_header_keep(struct pool *pool, struct json *headers, const char *name, const char *value)
{
    if (value != NULL)
        json_set_string(headers, name, utf8_clean(pool, value, strnlen(value, VALUE_MOST)));
}

/* As JSON: {"Content-Type":"..",..}. */
static const char *
headers_of(const struct request *req, const char *const *names, size_t count)
{
    struct json *headers = json_object();

    for (size_t i = 0; i < count; i++)
        delivery_header_keep(req->pool, headers, names[i], request_header(req, names[i]));
    return json_text(req->pool, headers, JSON_COMPACT);
}

void
delivery_take(struct delivery *delivery, const struct request *req, const char *const *names,
              size_t count)
{
    delivery->headers = headers_of(req, names, count);
    delivery->body = req->body;
    delivery->length = req->length;
    delivery->received_ms = req->received_ms;
}

bool
delivery_id_valid(const char *id)
{
    size_t length = id == NULL ? 0 : strspn(id, LETTERS DIGITS "._:-");

    return length > 0 && length <= DELIVERY_KEY_MOST && id[length] == '\0';
}
