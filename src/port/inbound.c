/* inbound.c - names of sources, and of their events */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "port/inbound.h"
#include "port/outgoing.h"

enum { NAME_MOST = 32 }; /* bytes; it stands in a path */

static const char *const taken[] = {
    "github", "slack", "circleci", "asana", "hooklet", "message",
};

bool
inbound_name_valid(const char *name)
{
    const size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz" DIGITS "-");

    return length > 0 && length <= NAME_MOST && name[length] == '\0' &&
           !text_among(STRINGS(taken), name);
}

const char *
inbound_event_name(struct pool *pool, const char *text)
{
    char *name = pool_string(pool, text);

    for (char *at = name; at != NULL && *at != '\0'; at++) {
        if (*at == ' ')
            *at = '_';
    }
    return outgoing_event_valid(name) ? name : NULL;
}
