/* github_issue.c - reads, closes, reopens, assigns. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "port/json.h"
#include "wire/github_issue.h"

enum { GONE = 410 };
enum field { REPOSITORY, STATE, PULL_REQUEST, ASSIGNEES, FIELDS };

static const char *
path_of(struct pool *pool, const char *repository, int64_t number, const char *more)
{
    return pool_printf(pool, "/repos/%s/issues/%" PRId64 "%s", repository, number, more);
}

/* What was deleted is 410 to those who may see the repository, 404 to others. */
static int
ask(struct github *github, const struct github_request *request, struct json_want *wants,
    size_t count)
{
    struct github_answer answer;
    int rc = github_call(github, request, &answer);

    if (rc == FAIL_REFUSED && answer.status == GONE)
        return FAIL_NOT_FOUND;
    return rc == 0 ? json_scan(github->pool, answer.body, answer.length, wants, count) : rc;
}

/* "acme/web" of "https://api.github.com/repos/acme/web", or NULL */
static const char *
repository_of(const char *url)
{
    const char *name = url == NULL ? NULL : strstr(url, "/repos/");

    return name == NULL ? NULL : name + strlen("/repos/");
}

int
github_issue_get(struct github *github, const char *repository, int64_t number,
                 struct github_issue *issue)
{
    struct json_want wants[FIELDS] = { [REPOSITORY].pointer = "/repository_url",
                                       [STATE].pointer = "/state",
                                       [PULL_REQUEST].pointer = "/pull_request",
                                       [ASSIGNEES].pointer = "/assignees/*/login" };
    const struct github_request request = {
        .method = "GET",
        .path = path_of(github->pool, repository, number, ""),
    };
    int rc = ask(github, &request, wants, FIELDS);

    if (rc != 0)
        return rc;
    if (json_string(&wants[STATE]) == NULL ||
        repository_of(json_string(&wants[REPOSITORY])) == NULL)
        return fail(FAIL_FIELD, "GitHub: GET %s: /state or /repository_url is missing",
                    request.path);
    *issue = (struct github_issue){
        .repository = repository_of(json_string(&wants[REPOSITORY])),
        .pull_request =
            wants[PULL_REQUEST].first != NULL && wants[PULL_REQUEST].first->type == JSON_OBJECT,
        .open = strcmp(json_string(&wants[STATE]), "open") == 0,
        .assignees = json_strings(github->pool, &wants[ASSIGNEES]),
    };
    return 0;
}

int
github_issue_set_open(struct github *github, const char *repository, int64_t number, bool open)
{
    const struct github_request request = {
        .method = "PATCH",
        .path = path_of(github->pool, repository, number, ""),
        .body = open ? "{\"state\":\"open\",\"state_reason\":\"reopened\"}"
                     : "{\"state\":\"closed\",\"state_reason\":\"completed\"}",
    };

    return ask(github, &request, NULL, 0);
}

/* Both ways of changing them answer with the issue as it is then. */
static int
change_assignees(struct github *github, const char *method, const char *path, const char *login,
                 struct strings *assignees)
{
    struct json_want want = { .pointer = "/assignees/*/login" };
    struct json *body = json_object();
    struct github_request request = { .method = method, .path = path };
    int rc;

    json_set(body, "assignees", json_list((struct strings){ &login, 1 }));
    request.body = json_text(github->pool, body, JSON_COMPACT);
    rc = ask(github, &request, &want, 1);
    if (rc == 0)
        *assignees = json_strings(github->pool, &want);
    return rc;
}

int
github_issue_assign(struct github *github, const char *repository, int64_t number,
                    const char *login, bool *taken)
{
    struct strings assignees = { 0 };
    int rc = change_assignees(
        github, "POST", path_of(github->pool, repository, number, "/assignees"), login, &assignees);

    *taken = name_among(assignees, login);
    return rc;
}

int
github_issue_unassign(struct github *github, const char *repository, int64_t number,
                      const char *login)
{
    struct strings assignees;

    return change_assignees(github, "DELETE",
                            path_of(github->pool, repository, number, "/assignees"), login,
                            &assignees);
}
