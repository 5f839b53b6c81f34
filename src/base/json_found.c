/* json_found.c - what json_scan() found, as C values. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json_scan.h"
#include "base/text.h"

int
json_scan_some(struct pool *pool, const char *text, size_t length, struct json_want *wants,
               size_t count)
{
    struct json_want *some = pool_array(pool, count + 1, sizeof *some);
    size_t some_count = 0;
    int rc;

    for (size_t i = 0; i < count; i++) {
        if (wants[i].pointer != NULL)
            some[some_count++] = wants[i];
    }
    rc = json_scan(pool, text, length, some, some_count);
    for (size_t i = count; rc == 0 && i-- > 0;) {
        if (wants[i].pointer != NULL)
            wants[i] = some[--some_count];
    }
    return rc;
}

const char *
json_string(const struct json_want *want)
{
    return want->first != NULL && want->first->type == JSON_STRING ? want->first->text : NULL;
}

struct strings
json_strings(struct pool *pool, const struct json_want *want)
{
    const char **items = pool_array(pool, want->count + 1, sizeof(*items));
    size_t count = 0;

    for (const struct json_value *value = want->first; value != NULL; value = value->next) {
        if (value->type == JSON_STRING)
            items[count++] = value->text;
    }
    return (struct strings){ items, count };
}

int64_t
json_time(const struct json_want *want, int64_t otherwise_ms)
{
    const char *text = json_string(want);
    int64_t ms;

    return text != NULL && clock_parse(text, &ms) ? ms : otherwise_ms;
}

int64_t
json_value_integer(const struct json_value *value, int64_t otherwise)
{
    char *end = NULL;
    long long number;

    if (value == NULL || value->type != JSON_NUMBER)
        return otherwise;
    errno = 0;
    number = strtoll(value->text, &end, 10);
    return errno == 0 && *end == '\0' ? number : otherwise;
}

int64_t
json_integer(const struct json_want *want, int64_t otherwise)
{
    return json_value_integer(want->first, otherwise);
}

int64_t
json_id(const struct json_want *want)
{
    return text_id(json_string(want));
}

bool
json_true(const struct json_want *want)
{
    return want->first != NULL && want->first->type == JSON_TRUE;
}

bool
json_any_holds(const struct json_want *want, const char *words)
{
    for (const struct json_value *value = want->first; value != NULL; value = value->next) {
        if (value->type == JSON_STRING && strstr(value->text, words) != NULL)
            return true;
    }
    return false;
}
