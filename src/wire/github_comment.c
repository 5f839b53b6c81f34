/* github_comment.c - the six places, as a table of where each member stands. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "wire/github_comment.h"
#include "wire/github_common.h"
#include "wire/github_field.h"
#include "wire/github_shape.h"

enum field {
    NUMBER,
    ID,
    REPLY_TO,
    PULL_REQUEST, /* of an issue: an object, where it is one */
    OLD_ISSUE,
    SHA,
    HEAD_REF,
    HEAD_REPOSITORY,
    AUTHOR,
    AUTHOR_TYPE,
    ASSOCIATION,
    SUBJECT_AUTHOR,
    BODY,
    CREATED,
    URL,
    FIELDS
};

struct place {
    const char *event;
    const char *fresh;            /* the action that brings new text */
    const char *pointers[FIELDS]; /* NULL: such a place has none */
};

/* What the text itself is told by, wherever it stands. */
#define TEXT_AT(pointer)                                                                           \
    [AUTHOR] = pointer "/user/login", [AUTHOR_TYPE] = pointer "/user/type",                        \
    [ASSOCIATION] = pointer "/author_association", [BODY] = pointer "/body",                       \
    [URL] = pointer "/html_url"
/* A pull request, as it is at that moment. */
#define PULL_REQUEST_AT(pointer)                                                                   \
    [NUMBER] = pointer "/number", [SHA] = pointer "/head/sha", [HEAD_REF] = pointer "/head/ref",   \
    [HEAD_REPOSITORY] = pointer "/head/repo/full_name", [SUBJECT_AUTHOR] = pointer "/user/login"

static const struct place places[] = {
    [PLACE_ISSUE] = {
        .event = "issues",
        .fresh = "opened",
        .pointers = {
            TEXT_AT("/issue"),
            [NUMBER] = "/issue/number",
            [PULL_REQUEST] = "/issue/pull_request",
            [OLD_ISSUE] = "/changes/old_issue/number",
            [SUBJECT_AUTHOR] = "/issue/user/login",
            [CREATED] = "/issue/created_at",
        },
    },
    [PLACE_PULL_REQUEST] = {
        .event = "pull_request",
        .fresh = "opened",
        .pointers = {
            TEXT_AT("/pull_request"),
            PULL_REQUEST_AT("/pull_request"),
            [CREATED] = "/pull_request/created_at",
        },
    },
    [PLACE_ISSUE_COMMENT] = {
        .event = "issue_comment",
        .fresh = "created",
        .pointers = {
            TEXT_AT("/comment"),
            [NUMBER] = "/issue/number",
            [ID] = "/comment/id",
            [PULL_REQUEST] = "/issue/pull_request",
            [SUBJECT_AUTHOR] = "/issue/user/login",
            [CREATED] = "/comment/created_at",
        },
    },
    [PLACE_REVIEW] = {
        .event = "pull_request_review",
        .fresh = "submitted",
        .pointers = {
            TEXT_AT("/review"),
            PULL_REQUEST_AT("/pull_request"),
            [ID] = "/review/id",
            [CREATED] = "/review/submitted_at",
        },
    },
    [PLACE_REVIEW_COMMENT] = {
        .event = "pull_request_review_comment",
        .fresh = "created",
        .pointers = {
            TEXT_AT("/comment"),
            PULL_REQUEST_AT("/pull_request"),
            [ID] = "/comment/id",
            [REPLY_TO] = "/comment/in_reply_to_id",
            [CREATED] = "/comment/created_at",
        },
    },
    [PLACE_COMMIT_COMMENT] = {
        .event = "commit_comment",
        .fresh = "created",
        .pointers = {
            TEXT_AT("/comment"),
            [ID] = "/comment/id",
            [SHA] = "/comment/commit_id",
            [CREATED] = "/comment/created_at",
        },
    },
};

static const size_t place_count = sizeof places / sizeof *places;

