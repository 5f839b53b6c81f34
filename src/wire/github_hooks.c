/* github_hooks.c - hooks of the App, of organisations and of repositories. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/match.h"
#include "port/http_url.h"
#include "wire/github_hooks.h"

#define OUR_PATH "/hooks/github"
#define APP_MARK "\"X-GitHub-Hook-Installation-Target-Type\":\"integration\""

/* A payload of 25 MiB, written anew, with the headers and what was answered. */
#define PAYLOAD_CEILING ((size_t)32 << 20)

enum { BAD_REQUEST = 400, GONE = 410, UNPROCESSABLE = 422 };

static bool
is_ours(struct pool *pool, const char *url)
{
    const char *path = url != NULL ? http_url_path(pool, url) : NULL;
    size_t length = strlen(OUR_PATH);

    return path != NULL && strncmp(path, OUR_PATH, length) == 0 &&
           (path[length] == '\0' || path[length] == '/');
}

enum hook_field { HOOK_ID, HOOK_URL, HOOK_FIELDS };

static int
read_hook(struct pool *pool, const struct json_value *value, const char *base,
          struct github_hooks *hooks)
{
    struct json_want wants[HOOK_FIELDS] = {
        [HOOK_ID].pointer = "/id", [HOOK_URL].pointer = "/config/url"
    };
    int rc = json_scan(pool, value->text, value->length, wants, HOOK_FIELDS);

    if (rc != 0)
        return rc;
    if (json_integer(&wants[HOOK_ID], 0) <= 0)
        return fail(FAIL_FIELD, "GitHub: GET %s: /id is missing", base);
    if (is_ours(pool, json_string(&wants[HOOK_URL])))
        hooks->items[hooks->count++] = (struct github_hook){
            .path = pool_printf(pool, "%s/%" PRId64, base, json_integer(&wants[HOOK_ID], 0)),
            .mark = pool_printf(pool, "\"X-GitHub-Hook-ID\":\"%" PRId64 "\"",
                                json_integer(&wants[HOOK_ID], 0)),
        };
    return 0;
}

/* One page more. */
static int
add_hooks(struct pool *pool, const struct json_want *want, const char *base,
          struct github_hooks *hooks)
{
    struct github_hook *items = pool_array(pool, hooks->count + want->count + 1, sizeof *items);
    int rc = 0;

    if (hooks->count > 0)
        memcpy(items, hooks->items, hooks->count * sizeof *items);
    hooks->items = items;
    for (const struct json_value *value = want->first; value != NULL && rc == 0;
         value = value->next)
        rc = read_hook(pool, value, base, hooks);
    return rc;
}

static int
list_hooks(struct github *github, const char *base, struct github_hooks *hooks)
{
    struct github_pages pages = { .path = pool_printf(github->pool, "%s?per_page=100", base) };
    int rc;

    do {
        struct json_want want = { .pointer = "/*" };

        rc = github_next_page(github, &pages, &want, 1);
        if (rc == 1) {
            int trouble = add_hooks(github->pool, &want, base, hooks);

            rc = trouble != 0 ? trouble : rc;
        }
    } while (rc == 1);
    return rc;
}

int
github_hooks_find(struct github *github, const char *owner, struct github_hooks *hooks)
{
    const char *base;

    *hooks = (struct github_hooks){ 0 };
    if (strcmp(owner, "app") == 0) {
        hooks->items = pool_array(github->pool, 1, sizeof hooks->items[0]);
        hooks->items[hooks->count++] =
            (struct github_hook){ .path = "/app/hook", .mark = APP_MARK, .as = GITHUB_AS_APP };
        return 0;
    }
    if (repository_valid(owner))
        base = pool_printf(github->pool, "/repos/%s/hooks", owner);
    else
        base = pool_printf(github->pool, "/orgs/%s/hooks", percent_encode(github->pool, owner));
    return list_hooks(github, base, hooks);
}

struct github_pages
github_deliveries(struct github *github, const struct github_hook *hook)
{
    return (struct github_pages){
        .as = hook->as,
        .path = pool_printf(github->pool, "%s/deliveries?per_page=100", hook->path),
    };
}

enum delivery_field {
    ID,
    GUID,
    EVENT,
    ACTION,
    STATUS_CODE,
    REDELIVERY,
    DELIVERED_AT,
    INSTALLATION,
    REPOSITORY,
    DELIVERY_FIELDS
};

