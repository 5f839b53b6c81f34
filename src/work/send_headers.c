/* send_headers.c - names and values of headers. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/header.h"
#include "base/json_members.h"
#include "work/send_headers.h"

#define HEADERS_MOST ((size_t)32)
#define HEADERS_BYTES ((size_t)8192)

/* What makes a value a secret, anywhere in the name. */
static const char *const telling[] = { "authorization", "token",    "secret",    "key",
                                       "cookie",        "password", "credential" };

const char *
send_header_trouble(struct pool *pool, const char *name, const char *value)
{
    if (!header_name_valid(name))
        return "the name of a header is made of at most 100 letters, digits and -, without blanks";
    if (header_reserved(name))
        return pool_printf(pool, "the header %s is written by hooklet itself", name);
    if (!header_value_valid(value))
        return pool_printf(pool,
                           "the value of the header %s has a line end or another control "
                           "character in it",
                           name);
    return NULL;
}

static bool
is_there_twice(const struct json_members *members, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcasecmp(members->items[i].key, members->items[at].key) == 0)
            return true;
    return false;
}

static const char *
member_trouble(struct pool *pool, const struct json_members *members, size_t at)
{
    const struct json_member *member = &members->items[at];

    if (member->value.type != JSON_STRING)
        return pool_printf(pool, "the value of the header %s is no string", member->key);
    if (is_there_twice(members, at))
        return pool_printf(pool, "the header %s is there twice", member->key);
    return send_header_trouble(pool, member->key, member->value.text);
}

const char *
send_headers_trouble(struct pool *pool, const char *json)
{
    struct json_members members = { 0 };
    const char *trouble = NULL;
    size_t bytes = 0;

    if (json_members(pool, json, strlen(json), &members) != 0)
        return "headers are a JSON object of strings";
    if (members.count > HEADERS_MOST)
        return "more than 32 headers";
    for (size_t i = 0; trouble == NULL && i < members.count; i++) {
        bytes += strlen(members.items[i].key) + members.items[i].value.length;
        trouble = member_trouble(pool, &members, i);
    }
    return trouble == NULL && bytes > HEADERS_BYTES ? "the headers are longer than 8 KiB" : trouble;
}

const char *
send_header_masked(const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
        if (strcasestr(name, telling[i]) != NULL)
            return SEND_MASKED;
    return value;
}

const char *
send_url_masked(struct pool *pool, const char *url)
{
    const char *slashes = strstr(url, "://");
    const char *host = slashes == NULL ? url : slashes + 3;
    const char *authority_end = host + strcspn(host, "/?#");
    const char *at = memrchr(host, '@', (size_t)(authority_end - host));
    const char *end = url + strcspn(url, "?");

    if (slashes == NULL)
        return url;
    return pool_printf(pool, "%.*s%s%.*s%s", (int)(host - url), url, at == NULL ? "" : "***@",
                       (int)(end - (at == NULL ? host : at + 1)), at == NULL ? host : at + 1,
                       *end == '\0' ? "" : "?***");
}
