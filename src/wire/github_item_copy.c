/* github_item_copy.c - the names of the members, once for reading and once for writing. */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "wire/github_item_copy.h"

static const char *const pointers[GITHUB_ITEM_MEMBERS] = {
    [GITHUB_ITEM_NUMBER] = "/number",
    [GITHUB_ITEM_URL] = "/html_url",
    [GITHUB_ITEM_TITLE] = "/title",
    [GITHUB_ITEM_BODY] = "/body",
    [GITHUB_ITEM_STATE] = "/state",
    [GITHUB_ITEM_CLOSED] = "/closed_at",
    [GITHUB_ITEM_UPDATED] = "/updated_at",
    [GITHUB_ITEM_DRAFT] = "/draft",
    [GITHUB_ITEM_PULL] = "/pull_request",
    [GITHUB_ITEM_MERGED] = "/pull_request/merged_at",
    [GITHUB_ITEM_ASSIGNEES] = "/assignees/*/login",
    [GITHUB_ITEM_LABELS] = "/labels/*/name",
    [GITHUB_ITEM_DUE] = "/milestone/due_on",
    [GITHUB_ITEM_AUTHOR] = "/user/login",
};

static bool
is_pull(const struct github_item_copy *copy)
{
    const struct json_value *value = copy->members[GITHUB_ITEM_PULL].first;

    return value != NULL && value->type == JSON_OBJECT;
}

int
github_item_copy_read(struct pool *pool, const char *element, size_t length,
                      struct github_item_copy *copy)
{
    struct github_item_copy made = { 0 };
    const char *updated;
    int rc;

    for (size_t i = 0; i < GITHUB_ITEM_MEMBERS; i++)
        made.members[i].pointer = pointers[i];
    rc = json_scan(pool, element, length, made.members, GITHUB_ITEM_MEMBERS);
    if (rc != 0)
        return rc;
    made.number = json_integer(&made.members[GITHUB_ITEM_NUMBER], 0);
    updated = json_string(&made.members[GITHUB_ITEM_UPDATED]);
    if (made.number <= 0 || updated == NULL || !clock_parse(updated, &made.updated_ms))
        return fail(FAIL_FIELD, "GitHub: an issue without /number or /updated_at");
    *copy = made;
    return 0;
}

/* [{"login": ..}, ..] */
static void
set_named(struct json *object, const char *key, const char *member, const struct json_value *value)
{
    struct json *list = json_array();

    for (; value != NULL; value = value->next) {
        struct json *one = json_object();

        if (value->type == JSON_STRING)
            json_set_string(one, member, value->text);
        json_add(list, one);
    }
    json_set(object, key, list);
}

/* {"login": ..}, where it is told */
static void
set_within(struct json *object, const char *key, const char *member, const struct json_want *want)
{
    struct json *inner;

    if (json_string(want) == NULL)
        return;
    inner = json_object();
    json_set_string(inner, member, json_string(want));
    json_set(object, key, inner);
}

static void
set_pull(struct json *object, const struct github_item_copy *copy)
{
    struct json *pull = json_object();

    json_set_string(pull, "merged_at", json_string(&copy->members[GITHUB_ITEM_MERGED]));
    json_set(object, "pull_request", pull);
    json_set_bool(object, "draft", json_true(&copy->members[GITHUB_ITEM_DRAFT]));
}

struct json *
github_item_copy_json(const struct github_item_copy *copy)
{
    static const struct {
        enum github_item_member member;
        const char *key;
    } texts[] = {
        { GITHUB_ITEM_URL, "html_url" },     { GITHUB_ITEM_TITLE, "title" },
        { GITHUB_ITEM_BODY, "body" },        { GITHUB_ITEM_STATE, "state" },
        { GITHUB_ITEM_CLOSED, "closed_at" }, { GITHUB_ITEM_UPDATED, "updated_at" },
    };
    const struct json_want *members = copy->members;
    struct json *object = json_object();

    json_set_integer(object, "number", copy->number);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        json_set_string(object, texts[i].key, json_string(&members[texts[i].member]));
    set_named(object, "assignees", "login", members[GITHUB_ITEM_ASSIGNEES].first);
    set_named(object, "labels", "name", members[GITHUB_ITEM_LABELS].first);
    set_within(object, "milestone", "due_on", &members[GITHUB_ITEM_DUE]);
    set_within(object, "user", "login", &members[GITHUB_ITEM_AUTHOR]);
    if (is_pull(copy))
        set_pull(object, copy);
    return object;
}
