/*
 * api_route.h - paths of the API, and what answers them
 *
 * A path is told without API_ROOT; {id} in it is any segment of letters, digits and
 * "_:.-", decoded.
 */
#ifndef HOOKLET_API_ROUTE_H
#define HOOKLET_API_ROUTE_H

#include <stdbool.h>

#include "api_call.h"

/* What a request comes with, beside its token: JSON, or not. */
enum api_body {
    API_NO_BODY,
    API_BODY,
    API_BODY_MAYBE,
    API_OPEN /* no body, and no token: for everybody, also without the store */
};

struct api_route {
    const char *method; /* GET is HEAD, too */
    const char *path;   /* "targets/{id}/test" */
    api_function *answer;
    const char *const *query; /* names of parameters, NULL at the end; NULL: it takes none */
    enum api_body body;
};

struct api_routes {
    const struct api_route *items;
    size_t count;
};

/* Where a request belongs. */
struct api_place {
    const struct api_route *route; /* NULL: nowhere */
    const char *id;                /* {id}, or NULL */
    const char *allow; /* there is such a path: its methods, "GET, HEAD, POST"; else NULL */
};

/* path: as in struct request, percent signs and all; what stands before API_ROOT does not count. */
struct api_place api_route_find(struct api_routes routes, struct pool *pool, const char *method,
                                const char *path);

#endif
