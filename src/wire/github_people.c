/* github_people.c - memberships, counts, and issues for welcomes. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "port/json.h"
#include "wire/github_pages.h"
#include "wire/github_people.h"

static const char *
membership_path(struct github *github, const char *organization, const char *login)
{
    return pool_printf(github->pool, "/orgs/%s/memberships/%s",
                       percent_encode(github->pool, organization),
                       percent_encode(github->pool, login));
}

static int
read_membership(struct github *github, const struct github_request *request,
                enum github_membership *membership)
{
    struct json_want want = { .pointer = "/state" };
    const char *state;
    int rc = github_read(github, request, &want, 1);

    *membership = MEMBERSHIP_NONE;
    if (rc != 0)
        return rc;
    state = json_string(&want);
    if (state == NULL)
        return fail(FAIL_FIELD, "GitHub: %s %s: /state is missing", request->method, request->path);
    *membership = strcmp(state, "active") == 0 ? MEMBERSHIP_ACTIVE : MEMBERSHIP_PENDING;
    return 0;
}

int
github_membership(struct github *github, const char *organization, const char *login,
                  enum github_membership *membership)
{
    const struct github_request request = { .method = "GET",
                                            .path = membership_path(github, organization, login) };
    int rc = read_membership(github, &request, membership);

    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

int
github_invite(struct github *github, const char *organization, const char *login, const char *role,
              enum github_membership *membership)
{
    struct json *body = json_object();
    struct github_request request = { .method = "PUT",
                                      .path = membership_path(github, organization, login) };

    json_set_string(body, "role", role);
    request.body = json_text(github->pool, body, JSON_COMPACT);
    return read_membership(github, &request, membership);
}

static int
search_count(struct github *github, const char *query, int64_t *count)
{
    struct json_want want = { .pointer = "/total_count" };
    const struct github_request request = {
        .method = "GET",
        .path = pool_printf(github->pool, "/search/issues?per_page=1&q=%s",
                            percent_encode(github->pool, query)),
    };
    int rc = github_read(github, &request, &want, 1);

    if (rc != 0)
        return rc;
    *count = json_integer(&want, -1);
    if (*count < 0)
        return fail(FAIL_FIELD, "GitHub: GET /search/issues: /total_count is missing");
    return 0;
}

int
github_merged_count(struct github *github, const char *organization, const char *login,
                    int64_t *count)
{
    return search_count(
        github, pool_printf(github->pool, "is:pr is:merged author:%s org:%s", login, organization),
        count);
}

int
github_opened_count(struct github *github, const char *repository, const char *login,
                    int64_t *count)
{
    return search_count(
        github, pool_printf(github->pool, "is:pr author:%s repo:%s", login, repository), count);
}

int
github_issue_open(struct github *github, const char *repository, const char *title,
                  const char *text, int64_t *number)
{
    struct json_want want = { .pointer = "/number" };
    struct json *body = json_object();
    struct github_request request = { .method = "POST" };
    int rc;

    json_set_string(body, "title", title);
    json_set_string(body, "body", text);
    request.body = json_text(github->pool, body, JSON_COMPACT);
    request.path = pool_printf(github->pool, "/repos/%s/issues", repository);
    rc = github_read(github, &request, &want, 1);
    if (rc == 0)
        *number = json_integer(&want, 0);
    if (rc == 0 && *number <= 0)
        rc = fail(FAIL_FIELD, "GitHub: POST %s: /number is missing", request.path);
    return rc;
}

int
github_issue_close(struct github *github, const char *repository, int64_t number)
{
    struct github_answer answer;
    const struct github_request request = {
        .method = "PATCH",
        .path = pool_printf(github->pool, "/repos/%s/issues/%" PRId64, repository, number),
        .body = "{\"state\":\"closed\"}",
    };

    return github_call(github, &request, &answer);
}

enum issue_field { NUMBER, BODY, ISSUE_FIELDS };

/* Bodies may be null, so that both lists have a value for each issue. */
static int64_t
issue_with(const struct json_want *wants, const char *words)
{
    const struct json_value *number = wants[NUMBER].first, *body = wants[BODY].first;

    for (; number != NULL && body != NULL; number = number->next, body = body->next) {
        if (body->type == JSON_STRING && strstr(body->text, words) != NULL)
            return json_value_integer(number, 0);
    }
    return 0;
}

int
github_issue_find(struct github *github, const char *repository, const char *words,
                  int64_t since_ms, int64_t *number)
{
    struct pool *pool = github->pool;
    struct github_pages pages = {
        .path = pool_printf(pool, "/repos/%s/issues?state=all&per_page=100&since=%.19sZ",
                            repository, clock_format(pool, since_ms)),
    };
    int rc;

    *number = 0;
    do {
        struct json_want wants[ISSUE_FIELDS] = {
            [NUMBER].pointer = "/*/number", [BODY].pointer = "/*/body"
        };

        rc = github_next_page(github, &pages, wants, ISSUE_FIELDS);
        if (rc == 1)
            *number = issue_with(wants, words);
    } while (rc == 1 && *number == 0);
    return rc < 0 ? rc : 0;
}
