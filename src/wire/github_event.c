/* github_event.c - what all events have in common, and the events that we act on. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/json_scan.h"
#include "wire/github_common.h"
#include "wire/github_event.h"
#include "wire/github_field.h"

#define COMMITS_CUT 2048 /* GitHub lists no more commits of a push, */
#define FILES_CUT 3000   /* and no more files of a commit */

int
github_event_decode(const struct delivery *delivery, struct pool *pool, struct github_event *event)
{
    struct json_want wants[GITHUB_COMMON] = { 0 };
    struct github_event made = { .kind = pool_string(pool, delivery->kind) };
    int rc;

    rc = github_common_read(delivery, pool, wants, GITHUB_COMMON, &made);
    if (rc == 0)
        *event = made;

    return rc;
}

enum push_field {
    REF = GITHUB_COMMON,
    BEFORE,
    AFTER,
    CREATED,
    DELETED,
    FORCED,
    HEAD_COMMIT,
    HEAD_AUTHOR,
    COMMITS,
    ADDED,
    MODIFIED,
    REMOVED,
    PUSH_FIELDS
};

/*
 * Files say what changed only when GitHub lists them all, and only where the branch goes straight
 * on: a forced push also takes back commits that it doesn't list, a new branch has no before.
 */
static void
read_changed(const struct json_want *wants, struct pool *pool, struct github_push *push)
{
    size_t most = wants[ADDED].count + wants[MODIFIED].count + wants[REMOVED].count;
    const char **paths = pool_array(pool, most + 1, sizeof *paths);
    size_t count = 0;

    for (size_t i = ADDED; i <= REMOVED; i++)
        for (const struct json_value *path = wants[i].first; path != NULL; path = path->next)
            if (path->type == JSON_STRING)
                paths[count++] = path->text;

    push->changed = (struct strings){ paths, count };
    push->changed_known =
        push->deleted || (wants[COMMITS].count > 0 && wants[COMMITS].count < COMMITS_CUT &&
                          most < FILES_CUT && !push->created && !push->forced);
}

/* The part of a ref behind its prefix, or NULL when it has another one. */
static const char *
ref_name(const char *ref, const char *prefix)
{
    size_t length = strlen(prefix);

    return strncmp(ref, prefix, length) == 0 ? ref + length : NULL;
}

static int
read_push(const struct json_want *wants, struct pool *pool, struct github_push *push)
{
    const char *commit = github_commit_or_null(&wants[HEAD_COMMIT]);
    const char *kind = push->event.kind;
    int rc;

    rc = github_require_repository(&push->event);
    if (rc == 0)
        rc = github_read_required(&wants[REF], kind, &push->ref);
    if (rc == 0)
        rc = github_read_commit(&wants[BEFORE], kind, &push->before);
    if (rc == 0)
        rc = github_read_required(&wants[AFTER], kind, &push->after);
    if (rc == 0)
        rc = github_read_commit(&wants[AFTER], kind, &push->after);
    if (rc != 0)
        return rc;

    push->branch = ref_name(push->ref, "refs/heads/");
    push->tag = ref_name(push->ref, "refs/tags/");
    push->created = json_true(&wants[CREATED]) || (push->before && github_zero(push->before));
    push->deleted = json_true(&wants[DELETED]) || github_zero(push->after);
    push->forced = json_true(&wants[FORCED]);
    push->author = github_name_or_null(&wants[HEAD_AUTHOR]);
    push->pushed_ms = github_time(&wants[GITHUB_PUSHED], push->event.received_ms);
    /* Of an annotated tag `after` is the tag object, head_commit the commit that it points to. */
    if (push->tag != NULL && commit != NULL)
        push->event.subject = commit;
    if (push->deleted)
        push->event.subject = NULL;
    read_changed(wants, pool, push);

    return 0;
}

int
github_push_decode(const struct delivery *delivery, struct pool *pool, struct github_push *push)
{
    struct json_want wants[PUSH_FIELDS] = {
        [REF].pointer = "/ref",
        [BEFORE].pointer = "/before",
        [AFTER].pointer = "/after",
        [CREATED].pointer = "/created",
        [DELETED].pointer = "/deleted",
        [FORCED].pointer = "/forced",
        [HEAD_COMMIT].pointer = "/head_commit/id",
        [HEAD_AUTHOR].pointer = "/head_commit/author/username",
        [COMMITS].pointer = "/commits/*/id",
        [ADDED].pointer = "/commits/*/added/*",
        [MODIFIED].pointer = "/commits/*/modified/*",
        [REMOVED].pointer = "/commits/*/removed/*",
    };
    struct github_push made = { .event.kind = "push" };
    int rc;

    rc = github_common_read(delivery, pool, wants, PUSH_FIELDS, &made.event);
    if (rc == 0)
        rc = read_push(wants, pool, &made);
    if (rc == 0)
        *push = made;

    return rc;
}