static int
read_delivery(struct pool *pool, const struct json_value *value, struct github_delivery *delivery)
{
    struct json_want wants[DELIVERY_FIELDS] = {
        [ID].pointer = "/id",
        [GUID].pointer = "/guid",
        [EVENT].pointer = "/event",
        [ACTION].pointer = "/action",
        [STATUS_CODE].pointer = "/status_code",
        [REDELIVERY].pointer = "/redelivery",
        [DELIVERED_AT].pointer = "/delivered_at",
        [INSTALLATION].pointer = "/installation_id",
        [REPOSITORY].pointer = "/repository_id",
    };
    const char *when;
    int rc = json_scan(pool, value->text, value->length, wants, DELIVERY_FIELDS);

    if (rc != 0)
        return rc;
    *delivery = (struct github_delivery){
        .id = json_integer(&wants[ID], 0),
        .guid = json_string(&wants[GUID]),
        .event = json_string(&wants[EVENT]),
        .action = json_string(&wants[ACTION]),
        .status_code = (int)json_integer(&wants[STATUS_CODE], 0),
        .redelivery = json_true(&wants[REDELIVERY]),
        .installation_id = json_integer(&wants[INSTALLATION], 0),
        .repository_id = json_integer(&wants[REPOSITORY], 0),
    };
    when = json_string(&wants[DELIVERED_AT]);
    if (delivery->id <= 0 || delivery->guid == NULL || delivery->event == NULL || when == NULL ||
        !clock_parse(when, &delivery->delivered_ms))
        return fail(FAIL_FIELD, "GitHub: a delivery lacks its id, guid, event or delivered_at");
    return 0;
}

int
github_deliveries_next(struct github *github, struct github_pages *pages,
                       struct github_deliveries *deliveries)
{
    struct json_want want = { .pointer = "/*" };
    int rc = github_next_page(github, pages, &want, 1);
    int trouble = 0;

    *deliveries = (struct github_deliveries){ 0 };
    if (rc != 1)
        return rc;
    deliveries->items = pool_array(github->pool, want.count + 1, sizeof deliveries->items[0]);
    for (const struct json_value *value = want.first; value != NULL && trouble == 0;
         value = value->next)
        trouble = read_delivery(github->pool, value, &deliveries->items[deliveries->count++]);
    return trouble != 0 ? trouble : rc;
}

enum payload_field { PAYLOAD_GUID, PAYLOAD_EVENT, PAYLOAD_HEADERS, PAYLOAD_BODY, PAYLOAD_FIELDS };

int
github_delivery_get(struct github *github, const struct github_hook *hook, int64_t id,
                    struct github_payload *payload)
{
    struct json_want wants[PAYLOAD_FIELDS] = {
        [PAYLOAD_GUID].pointer = "/guid",
        [PAYLOAD_EVENT].pointer = "/event",
        [PAYLOAD_HEADERS].pointer = "/request/headers",
        [PAYLOAD_BODY].pointer = "/request/payload",
    };
    const struct json_value *headers, *body;
    const struct github_request request = {
        .as = hook->as,
        .method = "GET",
        .path = pool_printf(github->pool, "%s/deliveries/%" PRId64, hook->path, id),
        .ceiling = PAYLOAD_CEILING,
    };
    int rc = github_read(github, &request, wants, PAYLOAD_FIELDS);

    *payload = (struct github_payload){ 0 };
    if (rc != 0)
        return rc;
    headers = wants[PAYLOAD_HEADERS].first;
    body = wants[PAYLOAD_BODY].first;
    if (json_string(&wants[PAYLOAD_GUID]) == NULL || json_string(&wants[PAYLOAD_EVENT]) == NULL ||
        body == NULL || body->type != JSON_OBJECT)
        return fail(FAIL_FIELD, "GitHub: GET %s: /guid, /event or /request/payload is missing",
                    request.path);
    *payload = (struct github_payload){
        .guid = json_string(&wants[PAYLOAD_GUID]),
        .event = json_string(&wants[PAYLOAD_EVENT]),
        .headers = headers != NULL && headers->type == JSON_OBJECT ? headers->text : "{}",
        .body = body->text,
        .length = body->length,
    };
    return 0;
}

/* What GitHub keeps no more it refuses in several ways. */
int
github_redeliver(struct github *github, const struct github_hook *hook, int64_t id)
{
    struct github_answer answer;
    const struct github_request request = {
        .as = hook->as,
        .method = "POST",
        .path = pool_printf(github->pool, "%s/deliveries/%" PRId64 "/attempts", hook->path, id),
    };
    int rc = github_call(github, &request, &answer);

    if (rc == FAIL_REFUSED &&
        (answer.status == BAD_REQUEST || answer.status == GONE || answer.status == UNPROCESSABLE))
        return FAIL_NOT_FOUND;
    return rc;
}
