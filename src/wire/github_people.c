/* github_people.c - memberships, counts, and issues for welcomes. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/match.h"
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

static const char *
search_path(struct github *github, const char *how, const char *query)
{
    return pool_printf(github->pool, "/search/issues?%s&q=%s", how,
                       percent_encode(github->pool, query));
}

enum found_field { FOUND_NUMBER, FOUND_REPOSITORY, FOUND_FIELDS };

/* "https://api.github.com/repos/Acme/Web" and 12: "acme/web#12" */
static const char *
found_name(struct pool *pool, const struct json_value *repository, const struct json_value *number)
{
    const char *name = strstr(repository->text, "/repos/");

    if (repository->type != JSON_STRING || number->type != JSON_NUMBER || name == NULL)
        return NULL;
    return name_lower(pool, pool_printf(pool, "%s#%s", name + strlen("/repos/"), number->text));
}

/* Each item has both, so that the lists go side by side. */
static size_t
take_found(struct pool *pool, const struct json_want *wants, const char **names, size_t count)
{
    const struct json_value *repository = wants[FOUND_REPOSITORY].first;
    const struct json_value *number = wants[FOUND_NUMBER].first;

    for (; repository != NULL && number != NULL && count < GITHUB_FOUND_MOST;
         repository = repository->next, number = number->next) {
        const char *name = found_name(pool, repository, number);

        if (name != NULL)
            names[count++] = name;
    }
    return count;
}

int
github_merged(struct github *github, const char *organization, const char *login,
              struct strings *pull_requests)
{
    struct pool *pool = github->pool;
    const char **names = pool_array(pool, GITHUB_FOUND_MOST, sizeof *names);
    size_t count = 0;
    struct github_pages pages = {
        .path =
            search_path(github, "per_page=100",
                        pool_printf(pool, "is:pr is:merged author:%s org:%s", login, organization)),
    };
    int rc;

    do {
        struct json_want wants[FOUND_FIELDS] = {
            [FOUND_NUMBER].pointer = "/items/*/number",
            [FOUND_REPOSITORY].pointer = "/items/*/repository_url",
        };

        rc = github_next_page(github, &pages, wants, FOUND_FIELDS);
        if (rc == 1)
            count = take_found(pool, wants, names, count);
    } while (rc == 1 && count < GITHUB_FOUND_MOST);
    *pull_requests = (struct strings){ names, count };
    return rc < 0 ? rc : 0;
}

int
github_first_opened(struct github *github, const char *repository, const char *login,
                    int64_t *number)
{
    struct json_want want = { .pointer = "/items/0/number" };
    const struct github_request request = {
        .method = "GET",
        .path =
            search_path(github, "per_page=1&sort=created&order=asc",
                        pool_printf(github->pool, "is:pr author:%s repo:%s", login, repository)),
    };
    int rc = github_read(github, &request, &want, 1);

    if (rc == 0)
        *number = json_integer(&want, 0);
    return rc;
}

int
github_user_name(struct github *github, const char *login, const char **name)
{
    struct json_want want = { .pointer = "/name" };
    const struct github_request request = {
        .method = "GET",
        .path = pool_printf(github->pool, "/users/%s", percent_encode(github->pool, login)),
        .keep = true,
    };
    int rc = github_read(github, &request, &want, 1);

    *name = rc == 0 ? json_string(&want) : NULL;
    return rc;
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
