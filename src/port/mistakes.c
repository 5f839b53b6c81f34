/* mistakes.c - a list of mistakes */
#include "config.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "port/mistakes.h"

/* A binary file handed over by accident must not become a thousand lines. */
static const size_t mistakes_most = 100;

static size_t
file_index(const struct mistakes *mistakes, const char *file)
{
    size_t i = 0;

    while (i < mistakes->count && strcmp(mistakes->items[i].place.file, file) != 0)
        i++;
    return i;
}

void
mistakes_add(struct mistakes *mistakes, struct file_place place, const char *format, ...)
{
    const char *text;
    va_list args;

    if (mistakes->count > mistakes_most)
        return;
    va_start(args, format);
    text = pool_vprintf(mistakes->pool, format, args);
    va_end(args);

    mistakes->items = pool_grow(mistakes->pool, mistakes->items, mistakes->count, &mistakes->room,
                                sizeof(*mistakes->items));
    if (mistakes->count == mistakes_most)
        text = pool_printf(mistakes->pool, "%s: there are more; mend these first", place.file);
    else if (place.line == 0)
        text = pool_printf(mistakes->pool, "%s: %s", place.file, text);
    else
        text = pool_printf(mistakes->pool, "%s:%d: %s", place.file, place.line, text);
    mistakes->items[mistakes->count] = (struct mistake){
        .place = place,
        .file = file_index(mistakes, place.file),
        .text = text,
    };
    mistakes->count++;
}

static bool
stands_before(const struct mistake *a, const struct mistake *b)
{
    return a->file != b->file ? a->file < b->file : a->place.line < b->place.line;
}

void
mistakes_sort(struct mistakes *mistakes)
{
    for (size_t i = 1; i < mistakes->count; i++) {
        struct mistake moving = mistakes->items[i];
        size_t to = i;

        for (; to > 0 && stands_before(&moving, &mistakes->items[to - 1]); to--)
            mistakes->items[to] = mistakes->items[to - 1];
        mistakes->items[to] = moving;
    }
}

struct strings
mistakes_copy(const struct mistakes *mistakes, struct pool *pool)
{
    const char **items = pool_array(pool, mistakes->count + 1, sizeof(*items));

    for (size_t i = 0; i < mistakes->count; i++)
        items[i] = pool_string(pool, mistakes->items[i].text);
    return (struct strings){ .items = items, .count = mistakes->count };
}
