/* github.c - authorize, send, judge: once more when a token has ended. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "wire/api_answer.h"
#include "wire/api_lane.h"
#include "wire/github.h"
#include "wire/github_error.h"
#include "wire/github_kept.h"
#include "wire/github_limit.h"
#include "wire/github_send.h"
#include "wire/github_token.h"

#define CEILING (8 * 1024 * 1024)

enum { NOT_MODIFIED = 304, UNAUTHORIZED = 401 };

/* A call under way. */
struct call {
    struct github *github;
    const struct github_request *request;
    const char *name; /* "GET /repos/acme/web", for texts */
    const char *authorization;
    struct github_kept kept;
    struct http_answer answer;
};

static int
authorize(struct call *call)
{
    switch (call->request->as) {
    case GITHUB_AS_INSTALLATION:
        return github_authorization(call->github, &call->authorization);
    case GITHUB_AS_APP:
        return github_app_authorization(call->github, &call->authorization);
    case GITHUB_AS_NOBODY:
        break;
    }
    return 0;
}

static const char *
id_of(const struct call *call)
{
    const char *id = http_answer_header(&call->answer, "X-GitHub-Request-Id");

    return id != NULL ? id : "-";
}

static int
send(struct call *call)
{
    struct github *github = call->github;
    const struct github_sending sending = {
        .api = github->api,
        .method = call->request->method,
        .path = call->request->path,
        .authorization = call->authorization,
        .etag = call->kept.etag,
        .body = call->request->body,
        .ceiling = call->request->ceiling > 0 ? call->request->ceiling : CEILING,
    };
    int rc = github_send(github->pool, &sending, &call->answer);

    if (rc != 0)
        return rc;
    log_say(LOG_DEBUG, "github", "%s: status %d, request %s", call->name, call->answer.status,
            id_of(call));
    return 0;
}

/* A token that has just ended, or was revoked, is worth one more try with a new one. */
static int
send_authorized(struct call *call)
{
    int rc = authorize(call);

    if (rc == 0)
        rc = send(call);
    if (rc != 0 || call->answer.status != UNAUTHORIZED ||
        call->request->as != GITHUB_AS_INSTALLATION || call->github->api->app_id == NULL)
        return rc;
    rc = github_authorization_refused(call->github, call->authorization);
    if (rc == 0)
        rc = authorize(call);
    return rc == 0 ? send(call) : rc;
}

static struct api_lane
lane_of(const struct github *github)
{
    return (struct api_lane){ .store = github->store,
                              .pool = github->pool,
                              .service = "GitHub",
                              .name =
                                  github_lane(github->pool, github->api, github->installation) };
}

int
github_sleep(struct github *github, const char *what, int64_t until_ms)
{
    const struct api_lane lane = lane_of(github);

    return api_lane_sleep(&lane, what, until_ms);
}

/* Of the App itself: its clock, or its key.  GitHub says only that it can't decode a token. */
static int
refuse_app(const struct call *call, int64_t now_ms)
{
    int64_t ahead_ms = github_clock_ahead(&call->answer, now_ms);

    if (ahead_ms > 30000 || ahead_ms < -30000)
        return fail(FAIL_REFUSED,
                    "GitHub: %s: status 401; check your clock: it is %" PRId64 " s %s GitHub's",
                    call->name, (ahead_ms < 0 ? -ahead_ms : ahead_ms) / 1000,
                    ahead_ms > 0 ? "ahead of" : "behind");
    return fail(FAIL_REFUSED,
                "GitHub: %s: status 401, %s; is private_key_file a key of the App that app_id "
                "names, %s? request %s",
                call->name, github_complaint(call->github->pool, &call->answer),
                call->github->api->app_id, id_of(call));
}

static int
refuse(struct call *call, int64_t now_ms)
{
    if (call->answer.status == UNAUTHORIZED && call->request->as == GITHUB_AS_APP)
        return refuse_app(call, now_ms);
    return github_error(call->github->pool, call->name, &call->answer);
}

