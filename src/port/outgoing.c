/* outgoing.c - names of events, patterns and owners */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "port/outgoing.h"

enum { EVENT_MOST = 128, OWNER_MOST = 64 }; /* bytes */

/* Is it of these characters, the first one also of `first`? */
static bool
valid(const char *text, const char *first, const char *all, size_t most)
{
    size_t length;

    if (text == NULL || text[0] == '\0' || strchr(first, text[0]) == NULL)
        return false;
    length = strspn(text, all);
    return text[length] == '\0' && length <= most;
}

bool
outgoing_event_valid(const char *text)
{
    return valid(text, LETTERS DIGITS "_", LETTERS DIGITS "_.:/-", EVENT_MOST);
}

bool
outgoing_pattern_valid(const char *text)
{
    return valid(text, LETTERS DIGITS "_*", LETTERS DIGITS "_.:/-*", EVENT_MOST);
}

bool
outgoing_owner_valid(const char *text)
{
    return valid(text, LETTERS DIGITS, LETTERS DIGITS "._@+-", OWNER_MOST);
}

bool
outgoing_is_own(const char *event)
{
    return text_behind(event, OUTGOING_OWN) != NULL;
}

/*
 * row[i]: is there a text that the first i characters of `one` match, and so much of `other` as is
 * gone?  A table, row by row, so that no pattern takes long.
 */
bool
outgoing_overlap(const char *one, const char *other)
{
    const size_t length = strnlen(one, EVENT_MOST);
    bool row[EVENT_MOST + 1];

    row[0] = true;
    for (size_t i = 0; i < length; i++)
        row[i + 1] = row[i] && one[i] == '*';
    for (; *other != '\0'; other++) {
        bool before = row[0]; /* row[i] of the row before */

        row[0] = row[0] && *other == '*';
        for (size_t i = 0; i < length; i++) {
            const bool above = row[i + 1];

            if (one[i] == '*' || *other == '*')
                row[i + 1] = above || row[i];
            else
                row[i + 1] = before && one[i] == *other;
            before = above;
        }
    }
    return row[length];
}
