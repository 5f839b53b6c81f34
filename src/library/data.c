/* data.c - an object that grows; each value is checked as it comes. */
#include "config.h"

#include <string.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/json_scan.h"
#include "base/match.h"
#include "base/utf8.h"
#include "port/json.h"

#include <hooklet/data.h>

struct hooklet_data {
    struct pool *pool;
    struct json *object; /* NULL: it was written */
    const char *text;    /* once written */
    const char *trouble;
};

struct hooklet_data *
hooklet_data_new(void)
{
    struct pool *pool = pool_new();
    struct hooklet_data *data = pool_alloc(pool, sizeof(*data));

    *data = (struct hooklet_data){ .pool = pool, .object = json_object() };
    return data;
}

void
hooklet_data_free(struct hooklet_data *data)
{
    if (data == NULL)
        return;
    json_free(data->object);
    pool_free(data->pool);
}

const char *
hooklet_data_trouble(const struct hooklet_data *data)
{
    return data->trouble;
}

/* The first mistake is the one that counts. */
static void
mistake(struct hooklet_data *data, const char *name, const char *what)
{
    if (data->trouble == NULL)
        data->trouble = pool_printf(data->pool, "%s: %s", name, what);
}

static bool
name_good(struct hooklet_data *data, const char *name)
{
    if (data->object == NULL)
        mistake(data, "the data", "they are written already");
    else if (!utf8_valid(name, strlen(name)))
        mistake(data, "a name", "it is no UTF-8");
    return data->trouble == NULL;
}

void
hooklet_data_text(struct hooklet_data *data, const char *name, const char *text)
{
    if (!name_good(data, name))
        return;
    if (text == NULL)
        json_set_raw(data->object, name, "null");
    else if (utf8_valid(text, strlen(text)))
        json_set_string(data->object, name, text);
    else
        mistake(data, name, "the text is no UTF-8; hooklet_data_bytes() takes any bytes");
}

void
hooklet_data_integer(struct hooklet_data *data, const char *name, int64_t number)
{
    if (name_good(data, name))
        json_set_integer(data->object, name, number);
}

void
hooklet_data_bool(struct hooklet_data *data, const char *name, bool value)
{
    if (name_good(data, name))
        json_set_bool(data->object, name, value);
}

/* Digits, perhaps a sign before them, perhaps a point and more digits behind. */
static bool
is_decimal(const char *text)
{
    const char *at = text + (*text == '-' || *text == '+');
    size_t whole = strspn(at, DIGITS);

    at += whole;
    if (whole > 0 && *at == '.') {
        size_t fraction = strspn(at + 1, DIGITS);

        return fraction > 0 && at[1 + fraction] == '\0';
    }
    return whole > 0 && *at == '\0';
}

void
hooklet_data_decimal(struct hooklet_data *data, const char *name, const char *decimal)
{
    if (!name_good(data, name))
        return;
    if (is_decimal(decimal))
        json_set_string(data->object, name, decimal);
    else
        mistake(data, name, "it is no decimal number, like -12.50");
}

void
hooklet_data_time(struct hooklet_data *data, const char *name, int64_t ms)
{
    if (name_good(data, name))
        json_set_string(data->object, name, clock_format(data->pool, ms));
}

void
hooklet_data_bytes(struct hooklet_data *data, const char *name, const void *bytes, size_t length)
{
    if (name_good(data, name))
        json_set_string(data->object, name, base64_encode(data->pool, bytes, length));
}

void
hooklet_data_json(struct hooklet_data *data, const char *name, const char *json)
{
    if (!name_good(data, name))
        return;
    if (json_scan(data->pool, json, strlen(json), NULL, 0) == 0)
        json_set_raw(data->object, name, json);
    else
        mistake(data, name, "it is no JSON");
}

const char *
hooklet_data_write(struct hooklet_data *data)
{
    if (data->trouble != NULL)
        return NULL;
    if (data->object != NULL)
        data->text = json_text(data->pool, data->object, JSON_COMPACT);
    data->object = NULL;
    return data->text;
}
