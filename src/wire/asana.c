/* asana.c - authorize, send, judge: once more when an access token has ended. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "wire/api_answer.h"
#include "wire/api_send.h"
#include "wire/asana.h"
#include "wire/asana_error.h"
#include "wire/asana_limit.h"
#include "wire/asana_token.h"

/* A page of a hundred tasks, each with 64 KiB of notes in which much is escaped. */
#define CEILING (32 * 1024 * 1024)
#define TIMEOUT_MS 30000 /* a webhook's handshake goes on within the request that makes it */

enum { UNAUTHORIZED = 401 };

/* A call under way. */
struct call {
    struct asana *asana;
    const struct asana_request *request;
    const char *name; /* "GET /tasks/12", for texts */
    const char *authorization;
    struct http_answer answer;
};

static int
send(struct call *call)
{
    const struct asana *asana = call->asana;
    const struct http_header accept = { "Accept", "application/json" };
    const struct api_sending sending = {
        .home = asana->api->api_url,
        .method = call->request->method,
        .url = pool_printf(asana->pool, "%s%s", asana->api->api_url, call->request->path),
        .authorization = call->authorization,
        .headers = &accept,
        .header_count = 1,
        .body = call->request->body,
        .timeout_ms = TIMEOUT_MS,
        .ceiling = call->request->ceiling > 0 ? call->request->ceiling : CEILING,
    };
    int rc = api_send(asana->pool, &sending, &call->answer);

    if (rc == 0)
        log_say(LOG_DEBUG, "asana", "%s: status %d", call->name, call->answer.status);
    return rc;
}

/* An access token that has just ended, or was revoked, is worth one more try with a new one. */
static int
send_authorized(struct call *call)
{
    int rc = asana_authorization(call->asana, &call->authorization);

    if (rc == 0)
        rc = send(call);
    if (rc != 0 || call->answer.status != UNAUTHORIZED || !asana_api_oauth(call->asana->api))
        return rc;
    rc = asana_authorization_refused(call->asana, call->authorization);
    if (rc == 0)
        rc = asana_authorization(call->asana, &call->authorization);
    return rc == 0 ? send(call) : rc;
}

/* What to do about a status 401. */
static const char *
remedy(struct pool *pool, const struct asana_api *api)
{
    if (asana_api_oauth(api))
        return "; run \"hooklet asana login\" again";
    return pool_printf(pool, "; make a new personal access token, and put it into %s",
                       api->token.name);
}

int
asana_say(int rc, const struct asana_answer *answer)
{
    if (rc == 0 || rc == FAIL_NOT_FOUND || answer->said == NULL)
        return rc;
    return fail((enum fail)rc, "%s", answer->said);
}

static int
refuse(struct call *call, struct asana_answer *answer)
{
    struct pool *pool = call->asana->pool;
    enum fail code = asana_error(pool, call->name, &call->answer, &answer->said);

    if (answer->status == UNAUTHORIZED)
        answer->said = pool_printf(pool, "%s%s", answer->said, remedy(pool, call->asana->api));
    return call->request->silent ? (int)code : asana_say(code, answer);
}

/* So that whatever comes back, however little of it is wanted, is JSON. */
static int
take_answer(struct call *call, struct asana_answer *answer)
{
    struct json_want next = { .pointer = "/next_page/offset" };
    int rc = api_require_json("Asana", call->name, &call->answer);

    if (rc == 0 && call->answer.length > 0)
        rc = json_scan(call->asana->pool, call->answer.body, call->answer.length, &next, 1);
    if (rc != 0)
        return rc;
    answer->body = call->answer.body;
    answer->length = call->answer.length;
    answer->next = json_string(&next);
    return 0;
}

static int
judge(struct call *call, struct asana_answer *answer)
{
    int rc = asana_limit_check(call->asana, call->name, &call->answer);

    answer->status = call->answer.status;
    if (rc != 0)
        return rc;
    return answer->status >= 300 ? refuse(call, answer) : take_answer(call, answer);
}

int
asana_call(struct asana *asana, const struct asana_request *request, struct asana_answer *answer)
{
    struct call call = { .asana = asana, .request = request };
    int rc;

    *answer = (struct asana_answer){ .body = "" };
    call.name = pool_printf(asana->pool, "%s %.*s", request->method,
                            (int)strcspn(request->path, "?"), request->path);
    rc = asana_limit_awake(asana, call.name);
    if (rc == 0)
        rc = send_authorized(&call);
    return rc == 0 ? judge(&call, answer) : rc;
}

int
asana_read(struct asana *asana, const struct asana_request *request, struct json_want *wants,
           size_t count)
{
    struct asana_answer answer;
    int rc = asana_call(asana, request, &answer);

    return rc == 0 ? json_scan(asana->pool, answer.body, answer.length, wants, count) : rc;
}

int
asana_get(struct asana *asana, const char *path, struct json_want *wants, size_t count)
{
    const struct asana_request request = { .method = "GET", .path = path };

    return asana_read(asana, &request, wants, count);
}

/* Each by itself, so that one that lacks a member takes none of the next. */
int
asana_read_named(struct pool *pool, const struct json_want *want, const struct asana_named **items,
                 size_t *count)
{
    struct asana_named *made = pool_array(pool, want->count + 1, sizeof *made);
    size_t filled = 0;

    for (const struct json_value *one = want->first; one != NULL; one = one->next) {
        struct json_want wants[] = { { .pointer = "/gid" }, { .pointer = "/name" } };
        int rc = one->type == JSON_OBJECT ? json_scan(pool, one->text, one->length, wants, 2) : 0;
        const char *gid = json_string(&wants[0]), *name = json_string(&wants[1]);

        if (rc != 0)
            return rc;
        if (gid != NULL)
            made[filled++] = (struct asana_named){ gid, name != NULL ? name : "" };
    }
    *items = made;
    *count = filled;
    return 0;
}

const char *
asana_body(struct asana *asana, struct json *data)
{
    struct json *top = json_object();

    json_set(top, "data", data);
    return json_text(asana->pool, top, JSON_COMPACT);
}
