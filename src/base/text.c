/* text.c - what is there, what is listed, what is a number */
#include "config.h"

#include <string.h>

#include "base/text.h"

#define ID_MOST INT64_C(999999999999999999) /* as many digits always fit */

const char *
text_either(const char *one, const char *other)
{
    return one != NULL ? one : other;
}

bool
text_equal(const char *one, const char *other)
{
    return one == other || (one != NULL && other != NULL && strcmp(one, other) == 0);
}

size_t
text_place(struct strings texts, const char *text)
{
    size_t at = 0;

    while (text != NULL && at < texts.count && strcmp(texts.items[at], text) != 0)
        at++;
    return text != NULL ? at : texts.count;
}

bool
text_among(struct strings texts, const char *text)
{
    return text_place(texts, text) < texts.count;
}

const char *
text_behind(const char *text, const char *prefix)
{
    size_t length = strlen(prefix);

    return text != NULL && strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

bool
text_ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);

    return length >= tail && strcmp(text + length - tail, end) == 0;
}

bool
text_has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return true;
    return false;
}

bool
text_is_web(const char *text)
{
    return text_behind(text, "https://") != NULL || text_behind(text, "http://") != NULL;
}

int64_t
text_number(const char *text, size_t length, int64_t most)
{
    int64_t number = 0;

    for (size_t i = 0; i < length; i++) {
        int digit = text[i] - '0';

        if (digit < 0 || digit > 9 || number > most / 10 || digit > most - number * 10)
            return -1;
        number = number * 10 + digit;
    }
    return length > 0 ? number : -1;
}

int64_t
text_id(const char *text)
{
    int64_t id = text == NULL ? -1 : text_number(text, strlen(text), ID_MOST);

    return id > 0 ? id : 0;
}

const char *
text_size(struct pool *pool, size_t bytes)
{
    const size_t mib = (size_t)1 << 20;

    return bytes % mib == 0 ? pool_printf(pool, "%zu MiB", bytes / mib)
                            : pool_printf(pool, "%zu bytes", bytes);
}

char *
text_trim(struct pool *pool, const char *text)
{
    static const char blanks[] = " \t\r\n";
    size_t length;

    text += strspn(text, blanks);
    length = strlen(text);
    while (length > 0 && strchr(blanks, text[length - 1]) != NULL)
        length--;
    return pool_copy(pool, text, length);
}

char *
text_join(struct pool *pool, const char *text, const void *bytes, size_t length, size_t *whole)
{
    size_t skip = strlen(text);
    char *both = pool_alloc(pool, skip + length + 1);

    memcpy(both, text, skip);
    if (length > 0)
        memcpy(both + skip, bytes, length);
    *whole = skip + length;
    return both;
}
