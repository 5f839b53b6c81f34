/* server_url.c - https://HOST, which somebody outside can call */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "cli/server_url.h"
#include "port/http_url.h"

static const char http[] = "http://", https[] = "https://", local[] = "localhost";

const char *
server_url_trouble(struct pool *pool, const char *url, struct server_caller caller,
                   const char **origin)
{
    const char *path, *host;

    if (strncasecmp(url, http, strlen(http)) == 0)
        return pool_printf(pool,
                           "--url: %s calls https:// alone, as what it sends is nobody else's "
                           "business",
                           caller.name);
    if (strncasecmp(url, https, strlen(https)) != 0 || url[strcspn(url, "?#\"<> ")] != '\0' ||
        http_url_check(pool, url, origin) != 0)
        return "--url takes https://HOST";
    path = http_url_path(pool, url);
    if (path != NULL && path[0] != '\0' && strcmp(path, "/") != 0)
        return pool_printf(pool, "--url takes https://HOST alone; %s is added to it", caller.path);
    host = *origin + strlen(https);
    if (strcspn(host, ":") == strlen(local) && strncmp(host, local, strlen(local)) == 0)
        return pool_printf(pool,
                           "--url: %s can't call localhost; it takes this server's name on the "
                           "internet",
                           caller.name);
    return NULL;
}
