/* github_place.c - places as members of a job's args. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/match.h"
#include "wire/github_place.h"

static const char *const names[] = {
    [PLACE_ISSUE] = "issue",
    [PLACE_PULL_REQUEST] = "pull_request",
    [PLACE_ISSUE_COMMENT] = "issue_comment",
    [PLACE_REVIEW] = "review",
    [PLACE_REVIEW_COMMENT] = "review_comment",
    [PLACE_COMMIT_COMMENT] = "commit_comment",
};
enum { PLACES = sizeof(names) / sizeof(*names) };

enum field { PLACE, REPOSITORY, NUMBER, ID, THREAD, SHA, FIELDS };

struct github_place
github_place_of(const struct github_comment *comment)
{
    return (struct github_place){
        .kind = comment->place,
        .repository = comment->event.repository,
        .number = comment->number,
        .id = comment->id,
        .thread = comment->thread,
        .sha = comment->sha,
    };
}

const char *
github_place_key(struct pool *pool, const struct github_place *place)
{
    return pool_printf(pool, "%s:%s:%" PRId64 ":%" PRId64, name_lower(pool, place->repository),
                       names[place->kind], place->number, place->id);
}

void
github_place_write(const struct github_place *place, struct json *args)
{
    json_set_string(args, "place", names[place->kind]);
    if (place->number > 0)
        json_set_id(args, "number", place->number);
    if (place->id > 0)
        json_set_id(args, "id", place->id);
    if (place->thread > 0)
        json_set_id(args, "thread", place->thread);
    if (place->kind == PLACE_COMMIT_COMMENT)
        json_set_string(args, "sha", place->sha);
}

static bool
read_kind(const char *name, enum comment_place *kind)
{
    for (unsigned i = 0; name != NULL && i < PLACES; i++) {
        if (strcmp(names[i], name) == 0) {
            *kind = (enum comment_place)i;
            return true;
        }
    }
    return false;
}

const char *
github_place_read(struct pool *pool, const char *args, struct github_place *place)
{
    struct json_want wants[FIELDS] = {
        [PLACE].pointer = "/place",   [REPOSITORY].pointer = "/repository",
        [NUMBER].pointer = "/number", [ID].pointer = "/id",
        [THREAD].pointer = "/thread", [SHA].pointer = "/sha",
    };

    if (json_scan(pool, args, strlen(args), wants, FIELDS) != 0)
        return "its args are no JSON";
    *place = (struct github_place){
        .repository = json_string(&wants[REPOSITORY]),
        .number = json_id(&wants[NUMBER]),
        .id = json_id(&wants[ID]),
        .thread = json_id(&wants[THREAD]),
        .sha = json_string(&wants[SHA]),
    };
    if (!read_kind(json_string(&wants[PLACE]), &place->kind))
        return "its args name no place";
    if (!repository_valid(place->repository))
        return "its args name no repository";
    if (place->kind == PLACE_COMMIT_COMMENT ? !sha_valid(place->sha) : place->number == 0)
        return "its args name no issue, pull request or commit";
    if (place->kind == PLACE_REVIEW_COMMENT && place->thread == 0)
        return "its args name no thread";
    return NULL;
}

const char *
github_place_name(struct pool *pool, const struct github_place *place)
{
    if (place->kind == PLACE_COMMIT_COMMENT)
        return pool_printf(pool, "%s@%.7s", place->repository, place->sha);
    return pool_printf(pool, "%s#%" PRId64, place->repository, place->number);
}
