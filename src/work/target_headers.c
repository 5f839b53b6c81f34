/* target_headers.c - the headers of a target: one by one, or all of them */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/json_members.h"
#include "port/json.h"
#include "work/send_headers.h"
#include "work/target_words.h"

static struct json_members
members_of(struct pool *pool, const char *headers)
{
    struct json_members members = { 0 };

    if (json_members(pool, headers, strlen(headers), &members) != 0)
        return (struct json_members){ 0 };
    return members;
}

/* NULL: there is none of that name. */
static const char *
value_of(struct json_members headers, const char *name)
{
    for (size_t i = 0; i < headers.count; i++)
        if (strcasecmp(headers.items[i].key, name) == 0)
            return headers.items[i].value.text;
    return NULL;
}

/* Puts one in the place of what had its name; a NULL value only drops that. */
static void
put(struct pool *pool, struct target *target, const char *name, const char *value)
{
    struct json_members present = members_of(pool, target->headers);
    struct json *headers = json_object();

    for (size_t i = 0; i < present.count; i++)
        if (strcasecmp(present.items[i].key, name) != 0)
            json_set_string(headers, present.items[i].key, present.items[i].value.text);
    json_set_string(headers, name, value);
    target->headers = json_text(pool, headers, JSON_COMPACT);
}

/* before: all headers that the target had. */
static const char *
add(struct pool *pool, struct json_members before, const char *name, const char *value,
    struct target *target)
{
    const char *trouble;

    /* Whoever writes it has seen no other. */
    if (strcmp(value, SEND_MASKED) == 0)
        value = value_of(before, name);
    if (value == NULL)
        return pool_printf(
            pool, "%s: " SEND_MASKED " stands for a value that is kept, and there is none", name);
    trouble = send_header_trouble(pool, name, value);
    if (trouble != NULL)
        return trouble;
    put(pool, target, name, value);
    return send_headers_trouble(pool, target->headers);
}

const char *
target_read_header(struct pool *pool, const char *word, struct target *target)
{
    const char *colon = strchr(word, ':');
    const char *name, *value;

    if (word[0] == '\0') {
        target->headers = "{}";
        return NULL;
    }
    if (colon == NULL || colon == word)
        return "it is \"Name: value\", or \"Name:\" to take one away";
    name = pool_copy(pool, word, (size_t)(colon - word));
    value = colon + 1 + strspn(colon + 1, " \t");
    if (value[0] != '\0')
        return add(pool, members_of(pool, target->headers), name, value, target);
    put(pool, target, name, NULL);
    return NULL;
}

const char *
target_read_headers(struct pool *pool, const char *json, size_t length, struct target *target)
{
    struct json_members before = members_of(pool, target->headers);
    struct json_members wanted = { 0 };
    const char *trouble = NULL;

    if (json_members(pool, json, length, &wanted) != 0)
        return "it is an object of strings";
    target->headers = "{}";
    for (size_t i = 0; trouble == NULL && i < wanted.count; i++) {
        const struct json_member *member = &wanted.items[i];

        if (value_of(members_of(pool, target->headers), member->key) != NULL)
            return pool_printf(pool, "%s is there twice", member->key);
        if (member->value.type != JSON_STRING || strlen(member->value.text) != member->value.length)
            return pool_printf(pool, "%s: its value is no string", member->key);
        trouble = add(pool, before, member->key, member->value.text, target);
    }
    return trouble;
}

const char *
target_header_word(struct pool *pool, const struct target *target)
{
    struct json_members headers = members_of(pool, target->headers);
    const char *text = NULL;

    for (size_t i = 0; i < headers.count; i++) {
        const char *name = headers.items[i].key;

        text = pool_printf(pool, "%s%s%s: %s", i > 0 ? text : "", i > 0 ? ", " : "", name,
                           send_header_masked(name, headers.items[i].value.text));
    }
    return text;
}

const char *
target_headers_masked(struct pool *pool, const struct target *target)
{
    struct json_members headers = members_of(pool, target->headers);
    struct json *masked = json_object();

    for (size_t i = 0; i < headers.count; i++)
        json_set_string(masked, headers.items[i].key,
                        send_header_masked(headers.items[i].key, headers.items[i].value.text));
    return json_text(pool, masked, JSON_COMPACT);
}
