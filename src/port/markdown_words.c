/* markdown_words.c - white space as people type it, non-breaking blanks as well */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "port/markdown_words.h"

enum { LONGEST_CHARACTER = 4 /* bytes */ };

static bool
is_space(uint32_t character)
{
    return character == ' ' || character == '\t' || character == 0xa0 ||
           (character >= 0x2000 && character <= 0x200a) || character == 0x202f ||
           character == 0x205f || character == 0x3000;
}

/* Bytes of the white space that a text begins with. */
static size_t
space(const char *text)
{
    uint32_t character = 0;
    size_t length = utf8_next(text, strnlen(text, LONGEST_CHARACTER), &character);

    return is_space(character) ? length : 0;
}

/* Every word but the last has white space behind it, so half of the bytes are enough. */
static struct strings
cut(struct pool *pool, char *text)
{
    const char **items = pool_array(pool, strlen(text) / 2 + 1, sizeof(*items));
    bool inside = false;
    size_t count = 0;
    size_t step;

    for (; *text != '\0'; text += step == 0 ? 1 : step) {
        step = space(text);
        if (step == 0 && !inside)
            items[count++] = text;
        inside = step == 0;
        if (step > 0)
            *text = '\0';
    }
    return (struct strings){ .items = items, .count = count };
}

bool
command_words(struct pool *pool, char *text, struct strings *words)
{
    size_t length = strspn(text + 1, LETTERS DIGITS "._-");
    struct strings found;
    size_t i;

    text++;
    if (length == 0 || (text[length] != '\0' && space(text + length) == 0))
        return false;
    for (i = 0; i < length; i++)
        if (text[i] >= 'A' && text[i] <= 'Z')
            text[i] = (char)(text[i] - 'A' + 'a');
    found = cut(pool, text);
    for (i = 0; i < found.count; i++)
        if (!text_printable(found.items[i]))
            return false;
    *words = found;
    return true;
}
