/* http_wall.c - a reader of URLs that takes less than libcurl's does, so that both mean one host */
#include "config.h"

#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/fail.h"
#include "base/text.h"
#include "port/http_wall.h"

struct parts {
    bool plain;       /* http */
    const char *host; /* without brackets; in the pool */
    bool bracketed;
    int port;
};

static bool
port_allowed(const struct http_wall *wall, int port)
{
    for (size_t i = 0; i < wall->port_count; i++) {
        if (wall->ports[i] == port)
            return true;
    }
    return wall->any_port;
}

const char *
http_wall_trouble(struct pool *pool, const struct http_wall *wall, const struct sockaddr *address)
{
    const int port = address_port(address);

    if (!address_allowed(address, wall->networks, wall->network_count))
        return pool_printf(pool, "%s is %s, nor among outgoing.networks",
                           address_text(pool, address),
                           address_public(address) ? "this machine's own" : "not public");
    if (!port_allowed(wall, port))
        return pool_printf(pool, "port %d is not among outgoing.ports", port);
    return NULL;
}

/* Letters, digits, dots, dashes, underscores; or the bytes of letters beyond ASCII. */
static bool
host_good(const char *host)
{
    for (; *host != '\0'; host++) {
        if (strchr(LETTERS DIGITS ".-_", *host) == NULL && (unsigned char)*host < 0x80)
            return false;
    }
    return true;
}

/* `authority`: what stands between the slashes, so many bytes. */
static bool
read_authority(struct pool *pool, const char *authority, size_t length, struct parts *parts)
{
    const char *end = authority + length;
    const char *close = memchr(authority, ']', length);
    const char *colon;

    parts->bracketed = *authority == '[';
    if (parts->bracketed) {
        if (close == NULL)
            return false;
        parts->host = pool_copy(pool, authority + 1, (size_t)(close - authority - 1));
        colon = close + 1;
        if (parts->host[strspn(parts->host, DIGITS "abcdefABCDEF:.")] != '\0')
            return false;
    } else {
        colon = memchr(authority, ':', length);
        colon = colon != NULL ? colon : end;
        parts->host = pool_copy(pool, authority, (size_t)(colon - authority));
    }
    if (parts->host[0] == '\0' || (!parts->bracketed && !host_good(parts->host)))
        return false;
    if (colon < end && *colon != ':')
        return false;
    if (colon < end)
        parts->port = (int)text_number(colon + 1, (size_t)(end - colon - 1), PORT_MOST);
    return parts->port > 0;
}

static int
read_url(struct pool *pool, const char *url, struct parts *parts)
{
    const char *authority;
    size_t length;

    parts->plain = strncasecmp(url, "http://", 7) == 0;
    if (!parts->plain && strncasecmp(url, "https://", 8) != 0)
        return fail(FAIL_FIELD, "the URL is neither https:// nor http://");
    parts->port = parts->plain ? 80 : 443;
    authority = strchr(url, ':') + 3;
    length = strcspn(authority, "/?#");
    if (memchr(authority, '@', length) != NULL)
        return fail(FAIL_FIELD, "user or password in the URL; put them into a header");
    if (!read_authority(pool, authority, length, parts))
        return fail(FAIL_FIELD, "the URL's host or port can't be one");
    for (const char *at = authority + length; *at != '\0'; at++) {
        if ((unsigned char)*at <= ' ' || *at == 0x7f || strchr("\\\"<>", *at) != NULL)
            return fail(FAIL_FIELD, "a blank, or what is no character of URLs, in the URL");
    }
    return 0;
}

int
http_wall_check(struct pool *pool, const struct http_wall *wall, const char *url)
{
    struct parts parts = { 0 };
    struct sockaddr_storage address;
    const char *trouble = NULL;
    int rc = read_url(pool, url, &parts);

    if (rc != 0)
        return rc;
    if (parts.plain && !wall->plain_http)
        return fail(FAIL_REFUSED, "refused: http:// without TLS (outgoing.plain_http allows it)");
    if (address_read(parts.host, parts.port, &address))
        trouble = http_wall_trouble(pool, wall, (const struct sockaddr *)&address);
    else if (!port_allowed(wall, parts.port))
        trouble = pool_printf(pool, "port %d is not among outgoing.ports", parts.port);
    return trouble == NULL ? 0 : fail(FAIL_REFUSED, "refused: %s", trouble);
}
