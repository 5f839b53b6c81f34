/* github_item.c - one table of members for all places where an item stands. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "wire/github_common.h"
#include "wire/github_field.h"
#include "wire/github_item.h"

enum item_field {
    REPOSITORY_ID,
    REPOSITORY,
    BELOW, /* the fields from here on are relative to the item */
    NUMBER = BELOW,
    PULL_REQUEST, /* of an issue: an object, where it is one */
    BASE,         /* of a pull request */
    URL,
    TITLE,
    BODY,
    STATE,
    CLOSED_AT,
    MERGED,
    MERGED_AT, /* of a pull request in a list of issues */
    DRAFT,
    ASSIGNEES,
    REVIEWERS,
    LABELS,
    DUE,
    UPDATED,
    AUTHOR,
    ITEM_FIELDS
};

static const char *const pointers[ITEM_FIELDS] = {
    [REPOSITORY_ID] = "/repository/id",
    [REPOSITORY] = "/repository/full_name",
    [NUMBER] = "/number",
    [PULL_REQUEST] = "/pull_request",
    [BASE] = "/base/ref",
    [URL] = "/html_url",
    [TITLE] = "/title",
    [BODY] = "/body",
    [STATE] = "/state",
    [CLOSED_AT] = "/closed_at",
    [MERGED] = "/merged",
    [MERGED_AT] = "/pull_request/merged_at",
    [DRAFT] = "/draft",
    [ASSIGNEES] = "/assignees/*/login",
    [REVIEWERS] = "/requested_reviewers/*/login",
    [LABELS] = "/labels/*/name",
    [DUE] = "/milestone/due_on",
    [UPDATED] = "/updated_at",
    [AUTHOR] = "/user/login",
};

enum event_field {
    ITEM = GITHUB_COMMON, /* its fields */
    LABEL = ITEM + ITEM_FIELDS,
    ASSIGNEE,
    NEW_REPOSITORY, /* read_place() counts on the order of these three */
    NEW_REPOSITORY_ID,
    NEW_NUMBER,
    NEW_URL,
    OLD_REPOSITORY, /* the same */
    OLD_REPOSITORY_ID,
    OLD_NUMBER,
    EVENT_FIELDS
};

static void
want_item(struct json_want *fields, struct pool *pool, const char *root)
{
    for (size_t i = 0; i < BELOW; i++)
        fields[i].pointer = pointers[i];
    for (size_t i = BELOW; i < ITEM_FIELDS; i++)
        fields[i].pointer = pool_printf(pool, "%s%s", root, pointers[i]);
}

static struct strings
read_names(const struct json_want *want, struct pool *pool)
{
    const char **names = pool_array(pool, want->count + 1, sizeof *names);
    size_t count = 0;

    for (struct json_value *value = want->first; value != NULL; value = value->next) {
        const struct json_want one = { .pointer = want->pointer, .first = value };
        const char *name = github_name_or_null(&one);

        if (name != NULL)
            names[count++] = name;
    }
    return (struct strings){ names, count };
}

static bool
is_there(const struct json_want *want)
{
    return want->first != NULL && want->first->type != JSON_NULL;
}

static const char *
text_or_empty(const struct json_want *want)
{
    const char *text = json_string(want);

    return text == NULL ? "" : text;
}

/* Some events of issues have no state, but all tell when it was closed. */
static bool
is_open(const struct json_want *fields)
{
    const char *state = json_string(&fields[STATE]);

    return state != NULL ? strcmp(state, "open") == 0 : !is_there(&fields[CLOSED_AT]);
}

/* GitHub keeps the day that people choose as a moment of it, in the morning. */
static const char *
day_of(const struct json_want *want, struct pool *pool)
{
    int64_t ms = json_time(want, INT64_MIN);

    return ms == INT64_MIN ? NULL : pool_copy(pool, clock_format(pool, ms), strlen("2026-12-01"));
}

static int
read_identity(const struct json_want *fields, const char *kind, struct github_item *item)
{
    int rc = github_read_id(&fields[REPOSITORY_ID], kind, &item->repository_id);

    if (rc == 0)
        rc = github_read_required(&fields[REPOSITORY], kind, &item->repository);
    if (rc == 0)
        rc = github_read_repository(&fields[REPOSITORY], kind, &item->repository);
    if (rc == 0)
        rc = github_read_id(&fields[NUMBER], kind, &item->number);
    return rc;
}

static int
read_item(const struct json_want *fields, const char *kind, struct pool *pool,
          struct github_item *item)
{
    int rc = read_identity(fields, kind, item);

