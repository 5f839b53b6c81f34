/* github_reply.c - the endpoints of each kind of place. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "wire/github_pages.h"
#include "wire/github_reply.h"

static const char *
object_of(struct pool *pool, const char *key, const char *value)
{
    struct json *object = json_object();

    json_set_string(object, key, value);
    return json_text(pool, object, JSON_COMPACT);
}

static int
post(struct github *github, const char *path, const char *key, const char *value)
{
    const struct github_request request = { .method = "POST",
                                            .path = path,
                                            .body = object_of(github->pool, key, value) };
    struct github_answer answer;

    return github_call(github, &request, &answer);
}

/* Where comments of the place are listed; new ones are posted there, too, but for a thread. */
static const char *
comments_path(struct pool *pool, const struct github_place *place)
{
    switch (place->kind) {
    case PLACE_REVIEW_COMMENT:
        return pool_printf(pool, "/repos/%s/pulls/%" PRId64 "/comments", place->repository,
                           place->number);
    case PLACE_COMMIT_COMMENT:
        return pool_printf(pool, "/repos/%s/commits/%s/comments", place->repository, place->sha);
    default:
        return pool_printf(pool, "/repos/%s/issues/%" PRId64 "/comments", place->repository,
                           place->number);
    }
}

int
github_reply(struct github *github, const struct github_place *place, const char *text)
{
    const char *path = comments_path(github->pool, place);

    if (place->kind == PLACE_REVIEW_COMMENT)
        path = pool_printf(github->pool, "%s/%" PRId64 "/replies", path, place->thread);
    return post(github, path, "body", text);
}

/* Comments on a commit can't be listed by time; there are few of them. */
int
github_reply_find(struct github *github, const struct github_place *place, const char *words,
                  int64_t since_ms, bool *found)
{
    struct pool *pool = github->pool;
    const char *since = place->kind == PLACE_COMMIT_COMMENT
                            ? ""
                            : pool_printf(pool, "&since=%.19sZ", clock_format(pool, since_ms));
    struct github_pages pages = { .path = pool_printf(pool, "%s?per_page=100%s",
                                                      comments_path(pool, place), since) };
    int rc;

    *found = false;
    do {
        struct json_want want = { .pointer = "/*/body" };

        rc = github_next_page(github, &pages, &want, 1);
        *found = rc == 1 && json_any_holds(&want, words);
    } while (rc == 1 && !*found);
    return rc < 0 ? rc : 0;
}

/* NULL: GitHub has no reactions there. */
static const char *
reactions_path(struct pool *pool, const struct github_place *place)
{
    switch (place->kind) {
    case PLACE_ISSUE:
    case PLACE_PULL_REQUEST:
        return pool_printf(pool, "/repos/%s/issues/%" PRId64 "/reactions", place->repository,
                           place->number);
    case PLACE_ISSUE_COMMENT:
        return pool_printf(pool, "/repos/%s/issues/comments/%" PRId64 "/reactions",
                           place->repository, place->id);
    case PLACE_REVIEW_COMMENT:
        return pool_printf(pool, "/repos/%s/pulls/comments/%" PRId64 "/reactions",
                           place->repository, place->id);
    case PLACE_COMMIT_COMMENT:
        return pool_printf(pool, "/repos/%s/comments/%" PRId64 "/reactions", place->repository,
                           place->id);
    case PLACE_REVIEW:
        break;
    }
    return NULL;
}

int
github_react(struct github *github, const struct github_place *place, const char *content)
{
    const char *path = reactions_path(github->pool, place);

    return path == NULL ? 0 : post(github, path, "content", content);
}
