/* api_route.c - the first route of this path and method */
#include "config.h"

#include <string.h>

#include "api_route.h"
#include "base/encode.h"

#define ID "{id}"

/* Decoded; NULL: it can be no id.  A `&` would end it for the reader of forms. */
static const char *
id_of(struct pool *pool, const char *segment, size_t length)
{
    static const char characters[] = LETTERS DIGITS "_:.-";
    const char *pair = pool_printf(pool, "id=%.*s", (int)length, segment), *id;

    if (memchr(segment, '&', length) != NULL || memchr(segment, '+', length) != NULL)
        return NULL;
    id = form_text(pool, pair, strlen(pair), "id");
    return id != NULL && id[0] != '\0' && id[strspn(id, characters)] == '\0' ? id : NULL;
}

/* Do both begin with the same segment?  `id` is set where the route has {id}. */
static bool
segment_is(struct pool *pool, const char *route, size_t route_length, const char *path,
           size_t length, const char **id)
{
    if (route_length != strlen(ID) || memcmp(route, ID, route_length) != 0)
        return route_length == length && memcmp(route, path, length) == 0;
    *id = id_of(pool, path, length);
    return *id != NULL;
}

static bool
path_is(struct pool *pool, const char *route, const char *path, const char **id)
{
    *id = NULL;
    for (;;) {
        size_t route_length = strcspn(route, "/"), length = strcspn(path, "/");

        if (!segment_is(pool, route, route_length, path, length, id) ||
            route[route_length] != path[length])
            return false;
        if (path[length] == '\0')
            return true;
        route += route_length + 1;
        path += length + 1;
    }
}

static bool
method_is(const struct api_route *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(route->method, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

static const char *
allow_too(struct pool *pool, const char *allow, const char *method)
{
    const char *more = strcmp(method, "GET") == 0 ? "GET, HEAD" : method;

    return allow == NULL ? more : pool_printf(pool, "%s, %s", allow, more);
}

struct api_place
api_route_find(struct api_routes routes, struct pool *pool, const char *method, const char *path)
{
    struct api_place place = { 0 };
    const char *id;

    path = strstr(path, API_ROOT);
    if (path == NULL)
        return place;
    path += strlen(API_ROOT);
    for (size_t i = 0; i < routes.count; i++) {
        const struct api_route *route = &routes.items[i];

        if (!path_is(pool, route->path, path, &id))
            continue;
        place.allow = allow_too(pool, place.allow, route->method);
        if (place.route != NULL || !method_is(route, method))
            continue;
        place.route = route;
        place.id = id;
    }
    return place;
}