    if (rc != 0)
        return rc;
    item->pull_request = is_there(&fields[BASE]) || is_there(&fields[PULL_REQUEST]);
    item->url = github_name_or_null(&fields[URL]);
    item->title = text_or_empty(&fields[TITLE]);
    item->body = text_or_empty(&fields[BODY]);
    item->merged = json_true(&fields[MERGED]) || is_there(&fields[MERGED_AT]);
    item->open = is_open(fields) && !item->merged;
    item->draft = json_true(&fields[DRAFT]);
    item->assignees = read_names(&fields[ASSIGNEES], pool);
    item->reviewers = read_names(&fields[REVIEWERS], pool);
    item->labels = read_names(&fields[LABELS], pool);
    item->milestone_due = day_of(&fields[DUE], pool);
    item->updated_ms = json_time(&fields[UPDATED], 0);
    item->author = github_name_or_null(&fields[AUTHOR]);
    return 0;
}

int
github_item_read(struct pool *pool, const char *document, size_t length, const char *root,
                 struct github_item *item)
{
    struct json_want fields[ITEM_FIELDS] = { 0 };
    struct github_item made = { 0 };
    int rc;

    want_item(fields, pool, root);
    rc = json_scan(pool, document, length, fields, ITEM_FIELDS);
    if (rc == 0)
        rc = read_item(fields, "item", pool, &made);
    if (rc == 0)
        *item = made;
    return rc;
}

const char *
github_item_root(const char *kind)
{
    if (strcmp(kind, "issues") == 0)
        return "/issue";
    return strcmp(kind, "pull_request") == 0 ? "/pull_request" : NULL;
}

/* Repository, its id and a number, in this order; what is told by half is not told. */
static bool
read_place(const struct json_want *wants, const char **repository, int64_t *id, int64_t *number)
{
    const char *name = github_repository_or_null(&wants[0]);
    int64_t numbers[] = { json_integer(&wants[1], 0), json_integer(&wants[2], 0) };

    if (name == NULL || numbers[0] <= 0 || numbers[1] <= 0)
        return false;
    *repository = name;
    *id = numbers[0];
    *number = numbers[1];
    return true;
}

static int
read_event(const struct json_want *wants, struct pool *pool, struct github_item_event *event)
{
    const char *kind = event->event.kind;
    int rc = read_item(wants + ITEM, kind, pool, &event->item);

    if (rc != 0)
        return rc;
    event->item.updated_ms = github_time(&wants[ITEM + UPDATED], event->event.received_ms);
    event->item.pull_request = event->item.pull_request || strcmp(kind, "pull_request") == 0;
    event->label = github_name_or_null(&wants[LABEL]);
    event->assignee = github_name_or_null(&wants[ASSIGNEE]);
    if (read_place(&wants[NEW_REPOSITORY], &event->new_repository, &event->new_repository_id,
                   &event->new_number))
        event->new_url = github_name_or_null(&wants[NEW_URL]);
    (void)read_place(&wants[OLD_REPOSITORY], &event->old_repository, &event->old_repository_id,
                     &event->old_number);
    return 0;
}

int
github_item_decode(const struct delivery *delivery, struct pool *pool,
                   struct github_item_event *event)
{
    struct json_want wants[EVENT_FIELDS] = {
        [LABEL].pointer = "/label/name",
        [ASSIGNEE].pointer = "/assignee/login",
        [NEW_REPOSITORY].pointer = "/changes/new_repository/full_name",
        [NEW_REPOSITORY_ID].pointer = "/changes/new_repository/id",
        [NEW_NUMBER].pointer = "/changes/new_issue/number",
        [NEW_URL].pointer = "/changes/new_issue/html_url",
        [OLD_REPOSITORY].pointer = "/changes/old_repository/full_name",
        [OLD_REPOSITORY_ID].pointer = "/changes/old_repository/id",
        [OLD_NUMBER].pointer = "/changes/old_issue/number",
    };
    struct github_item_event made = { .event.kind = pool_string(pool, delivery->kind) };
    const char *root = github_item_root(delivery->kind);
    int rc;

    if (root == NULL)
        return fail(FAIL_FIELD, "%s: no event of an issue or a pull request", delivery->kind);
    want_item(wants + ITEM, pool, root);
    rc = github_common_read(delivery, pool, wants, EVENT_FIELDS, &made.event);
    if (rc == 0)
        rc = read_event(wants, pool, &made);
    if (rc == 0)
        *event = made;
    return rc;
}
