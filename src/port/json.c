/* json.c - a thin layer over json-c that can't write what doesn't parse */
#include "config.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <string.h>

/* json-c has a type of this name, which we don't need; we have a function of it. */
#define json_object jsonc_object
#include <json-c/json.h>
#include <json-c/json_visit.h>
#undef json_object

#include "base/buf.h"
#include "base/clock.h"
#include "base/pool.h"
#include "base/utf8.h"
#include "port/json.h"

enum { DEEPEST = 65 }; /* what base/json_scan.h reads, and a level for json-c's counting */

/* Half a document must never be stored or sent: out of memory ends the process, as in pool.h. */
static struct jsonc_object *
need(struct jsonc_object *made)
{
    if (made == NULL)
        pool_give_up();
    return made;
}

static void
need_good(int rc)
{
    if (rc != 0)
        pool_give_up();
}

static struct jsonc_object *
inner(struct json *json)
{
    return (struct jsonc_object *)json;
}

static struct json *
outer(struct jsonc_object *object)
{
    return (struct json *)need(object);
}

/* Every byte that is part of no valid character becomes U+FFFD. */
static void
mend(struct buf *buf, const char *text, size_t length)
{
    size_t at, size;
    uint32_t character;

    for (at = 0; at<length; at += size> 0 ? size : 1) {
        size = utf8_next(text + at, length - at, &character);
        if (size > 0)
            need_good(buf_add(buf, text + at, size));
        else
            need_good(buf_text(buf, "\xef\xbf\xbd"));
    }
}

static struct json *
string(const char *text, size_t length)
{
    struct buf mended;
    struct json *made;

    if (length > INT_MAX / 3)
        length = INT_MAX / 3;
    if (utf8_valid(text, length))
        return outer(json_object_new_string_len(text, (int)length));
    buf_init(&mended, length * 3);
    mend(&mended, text, length);
    made = outer(json_object_new_string_len(buf_string(&mended), (int)mended.length));
    buf_free(&mended);
    return made;
}

struct json *
json_object(void)
{
    return outer(json_object_new_object());
}

struct json *
json_array(void)
{
    return outer(json_object_new_array());
}

void
json_free(struct json *top)
{
    json_object_put(inner(top));
}

static int
add(struct json *object, const char *key, struct jsonc_object *child)
{
    struct json *name;
    int rc;

    if (utf8_valid(key, strlen(key)))
        return json_object_object_add(inner(object), key, child);
    name = string(key, strlen(key));
    rc = json_object_object_add(inner(object), json_object_get_string(inner(name)), child);
    json_free(name);
    return rc;
}

void
json_set(struct json *object, const char *key, struct json *child)
{
    if (object != NULL && child != NULL)
        need_good(add(object, key, inner(child)));
    else
        json_free(child);
}

void
json_set_string(struct json *object, const char *key, const char *text)
{
    if (text != NULL)
        json_set(object, key, string(text, strlen(text)));
}

void
json_set_bytes(struct json *object, const char *key, const char *bytes, size_t length)
{
    if (bytes != NULL)
        json_set(object, key, string(bytes, length));
}

void
json_set_integer(struct json *object, const char *key, int64_t number)
{
    json_set(object, key, outer(json_object_new_int64(number)));
}

void
json_set_time(struct pool *pool, struct json *object, const char *key, int64_t ms)
{
    if (ms <= 0)
        return;
    json_set_string(object, key, clock_format(pool, ms));
    json_set_integer(object, pool_printf(pool, "%s_ms", key), ms);
}

void
json_set_id(struct json *object, const char *key, int64_t id)
{
    struct buf digits;

    buf_init(&digits, 32);
    need_good(buf_printf(&digits, "%" PRId64, id));
    json_set_string(object, key, buf_string(&digits));
    buf_free(&digits);
}

void
json_set_bool(struct json *object, const char *key, bool value)
{
    json_set(object, key, outer(json_object_new_boolean(value)));
}

/* json-c takes NaN and Infinity even in strict mode, and would write them again. */
static int
refuse_not_a_number(struct jsonc_object *value, int flags, struct jsonc_object *parent,
                    const char *key, size_t *index, void *data)
{
    (void)flags, (void)parent, (void)key, (void)index, (void)data;
    if (json_object_is_type(value, json_type_double) && !isfinite(json_object_get_double(value)))
        return JSON_C_VISIT_RETURN_ERROR;
    return JSON_C_VISIT_RETURN_CONTINUE;
}

/* Is the text one whole JSON value?  NULL is the value null. */
static bool
parse(const char *text, size_t length, struct jsonc_object **value)
{
    struct json_tokener *tokener = json_tokener_new_ex(DEEPEST);
    bool good;

    if (tokener == NULL || length >= INT_MAX) {
        json_tokener_free(tokener);
        return false;
    }
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    *value = json_tokener_parse_ex(tokener, text, (int)length + 1);
    good = json_tokener_get_error(tokener) == json_tokener_success &&
           json_c_visit(*value, 0, refuse_not_a_number, NULL) == 0;
    json_tokener_free(tokener);
    if (!good)
        json_object_put(*value);
    return good;
}

void
json_set_raw(struct json *object, const char *key, const char *text)
{
    struct jsonc_object *value = NULL;
    size_t length;

    if (object == NULL || text == NULL)
        return;
    length = strlen(text);
    if (utf8_valid(text, length) && parse(text, length, &value))
        need_good(add(object, key, value));
    else
        json_set(object, key, string(text, length));
}

void
json_set_exact(struct json *object, const char *key, const char *text)
{
    struct jsonc_object *value;
    char *copy;

    if (text == NULL)
        return;
    value = need(json_object_new_object());
    copy = strdup(text);
    if (copy == NULL)
        pool_give_up();
    json_object_set_serializer(value, json_object_userdata_to_json_string, copy,
                               json_object_free_userdata);
    json_set(object, key, outer(value));
}

void
json_add(struct json *array, struct json *child)
{
    if (array == NULL || child == NULL) {
        json_free(child);
        return;
    }
    need_good(json_object_array_add(inner(array), inner(child)));
}

struct json *
json_list(struct strings texts)
{
    struct json *array = json_array();

    for (size_t i = 0; i < texts.count; i++)
        json_add_string(array, texts.items[i]);
    return array;
}

void
json_add_string(struct json *array, const char *text)
{
    if (text != NULL)
        json_add(array, string(text, strlen(text)));
}

char *
json_text(struct pool *pool, struct json *top, enum json_style style)
{
    int flags = JSON_C_TO_STRING_NOSLASHESCAPE;
    const char *written;
    size_t length = 0;
    char *text;

    flags |= style == JSON_PRETTY ? JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED
                                  : JSON_C_TO_STRING_PLAIN;
    written = json_object_to_json_string_length(inner(top), flags, &length);
    need_good(written == NULL);
    text = pool_copy(pool, written, length);
    json_free(top);
    return text;
}