/* The URL of a relation, like rel="next", in a Link header, or NULL.  source  RFC 8288 */
static const char *
linked_page(struct pool *pool, const struct http_answer *answer, const char *relation)
{
    const char *link = http_answer_header(answer, "Link");
    const char *from, *to, *end;

    while (link != NULL && (from = strchr(link, '<')) != NULL && (to = strchr(from, '>')) != NULL) {
        end = strchr(to, ',');
        link = end;
        end = end != NULL ? end : to + strlen(to);
        if (memmem(to, (size_t)(end - to), relation, strlen(relation)) != NULL)
            return pool_copy(pool, from + 1, (size_t)(to - from) - 1);
    }
    return NULL;
}

/* Lists that go by marks have no number; per_page is no page. */
static int64_t
page_number(const char *url)
{
    const char *at = url;

    while (at != NULL && (at = strpbrk(at, "?&")) != NULL) {
        at++;
        if (strncmp(at, "page=", strlen("page=")) == 0)
            return strtoll(at + strlen("page="), NULL, 10);
    }
    return 0;
}

static void
take_links(const struct call *call, struct github_answer *answer)
{
    struct pool *pool = call->github->pool;
    int64_t next, last;

    answer->next = linked_page(pool, &call->answer, "rel=\"next\"");
    next = page_number(answer->next);
    last = page_number(linked_page(pool, &call->answer, "rel=\"last\""));
    answer->more = next > 0 && last >= next ? last - next + 1 : 0;
}

static int
take_answer(struct call *call, struct github_answer *answer)
{
    const char *etag = http_answer_header(&call->answer, "ETag");
    int rc;

    answer->body = call->answer.body;
    answer->length = call->answer.length;
    take_links(call, answer);
    rc = api_require_json("GitHub", call->name, &call->answer);
    if (rc != 0)
        return rc;
    if (call->request->keep && etag != NULL)
        github_kept_put(call->github, call->request->path,
                        &(struct github_kept){ etag, answer->body, answer->length, answer->next });
    return 0;
}

static int
judge(struct call *call, struct github_answer *answer)
{
    int64_t now_ms = clock_ms(), limit_ms = github_limit_until(&call->answer, now_ms);

    answer->status = call->answer.status;
    answer->id = id_of(call);
    answer->again_ms = github_limit_again(&call->answer, now_ms);
    if (limit_ms != 0)
        return github_sleep(
            call->github,
            pool_printf(call->github->pool, "%s: status %d", call->name, answer->status), limit_ms);
    if (answer->status == NOT_MODIFIED && call->kept.etag != NULL) {
        answer->body = call->kept.body;
        answer->length = call->kept.length;
        answer->next = call->kept.next;
        return 0;
    }
    if (answer->status >= 300 && answer->status != call->request->expected)
        return refuse(call, now_ms);
    return take_answer(call, answer);
}

int
github_call(struct github *github, const struct github_request *request,
            struct github_answer *answer)
{
    const struct api_lane lane = lane_of(github);
    struct call call = { .github = github, .request = request };
    int rc;

    *answer = (struct github_answer){ .body = "" };
    call.name = pool_printf(github->pool, "%s %s", request->method,
                            request->secret ? "(hidden)" : request->path);
    rc = api_lane_awake(&lane, call.name);
    if (rc != 0)
        return rc;
    if (request->keep)
        github_kept_find(github, request->path, &call.kept);
    rc = send_authorized(&call);
    return rc == 0 ? judge(&call, answer) : rc;
}

int
github_read(struct github *github, const struct github_request *request, struct json_want *wants,
            size_t count)
{
    struct github_answer answer;
    int rc = github_call(github, request, &answer);

    return rc == 0 ? json_scan(github->pool, answer.body, answer.length, wants, count) : rc;
}