/* Its index is the enum comment_place. */
static const struct place *
find_place(const char *event)
{
    for (size_t i = 0; i < place_count; i++)
        if (strcmp(places[i].event, event) == 0)
            return &places[i];

    return NULL;
}

bool
github_comment_event(const char *kind)
{
    return find_place(kind) != NULL;
}

static int
read_ids(const struct place *place, const struct json_want *fields, struct github_comment *comment)
{
    int rc = 0;

    if (place->pointers[NUMBER] != NULL)
        rc = github_read_id(&fields[NUMBER], place->event, &comment->number);
    if (rc == 0 && place->pointers[ID] != NULL)
        rc = github_read_id(&fields[ID], place->event, &comment->id);
    if (rc == 0 && place->pointers[REPLY_TO] != NULL)
        comment->thread = json_integer(&fields[REPLY_TO], comment->id);

    return rc;
}

static void
read_head(const struct place *place, const struct json_want *fields, struct github_comment *comment)
{
    const struct json_value *pull_request = fields[PULL_REQUEST].first;
    bool tells = place->pointers[HEAD_REPOSITORY] != NULL;

    comment->on_pull_request = tells || (pull_request != NULL && pull_request->type == JSON_OBJECT);
    comment->sha = github_commit_or_null(&fields[SHA]);
    comment->head_ref = github_name_or_null(&fields[HEAD_REF]);
    comment->head_repository = github_repository_or_null(&fields[HEAD_REPOSITORY]);
    if (tells)
        comment->from_fork = comment->head_repository == NULL ||
                             strcasecmp(comment->head_repository, comment->event.repository) != 0;
}

static int
read_text(const struct place *place, const struct json_want *fields, struct github_comment *comment)
{
    const struct json_value *body = fields[BODY].first;
    int rc = github_read_text(&fields[BODY], place->event, &comment->body);

    if (rc != 0)
        return rc;

    comment->body_length = comment->body == NULL ? 0 : body->length;
    if (comment->body == NULL)
        comment->body = "";
    comment->author = github_name_or_null(&fields[AUTHOR]);
    comment->author_type = github_name_or_null(&fields[AUTHOR_TYPE]);
    comment->author_bot = github_bot(comment->author, comment->author_type);
    comment->association = github_name_or_null(&fields[ASSOCIATION]);
    comment->subject_author = github_name_or_null(&fields[SUBJECT_AUTHOR]);
    comment->created_ms = github_time(&fields[CREATED], comment->event.received_ms);
    comment->url = github_name_or_null(&fields[URL]);

    return 0;
}

/* An issue that moves here from another repository is opened once more, with its old text. */
static bool
is_fresh(const struct place *place, const struct json_want *fields, const char *action)
{
    return action != NULL && strcmp(action, place->fresh) == 0 && fields[OLD_ISSUE].first == NULL;
}

int
github_comment_decode(const struct delivery *delivery, struct pool *pool,
                      struct github_comment *comment)
{
    const struct place *place = find_place(delivery->kind);
    struct json_want wants[GITHUB_COMMON + FIELDS] = { 0 };
    const struct json_want *fields = wants + GITHUB_COMMON;
    struct github_comment made = { 0 };
    int rc;

    if (place == NULL)
        return fail(FAIL_FIELD, "%s: no event in which people write", delivery->kind);
    for (size_t i = 0; i < FIELDS; i++)
        wants[GITHUB_COMMON + i].pointer =
            place->pointers[i] == NULL ? GITHUB_NOTHING : place->pointers[i];

    made.event.kind = place->event;
    made.place = (enum comment_place)(place - places);
    rc = github_common_read(delivery, pool, wants, GITHUB_COMMON + FIELDS, &made.event);
    if (rc == 0)
        rc = github_require_repository(&made.event);
    if (rc == 0)
        rc = read_ids(place, fields, &made);
    if (rc == 0)
        rc = read_text(place, fields, &made);
    if (rc != 0)
        return rc;

    made.fresh = is_fresh(place, fields, made.event.action);
    read_head(place, fields, &made);
    *comment = made;

    return 0;
}
