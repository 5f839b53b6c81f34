/* chat_words.c - marks off, then blanks. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "work/chat_words.h"

static const struct {
    const char *escaped;
    char character;
} entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' } };

/* The character that an entity stands for, which *text moves behind; else the next one. */
static char
next_character(const char **text, const char *end)
{
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        size_t length = strlen(entities[i].escaped);

        if ((size_t)(end - *text) >= length && strncmp(*text, entities[i].escaped, length) == 0) {
            *text += length;
            return entities[i].character;
        }
    }
    return *(*text)++;
}

static char *
copy_plain(char *to, const char *text, const char *end)
{
    while (text < end)
        *to++ = next_character(&text, end);
    return to;
}

/*
 * What is between < and >: an address or a name, perhaps with what it was typed as behind a '|'.
 * A mention without that keeps its id.
 */
static char *
copy_mark(char *to, const char *mark, const char *end)
{
    const char *label = memchr(mark, '|', (size_t)(end - mark));
    char kind = *mark;

    if (kind == '@' || kind == '#' || kind == '!') {
        *to++ = kind == '!' ? '@' : kind;
        mark++;
    }
    if (label != NULL && label + 1 < end)
        mark = label + 1;
    else if (label != NULL)
        end = label;
    if (kind == '!' && mark < end && *mark == '@')
        mark++;
    return copy_plain(to, mark, end);
}

char *
chat_plain(struct pool *pool, const char *text)
{
    size_t length = strlen(text);
    const char *end = text + length;
    char *plain = pool_alloc(pool, length + 1), *to = plain;

    while (text < end) {
        const char *close = *text == '<' ? memchr(text, '>', (size_t)(end - text)) : NULL;

        if (close != NULL && close > text + 1) {
            to = copy_mark(to, text + 1, close);
            text = close + 1;
        } else {
            *to++ = next_character(&text, end);
        }
    }
    return utf8_line(pool, plain, (size_t)(to - plain));
}

/* A mark's length in bytes, at either end of a word; 0: none is there. */
static size_t
quote_length(const char *word, size_t length, bool last)
{
    static const char *const quotes[] = {
        "`",           "\"", "'", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e", "\xe2\x80\x98",
        "\xe2\x80\x99"
    };

    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        size_t size = strlen(quotes[i]);

        if (size <= length && memcmp(last ? word + length - size : word, quotes[i], size) == 0)
            return size;
    }
    return 0;
}

static const char *
unquoted(struct pool *pool, const char *word, size_t length)
{
    size_t first = quote_length(word, length, false);
    size_t last = first == 0 ? 0 : quote_length(word + first, length - first, true);

    if (last > 0 && first + last < length)
        return pool_copy(pool, word + first, length - first - last);
    return pool_copy(pool, word, length);
}

struct strings
chat_words(struct pool *pool, const char *text)
{
    const char *plain = chat_plain(pool, text);
    const char **items = pool_array(pool, strlen(plain) / 2 + 1, sizeof *items);
    size_t count = 0;

    for (;;) {
        size_t length;

        plain += strspn(plain, " ");
        length = strcspn(plain, " ");
        if (length == 0)
            return (struct strings){ items, count };
        items[count++] = unquoted(pool, plain, length);
        plain += length;
    }
}
