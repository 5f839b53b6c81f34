/* json_members.c - walks over one level of a text that json_scan() has found good */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_members.h"
#include "base/json_text.h"

/* The end of an object or array, whose strings may hold brackets. */
static int
skip_nested(struct json_text *json)
{
    struct json_raw raw;
    size_t depth = 0;
    int rc = 0;

    do {
        int next = json_peek(json);

        if (next == '"') {
            rc = json_skip_string(json, &raw);
            continue;
        }
        depth += next == '{' || next == '[';
        depth -= next == '}' || next == ']';
        json->at++;
    } while (rc == 0 && depth > 0);
    return rc;
}

static enum json_type
type_of(int first)
{
    switch (first) {
    case '"':
        return JSON_STRING;
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case 't':
        return JSON_TRUE;
    case 'f':
        return JSON_FALSE;
    case 'n':
        return JSON_NULL;
    default:
        return JSON_NUMBER;
    }
}

static int
read_value(struct pool *pool, struct json_text *json, struct json_value *value)
{
    static const char *const words[] = {
        [JSON_NULL] = "null", [JSON_FALSE] = "false", [JSON_TRUE] = "true"
    };
    enum json_type type = type_of(json_peek(json));
    const char *begin = json->at;
    struct json_raw raw;
    int rc;

    value->type = type;
    if (type == JSON_STRING) {
        rc = json_skip_string(json, &raw);
        if (rc == 0)
            value->text = json_decode(pool, &raw, &value->length);
        return rc;
    }
    if (type == JSON_OBJECT || type == JSON_ARRAY)
        rc = skip_nested(json);
    else if (type == JSON_NUMBER)
        rc = json_skip_number(json);
    else
        rc = json_skip_word(json, words[type]);
    value->length = (size_t)(json->at - begin);
    value->text = pool_copy(pool, begin, value->length);
    return rc;
}

static int
read_member(struct pool *pool, struct json_text *json, struct json_member *member)
{
    struct json_raw raw;
    size_t length;
    int rc;

    member->written = json->at;
    rc = json_skip_string(json, &raw);
    if (rc != 0)
        return rc;
    member->key = json_decode(pool, &raw, &length);
    (void)json_peek(json);
    json->at++;
    rc = read_value(pool, json, &member->value);
    member->written_length = (size_t)(json->at - member->written);
    return rc;
}

int
json_members(struct pool *pool, const char *text, size_t length, struct json_members *members)
{
    struct json_text json = { .begin = text, .at = text, .end = text + length };
    struct json_member *items = NULL;
    size_t count = 0, room = 0;
    int rc = json_scan(pool, text, length, NULL, 0);

    *members = (struct json_members){ 0 };
    if (rc == 0 && json_peek(&json) != '{')
        return FAIL_FIELD;
    json.at++;
    while (rc == 0 && json_peek(&json) != '}') {
        if (json_peek(&json) == ',')
            json.at++;
        (void)json_peek(&json);
        items = pool_grow(pool, items, count, &room, sizeof *items);
        items[count] = (struct json_member){ 0 };
        rc = read_member(pool, &json, &items[count++]);
    }
    if (rc == 0)
        *members = (struct json_members){ items, count };
    return rc;
}
