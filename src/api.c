/* api.c - the way of a request: path, token, parameters, body, answer */
#include "config.h"

#include <string.h>

#include "api.h"
#include "api_auth.h"
#include "api_routes.h"
#include "base/fail.h"
#include "wire/payload.h"

#define MEDIA "application/json"
#define MEDIA_PATCH "application/merge-patch+json" /* RFC 7396: what PATCH does */

static int
enter(struct api_call *call)
{
    struct api_token token = { 0 };
    int rc;

    if (call->app->store == NULL)
        return FAIL_STORE;
    rc = api_auth(call->req, call->app->store, &token);
    call->token = token.name;
    call->owner = token.owner;
    return rc;
}

/* "/bot/hooklet/api/" of a web space "/bot". */
static const char *
root_of(const struct request *req)
{
    const char *root = strstr(req->path, API_ROOT);

    if (root == NULL)
        return API_ROOT;
    return pool_copy(req->pool, req->path, (size_t)(root - req->path) + strlen(API_ROOT));
}

/* "/hooklet/api/target" -> " did you mean /hooklet/api/targets?", or "". */
static const char *
hint(const struct api_call *call)
{
    const char **paths = pool_array(call->pool, api_routes.count, sizeof *paths), *near;

    for (size_t i = 0; i < api_routes.count; i++)
        paths[i] = pool_printf(call->pool, "%s%s", call->root, api_routes.items[i].path);
    near = nearest((struct strings){ paths, api_routes.count }, call->req->path);
    if (near == NULL)
        return pool_printf(call->pool, "; %sopenapi.yaml describes what there is", call->root);
    return pool_printf(call->pool, "; did you mean %s?", near);
}

static int
refuse_place(const struct api_call *call, const struct api_place *place)
{
    if (place->allow == NULL)
        return api_refuse(call, FAIL_NOT_FOUND, "nothing is served at this path%s", hint(call));
    return api_refuse(call, FAIL_METHOD, "this path takes %s", place->allow);
}

static struct strings
names(const char *const *list)
{
    struct strings names = { list, 0 };

    while (list != NULL && list[names.count] != NULL)
        names.count++;
    return names;
}

static bool
has_no_body(const struct request *req)
{
    const char *length = request_variable(req, "CONTENT_LENGTH");

    return req->body == NULL && request_header(req, "Transfer-Encoding") == NULL &&
           (length == NULL || length[strspn(length, "0")] == '\0');
}

static int
read_body(struct request *req, const struct api_route *route, struct api_call *call)
{
    bool patch = strcmp(req->method, "PATCH") == 0;
    int rc;

    call->body = "{}";
    call->length = strlen(call->body);
    if (route->body == API_NO_BODY || route->body == API_OPEN ||
        (route->body == API_BODY_MAYBE && has_no_body(req)))
        return 0;
    if (!payload_media_is(req->content_type, MEDIA) &&
        !(patch && payload_media_is(req->content_type, MEDIA_PATCH)))
        return api_refuse(call, FAIL_MEDIA, "the body is to be " MEDIA ", and to say so");
    rc = request_read(req, API_BODY_MOST);
    call->body = req->body;
    call->length = req->length;
    return rc;
}

static int
answer(struct request *req, struct api_place *place, struct api_call *call, struct response *res)
{
    int rc = 0;

    *place = api_route_find(api_routes, call->pool, req->method, req->path);
    if (place->route == NULL || place->route->body != API_OPEN)
        rc = enter(call);
    if (rc == 0 && place->route == NULL)
        rc = refuse_place(call, place);
    if (rc == 0)
        rc = api_query_read(call->pool, request_variable(req, "QUERY_STRING"),
                            names(place->route->query), &call->query);
    if (rc == 0)
        rc = read_body(req, place->route, call);
    call->id = place->id;
    return rc == 0 ? place->route->answer(call, res) : rc;
}

struct response
api_answer(struct request *req, const struct app *app)
{
    struct api_call call = { .root = root_of(req), .req = req, .app = app, .pool = req->pool };
    struct api_place place = { 0 };
    struct response res = { 0 };
    int rc;

    fail_adopt(""); /* a reason of an older request is nobody's business */
    rc = answer(req, &place, &call, &res);
    if (rc == 0)
        return res;
    res = response_refusal(rc, req);
    if (res.status == 405)
        res.allow = place.allow;
    return res;
}