enum pull_request_field {
    NUMBER = GITHUB_COMMON,
    BASE_REF,
    HEAD_SHA,
    HEAD_REF,
    HEAD_REPOSITORY,
    UPDATED_AT,
    DRAFT,
    MERGED,
    MERGE_SHA,
    MERGED_AT,
    AUTHOR,
    AUTHOR_TYPE,
    ASSOCIATION,
    PULL_REQUEST_FIELDS
};

static void
read_head(const struct json_want *wants, struct github_pull_request *pull_request)
{
    const char *home = github_repository_or_null(&wants[HEAD_REPOSITORY]);

    pull_request->head_branch = json_string(&wants[HEAD_REF]);
    pull_request->from_fork = home == NULL || strcasecmp(home, pull_request->event.repository) != 0;
}

static int
read_pull_request(const struct json_want *wants, struct github_pull_request *pull_request)
{
    const char *kind = pull_request->event.kind;
    int rc;

    rc = github_require_repository(&pull_request->event);
    if (rc == 0)
        rc = github_read_required(&wants[BASE_REF], kind, &pull_request->base_branch);
    if (rc == 0)
        rc = github_read_required(&wants[HEAD_SHA], kind, &pull_request->head_sha);
    if (rc == 0)
        rc = github_read_commit(&wants[HEAD_SHA], kind, &pull_request->head_sha);
    if (rc != 0)
        return rc;

    pull_request->number = json_integer(&wants[NUMBER], 0);
    read_head(wants, pull_request);
    pull_request->author = github_name_or_null(&wants[AUTHOR]);
    pull_request->author_type = github_name_or_null(&wants[AUTHOR_TYPE]);
    pull_request->author_bot = github_bot(pull_request->author, pull_request->author_type);
    pull_request->association = github_name_or_null(&wants[ASSOCIATION]);
    pull_request->updated_ms = github_time(&wants[UPDATED_AT], pull_request->event.received_ms);
    pull_request->draft = json_true(&wants[DRAFT]);
    pull_request->merged = json_true(&wants[MERGED]);
    if (pull_request->merged) {
        pull_request->merge_sha = github_commit_or_null(&wants[MERGE_SHA]);
        pull_request->merged_ms = github_time(&wants[MERGED_AT], pull_request->event.received_ms);
    }
    if (pull_request->merge_sha != NULL)
        pull_request->event.subject = pull_request->merge_sha;

    return 0;
}

int
github_pull_request_decode(const struct delivery *delivery, struct pool *pool,
                           struct github_pull_request *pull_request)
{
    struct json_want wants[PULL_REQUEST_FIELDS] = {
        [NUMBER].pointer = "/number",
        [BASE_REF].pointer = "/pull_request/base/ref",
        [HEAD_SHA].pointer = "/pull_request/head/sha",
        [HEAD_REF].pointer = "/pull_request/head/ref",
        [HEAD_REPOSITORY].pointer = "/pull_request/head/repo/full_name",
        [UPDATED_AT].pointer = "/pull_request/updated_at",
        [DRAFT].pointer = "/pull_request/draft",
        [MERGED].pointer = "/pull_request/merged",
        [MERGE_SHA].pointer = "/pull_request/merge_commit_sha",
        [MERGED_AT].pointer = "/pull_request/merged_at",
        [AUTHOR].pointer = "/pull_request/user/login",
        [AUTHOR_TYPE].pointer = "/pull_request/user/type",
        [ASSOCIATION].pointer = "/pull_request/author_association",
    };
    struct github_pull_request made = { .event.kind = "pull_request" };
    int rc;

    rc = github_common_read(delivery, pool, wants, PULL_REQUEST_FIELDS, &made.event);
    if (rc == 0)
        rc = read_pull_request(wants, &made);
    if (rc == 0)
        *pull_request = made;

    return rc;
}

enum ping_field { HOOK = GITHUB_COMMON, PING_FIELDS };

int
github_ping_decode(const struct delivery *delivery, struct pool *pool, struct github_ping *ping)
{
    struct json_want wants[PING_FIELDS] = {
        [HOOK].pointer = "/hook_id",
    };
    struct github_ping made = { .event.kind = "ping" };
    int rc;

    rc = github_common_read(delivery, pool, wants, PING_FIELDS, &made.event);
    if (rc != 0)
        return rc;

    made.hook = json_integer(&wants[HOOK], 0);
    *ping = made;

    return 0;
}
