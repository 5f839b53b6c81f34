/* html.c - five characters that mean something to a browser. */
#include "config.h"

#include <string.h>

#include "base/html.h"

const char *
html_escaped(char character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static size_t
escaped_length(const char *text)
{
    size_t length = 0;

    for (; *text != '\0'; text++)
        length += html_escaped(*text) != NULL ? strlen(html_escaped(*text)) : 1;
    return length;
}

char *
html_escape(struct pool *pool, const char *text)
{
    char *escaped = pool_alloc(pool, escaped_length(text) + 1);
    char *to = escaped;
    const char *words;

    for (; *text != '\0'; text++) {
        words = html_escaped(*text);
        if (words == NULL)
            *to++ = *text;
        else
            to = stpcpy(to, words);
    }
    *to = '\0';
    return escaped;
}
