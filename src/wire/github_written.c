/* github_written.c - post, edit, find again. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/match.h"
#include "port/json.h"
#include "wire/github_pages.h"
#include "wire/github_written.h"

enum field { ID, BODY, LOGIN, APP, CLIENT, FIELDS };

static const char *
body_of(struct pool *pool, const char *text)
{
    struct json *object = json_object();

    json_set_string(object, "body", text);
    return json_text(pool, object, JSON_COMPACT);
}

static const char *
list_path(struct pool *pool, const struct github_under *under)
{
    return pool_printf(pool, "/repos/%s/issues/%" PRId64 "/comments", under->repository,
                       under->number);
}

int
github_written_post(struct github *github, const struct github_under *under, const char *text,
                    int64_t *id)
{
    const struct github_request request = { .method = "POST",
                                            .path = list_path(github->pool, under),
                                            .body = body_of(github->pool, text) };
    struct json_want want = { .pointer = "/id" };
    int rc = github_read(github, &request, &want, 1);

    if (rc != 0)
        return rc;
    *id = json_integer(&want, 0);
    return *id > 0 ? 0 : fail(FAIL_MALFORMED, "GitHub: a comment without an id");
}

int
github_written_edit(struct github *github, const struct github_under *under, int64_t id,
                    const char *text)
{
    struct pool *pool = github->pool;
    const struct github_request request = {
        .method = "PATCH",
        .path = pool_printf(pool, "/repos/%s/issues/comments/%" PRId64, under->repository, id),
        .body = body_of(pool, text),
    };
    struct github_answer answer;

    return github_call(github, &request, &answer);
}

/* Whose a comment must be; the App knows itself, a token has to ask. */
static int
find_login(struct github *github, const char **login)
{
    struct json_want want = { .pointer = "/login" };
    const struct github_request request = { .method = "GET", .path = "/user" };
    int rc =
        github->api->app_id != NULL || *login != NULL ? 0 : github_read(github, &request, &want, 1);

    if (rc == 0 && *login == NULL)
        *login = json_string(&want);
    return rc;
}

static bool
ends_with(const char *text, const char *end)
{
    size_t length = text == NULL ? 0 : strlen(text), tail = strlen(end);

    while (length > 0 && strchr(" \r\n", text[length - 1]) != NULL)
        length--;
    return length >= tail && memcmp(text + length - tail, end, tail) == 0;
}

static bool
is_ours(const struct github *github, const char *login, const struct json_want *wants)
{
    const char *app = github->api->app_id, *by = json_string(&wants[LOGIN]);
    const char *client = json_string(&wants[CLIENT]);

    if (app == NULL)
        return login != NULL && by != NULL && strcasecmp(login, by) == 0;
    return (wants[APP].first != NULL && strcmp(wants[APP].first->text, app) == 0) ||
           text_equal(client, app);
}

/* FAIL_NOT_FOUND: none of this page. */
static int
find_in(struct github *github, const struct json_want *page, const char *marker, const char **login,
        int64_t *id)
{
    for (const struct json_value *one = page->first; one != NULL; one = one->next) {
        struct json_want wants[FIELDS] = {
            [ID].pointer = "/id",
            [BODY].pointer = "/body",
            [LOGIN].pointer = "/user/login",
            [APP].pointer = "/performed_via_github_app/id",
            [CLIENT].pointer = "/performed_via_github_app/client_id",
        };
        int rc = json_scan(github->pool, one->text, one->length, wants, FIELDS);

        if (rc == 0 && !ends_with(json_string(&wants[BODY]), marker))
            continue;
        if (rc == 0)
            rc = find_login(github, login);
        if (rc != 0)
            return rc;
        if (json_integer(&wants[ID], 0) > 0 && is_ours(github, *login, wants)) {
            *id = json_integer(&wants[ID], 0);
            return 0;
        }
    }
    return FAIL_NOT_FOUND;
}

int
github_written_find(struct github *github, const struct github_under *under, const char *marker,
                    int64_t since_ms, int64_t *id)
{
    struct pool *pool = github->pool;
    const char *since =
        since_ms > 0 ? pool_printf(pool, "&since=%.19sZ", clock_format(pool, since_ms)) : "";
    struct github_pages pages = { .path = pool_printf(pool, "%s?per_page=100%s",
                                                      list_path(pool, under), since) };
    const char *login = NULL;
    int rc;

    do {
        struct json_want page = { .pointer = "/*" };
        int found;

        rc = github_next_page(github, &pages, &page, 1);
        found = rc == 1 ? find_in(github, &page, marker, &login, id) : FAIL_NOT_FOUND;
        if (found != FAIL_NOT_FOUND)
            return found;
    } while (rc == 1);
    return rc < 0 ? rc : FAIL_NOT_FOUND;
}
