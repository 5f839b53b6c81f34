/* invite_text.c - measures a text with its values, then writes it. */
#include "config.h"

#include <string.h>

#include "work/invite_text.h"

/* A text that is measured while `bytes` is NULL. */
struct writing {
    char *bytes;
    size_t length;
};

static void
add(struct writing *writing, const char *text, size_t length)
{
    if (writing->bytes != NULL)
        memcpy(writing->bytes + writing->length, text, length);
    writing->length += length;
}

static bool
is(const char *name, size_t length, const char *other)
{
    return length == strlen(other) && strncmp(name, other, length) == 0;
}

/* NULL: it is no placeholder of ours. */
static const char *
value_of(struct pool *pool, const struct invite_values *values, const char *name, size_t length)
{
    if (is(name, length, "username"))
        return values->username;
    if (is(name, length, "org"))
        return values->org;
    if (is(name, length, "repository"))
        return values->repository;
    if (is(name, length, "count"))
        return pool_printf(pool, "%d", values->count);
    if (is(name, length, "remaining"))
        return pool_printf(pool, "%d", values->remaining);
    return NULL;
}

static void
write_all(struct pool *pool, const char *text, const struct invite_values *values,
          struct writing *writing)
{
    const char *brace, *value;
    size_t length = 0;

    while ((brace = invite_placeholder(text, &length)) != NULL) {
        value = value_of(pool, values, brace + 1, length);
        add(writing, text, (size_t)(brace - text));
        if (value != NULL)
            add(writing, value, strlen(value));
        else
            add(writing, brace, length + 2);
        text = brace + length + 2;
    }
    add(writing, text, strlen(text));
}

char *
invite_expand(struct pool *pool, const char *text, const struct invite_values *values)
{
    struct writing writing = { 0 };

    write_all(pool, text, values, &writing);
    writing = (struct writing){ .bytes = pool_alloc(pool, writing.length + 1) };
    write_all(pool, text, values, &writing);
    return writing.bytes;
}

bool
invite_tells_count(const char *text)
{
    size_t length = 0;

    while (text != NULL && (text = invite_placeholder(text, &length)) != NULL) {
        if (is(text + 1, length, "count") || is(text + 1, length, "remaining"))
            return true;
        text += length;
    }
    return false;
}
