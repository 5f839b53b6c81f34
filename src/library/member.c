/* member.c - each look is a scan in a pool of its own, as somebody may look often. */
#include "config.h"

#include "base/json_scan.h"
#include "library/member.h"
#include "port/json.h"

/* The pool is the caller's to free; what could not be read has no members. */
static struct json_want
look(const struct members *members, const char *pointer, struct pool *pool)
{
    struct json_want want = { .pointer = pointer };

    if (members->length == 0 || json_scan(pool, members->text, members->length, &want, 1) != 0)
        return (struct json_want){ .pointer = pointer };
    return want;
}

const char *
member_text(const struct members *members, const char *pointer)
{
    struct pool *pool = pool_new();
    struct json_want want = look(members, pointer, pool);
    const char *text = pool_string(members->pool, json_string(&want));

    pool_free(pool);
    return text;
}

int64_t
member_integer(const struct members *members, const char *pointer, int64_t otherwise)
{
    struct pool *pool = pool_new();
    struct json_want want = look(members, pointer, pool);
    int64_t number = json_integer(&want, otherwise);

    pool_free(pool);
    return number;
}

bool
member_true(const struct members *members, const char *pointer)
{
    struct pool *pool = pool_new();
    struct json_want want = look(members, pointer, pool);
    bool is = json_true(&want);

    pool_free(pool);
    return is;
}

const char *const *
member_texts(const struct members *members, const char *pointer, size_t *count)
{
    struct pool *pool = pool_new();
    struct json_want want = look(members, pointer, pool);
    const char **texts = pool_array(members->pool, want.count + 1, sizeof(*texts));
    size_t found = 0;

    for (const struct json_value *value = want.first; value != NULL; value = value->next) {
        if (value->type == JSON_STRING)
            texts[found++] = pool_copy(members->pool, value->text, value->length);
    }
    pool_free(pool);
    if (count != NULL)
        *count = found;
    return texts;
}

const char *
members_write(struct pool *pool, const char *name, va_list more)
{
    struct json *object = json_object();

    for (; name != NULL; name = va_arg(more, const char *))
        json_set_string(object, name, va_arg(more, const char *));
    return json_text(pool, object, JSON_COMPACT);
}
