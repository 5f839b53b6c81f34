/* invite.c - finds placeholders */
#include "config.h"

#include <string.h>

#include "port/invite.h"

static const char *const names[] = { "username", "org", "repository", "count", "remaining" };

const struct strings invite_placeholders = { names, sizeof(names) / sizeof(names[0]) };

const char *
invite_placeholder(const char *text, size_t *length)
{
    while ((text = strchr(text, '{')) != NULL) {
        *length = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_");
        if (*length > 0 && text[1 + *length] == '}')
            return text;
        text++;
    }
    return NULL;
}
