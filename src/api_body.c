/* api_body.c - members of an object, each of its shape */
#include "config.h"

#include <string.h>

#include "api_body.h"
#include "base/fail.h"
#include "base/json_members.h"

static int
refuse_name(const struct api_call *call, const char *name, struct strings known)
{
    const char *near = nearest(known, name);

    if (near != NULL)
        return api_refuse(call, FAIL_FIELD, "there is no member \"%s\" here; did you mean \"%s\"?",
                          name, near);
    if (known.count == 0)
        return api_refuse(call, FAIL_FIELD, "there is no member \"%s\" here, nor any other", name);
    return api_refuse(call, FAIL_FIELD, "there is no member \"%s\" here, but these: %s", name,
                      words_join(call->pool, known, 0));
}

static bool
is_list_of_texts(struct pool *pool, const struct json_value *list)
{
    struct json_want all = { .pointer = "/*" };

    if (list->type != JSON_ARRAY || json_scan(pool, list->text, list->length, &all, 1) != 0)
        return false;
    for (const struct json_value *value = all.first; value != NULL; value = value->next) {
        if (value->type != JSON_STRING)
            return false;
    }
    return true;
}

/* What it is to be, where it isn't; NULL: it is. */
static const char *
shape_trouble(struct pool *pool, enum api_shape shape, const struct json_value *value)
{
    switch (shape) {
    case API_TEXT:
        return value->type == JSON_STRING ? NULL : "a string";
    case API_NUMBER:
        return value->type == JSON_NUMBER ? NULL : "a number";
    case API_STRINGS:
        return is_list_of_texts(pool, value) ? NULL : "an array of strings";
    case API_ANY:
        break;
    }
    return NULL;
}

static int
take(const struct api_call *call, const struct json_member *from, struct api_member *member)
{
    const char *trouble;

    if (from->value.type == JSON_NULL && member->shape != API_ANY)
        return 0;
    trouble = shape_trouble(call->pool, member->shape, &from->value);
    if (trouble != NULL)
        return api_refuse(call, FAIL_FIELD, "%s: it is %s", member->name, trouble);
    member->value = &from->value;
    return 0;
}

static struct api_member *
member_of(struct api_member *members, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(members[i].name, name) == 0)
            return &members[i];
    }
    return NULL;
}

static int
read_members(const struct api_call *call, struct api_member *members, size_t count, bool strict)
{
    struct json_members all = { 0 };
    struct api_member *member;
    int rc = json_members(call->pool, call->body, call->length, &all);

    if (rc == FAIL_FIELD)
        return api_refuse(call, FAIL_FIELD, "the body is to be a JSON object");
    for (size_t i = 0; rc == 0 && i < all.count; i++) {
        member = member_of(members, count, all.items[i].key);
        if (member != NULL)
            rc = take(call, &all.items[i], member);
        else if (strict)
            rc = refuse_name(call, all.items[i].key, api_member_names(call->pool, members, count));
    }
    return rc;
}

int
api_body_read(const struct api_call *call, struct api_member *members, size_t count)
{
    int rc = read_members(call, members, count, true);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (members[i].needed && members[i].value == NULL)
            rc = api_refuse(call, FAIL_FIELD, "%s is missing", members[i].name);
    }
    return rc;
}

int
api_body_pick(const struct api_call *call, struct api_member *members, size_t count)
{
    return read_members(call, members, count, false);
}

const char *
api_member_text(const struct api_member *member)
{
    return member->value == NULL ? NULL : member->value->text;
}

struct strings
api_member_names(struct pool *pool, const struct api_member *members, size_t count)
{
    const char **names = pool_array(pool, count, sizeof *names);

    for (size_t i = 0; i < count; i++)
        names[i] = members[i].name;
    return (struct strings){ names, count };
}
