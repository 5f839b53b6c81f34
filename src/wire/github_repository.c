/* github_repository.c - questions about a repository. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/match.h"
#include "wire/github_pages.h"
#include "wire/github_repository.h"

static int
get(struct github *github, const char *path, bool keep, struct json_want *wants, size_t count)
{
    const struct github_request request = { .method = "GET", .path = path, .keep = keep };

    return github_read(github, &request, wants, count);
}

int
github_repository_get(struct github *github, const char *name, struct github_repository *repository)
{
    struct json_want wants[] = { { .pointer = "/id" },
                                 { .pointer = "/full_name" },
                                 { .pointer = "/archived" } };
    const char *path = pool_printf(github->pool, "/repos/%s", name);
    int rc = get(github, path, true, wants, 3);

    if (rc != 0)
        return rc;
    *repository = (struct github_repository){ json_integer(&wants[0], 0), json_string(&wants[1]),
                                              json_true(&wants[2]) };
    if (repository->id <= 0 || !repository_valid(repository->name))
        return fail(FAIL_FIELD, "GitHub: GET %s: /id or /full_name is missing", path);
    return 0;
}

/* `role_name` tells maintain and triage apart, which `permission` calls write and read. */
enum github_permission
github_permission_of(const char *permission, const char *role)
{
    static const char *const permissions[] = {
        [PERMISSION_NONE] = "none",         [PERMISSION_READ] = "read",
        [PERMISSION_TRIAGE] = "triage",     [PERMISSION_WRITE] = "write",
        [PERMISSION_MAINTAIN] = "maintain", [PERMISSION_ADMIN] = "admin",
    };
    enum github_permission found = PERMISSION_NONE;

    for (unsigned i = 0; i < sizeof(permissions) / sizeof(*permissions); i++) {
        if ((permission != NULL && strcmp(permissions[i], permission) == 0) ||
            (role != NULL && strcmp(permissions[i], role) == 0))
            found = (enum github_permission)i;
    }
    return found;
}

int
github_permission(struct github *github, const char *repository, const char *login,
                  enum github_permission *permission)
{
    struct json_want wants[] = { { .pointer = "/permission" }, { .pointer = "/role_name" } };
    const char *path = pool_printf(github->pool, "/repos/%s/collaborators/%s/permission",
                                   repository, percent_encode(github->pool, login));
    int rc = get(github, path, true, wants, 2);

    *permission = PERMISSION_NONE;
    if (rc == 0)
        *permission = github_permission_of(json_string(&wants[0]), json_string(&wants[1]));
    return rc;
}

enum head_field { SHA, REF, REPOSITORY, PUSHED, HEAD_FIELDS };

int
github_pull_head(struct github *github, const char *repository, int64_t number,
                 struct github_head *head)
{
    struct json_want wants[HEAD_FIELDS] = { [SHA].pointer = "/head/sha",
                                            [REF].pointer = "/head/ref",
                                            [REPOSITORY].pointer = "/head/repo/full_name",
                                            [PUSHED].pointer = "/head/repo/pushed_at" };
    const char *path = pool_printf(github->pool, "/repos/%s/pulls/%" PRId64, repository, number);
    int rc = get(github, path, false, wants, HEAD_FIELDS);

    *head = (struct github_head){ 0 };
    if (rc != 0)
        return rc;
    head->sha = json_string(&wants[SHA]);
    head->ref = json_string(&wants[REF]);
    head->repository = json_string(&wants[REPOSITORY]);
    head->fork = head->repository == NULL || strcasecmp(head->repository, repository) != 0;
    head->pushed_ms = json_time(&wants[PUSHED], 0);
    if (!sha_valid(head->sha) || head->ref == NULL)
        return fail(FAIL_FIELD, "GitHub: GET %s: /head/sha or /head/ref is missing", path);
    return 0;
}

int
github_pull_reviewers(struct github *github, const char *repository, int64_t number,
                      struct strings *logins)
{
    struct json_want want = { .pointer = "/requested_reviewers/*/login" };
    const char *path = pool_printf(github->pool, "/repos/%s/pulls/%" PRId64, repository, number);
    int rc = get(github, path, true, &want, 1);

    *logins = rc == 0 ? json_strings(github->pool, &want) : (struct strings){ 0 };
    return rc;
}

enum activity_field { AFTER, TIMESTAMP, ACTIVITY_FIELDS };

/*
 * Newest first: the first push that is before that time left the branch there.  Times have whole
 * seconds, so one of the very second may have come after; then nobody can tell.
 */
static const char *
newest_before(const struct json_want *wants, int64_t at_ms)
{
    const struct json_value *after = wants[AFTER].first, *time = wants[TIMESTAMP].first;
    int64_t pushed_ms;

    if (wants[AFTER].count != wants[TIMESTAMP].count)
        return NULL;
    for (; after != NULL && time != NULL; after = after->next, time = time->next) {
        if (!clock_parse(time->text, &pushed_ms) || pushed_ms / 1000 == at_ms / 1000)
            return NULL;
        if (pushed_ms < at_ms)
            return sha_valid(after->text) ? after->text : NULL;
    }
    return NULL;
}

int
github_branch_at(struct github *github, const char *repository, const char *branch, int64_t at_ms,
                 const char **sha)
{
    struct json_want wants[ACTIVITY_FIELDS] = {
        [AFTER].pointer = "/*/after", [TIMESTAMP].pointer = "/*/timestamp"
    };
    const char *path =
        pool_printf(github->pool, "/repos/%s/activity?ref=refs%%2Fheads%%2F%s&per_page=100",
                    repository, percent_encode(github->pool, branch));
    int rc = get(github, path, false, wants, ACTIVITY_FIELDS);

    *sha = rc == 0 ? newest_before(wants, at_ms) : NULL;
    return rc;
}

int
github_default_branch(struct github *github, const char *repository, const char **branch)
{
    struct json_want want = { .pointer = "/default_branch" };
    const char *path = pool_printf(github->pool, "/repos/%s", repository);
    int rc = get(github, path, true, &want, 1);

    if (rc != 0)
        return rc;
    *branch = json_string(&want);
    if (*branch == NULL)
        return fail(FAIL_FIELD, "GitHub: GET %s: /default_branch is missing", path);
    return 0;
}

int
github_commit(struct github *github, const char *repository, const char *ref, const char **sha)
{
    struct json_want want = { .pointer = "/sha" };
    const char *path = pool_printf(github->pool, "/repos/%s/commits/%s", repository,
                                   percent_encode(github->pool, ref));
    int rc = get(github, path, false, &want, 1);

    if (rc != 0)
        return rc;
    *sha = json_string(&want);
    if (!sha_valid(*sha))
        return fail(FAIL_FIELD, "GitHub: GET %s: /sha is missing", path);
    return 0;
}

/* A commit is told with what it changes: one file of that is enough. */
int
github_commit_author(struct github *github, const char *repository, const char *sha,
                     const char **login)
{
    struct json_want want = { .pointer = "/author/login" };
    const char *path =
        pool_printf(github->pool, "/repos/%s/commits/%s?per_page=1", repository, sha);
    int rc = get(github, path, false, &want, 1);

    if (rc == 0)
        *login = json_string(&want);
    return rc;
}
