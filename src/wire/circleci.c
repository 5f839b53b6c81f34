/* circleci.c - the token, one request, and what its answer means. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "port/crypto.h"
#include "wire/api_answer.h"
#include "wire/api_lane.h"
#include "wire/api_send.h"
#include "wire/circleci.h"
#include "wire/circleci_error.h"

/* A v1.1 build has all its steps in it, and a list has a hundred builds. */
#define CEILING (16 * 1024 * 1024)
#define TIMEOUT_MS 30000

/* A call under way. */
struct call {
    struct circleci *circleci;
    const struct circleci_request *request;
    const char *name; /* "GET /pipeline/..", for texts */
    struct http_answer answer;
};

static struct api_lane
lane_of(const struct circleci *circleci)
{
    return (struct api_lane){ .store = circleci->store,
                              .pool = circleci->pool,
                              .service = "CircleCI",
                              .name = circleci_lane() };
}

/*
 * v1.1 answers in EDN without Accept.  The token is a header of its own, which all versions and
 * CircleCI Server take; the URL is made of ours alone, so nobody else gets it.
 */
static int
send_with(struct call *call, const char *token)
{
    const struct circleci *circleci = call->circleci;
    const char *home = call->request->legacy ? circleci->api->legacy_url : circleci->api->api_url;
    const struct http_header headers[] = {
        { "Accept", "application/json" },
        { "Circle-Token", token },
    };
    const struct api_sending sending = {
        .home = home,
        .method = call->request->method,
        .url = pool_printf(circleci->pool, "%s%s", home, call->request->path),
        .headers = headers,
        .header_count = sizeof headers / sizeof *headers,
        .body = call->request->body,
        .timeout_ms = TIMEOUT_MS,
        .ceiling = CEILING,
    };
    int rc = api_send(circleci->pool, &sending, &call->answer);

    if (rc == 0)
        log_say(LOG_DEBUG, "circleci", "%s: status %d", call->name, call->answer.status);
    return rc;
}

static int
send(struct call *call)
{
    struct circleci *circleci = call->circleci;
    char *token = NULL;
    size_t length = 0;
    int rc = circleci_api_require(circleci->api);

    if (rc == 0)
        rc = key_source_read(circleci->pool, &circleci->api->token, &token, &length);
    if (rc == 0)
        rc = send_with(call, token);
    if (token != NULL)
        crypto_wipe(token, length);
    return rc;
}

static int
refuse(const struct call *call)
{
    const struct circleci *circleci = call->circleci;
    const char *said = NULL;
    enum fail code =
        circleci_error(circleci->pool, call->name, circleci->api->token.name, &call->answer, &said);

    return code == FAIL_NOT_FOUND ? (int)code : fail(code, "%s", said);
}

static int
judge(const struct call *call, struct circleci_answer *answer)
{
    const struct circleci *circleci = call->circleci;
    const struct api_lane lane = lane_of(circleci);
    int64_t until_ms = circleci_limit_until(&call->answer, clock_ms());
    int rc;

    answer->status = call->answer.status;
    if (until_ms != 0)
        return api_lane_sleep(
            &lane, pool_printf(circleci->pool, "%s: status %d", call->name, answer->status),
            until_ms);
    if (answer->status >= 300)
        return refuse(call);
    rc = api_require_json("CircleCI", call->name, &call->answer);
    if (rc != 0)
        return rc;
    answer->body = call->answer.body;
    answer->length = call->answer.length;
    answer->clocks = circleci_clocks(&call->answer, clock_ms());
    return 0;
}

int
circleci_call(struct circleci *circleci, const struct circleci_request *request,
              struct circleci_answer *answer)
{
    const struct api_lane lane = lane_of(circleci);
    struct call call = { .circleci = circleci, .request = request };
    int rc;

    *answer = (struct circleci_answer){ .body = "" };
    call.name = pool_printf(circleci->pool, "%s %.*s", request->method,
                            (int)strcspn(request->path, "?"), request->path);
    rc = api_lane_awake(&lane, call.name);
    if (rc == 0)
        rc = send(&call);
    return rc == 0 ? judge(&call, answer) : rc;
}

int
circleci_read(struct circleci *circleci, const struct circleci_request *request,
              struct json_want *wants, size_t count)
{
    struct circleci_answer answer;
    int rc = circleci_call(circleci, request, &answer);

    return rc == 0 ? json_scan(circleci->pool, answer.body, answer.length, wants, count) : rc;
}

int
circleci_get(struct circleci *circleci, const char *path, struct json_want *wants, size_t count)
{
    const struct circleci_request request = { .method = "GET", .path = path };

    return circleci_read(circleci, &request, wants, count);
}

int
circleci_no_project(const char *slug)
{
    return fail(FAIL_REFUSED,
                "CircleCI: there is no project %s, or the token's owner has no access to it; set "
                "it up at CircleCI, let them in at GitHub, or give the project its slug in "
                "hooklet.conf",
                slug);
}
