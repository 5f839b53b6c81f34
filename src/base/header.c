/* header.c - tokens, and a list of names */
#include "config.h"

#include <string.h>

#include "base/header.h"
#include "base/match.h"

static const size_t name_most = 100; /* bytes */

static const char *const reserved[] = {
    "webhook-*", "x-hub-signature*", "host",    "content-length", "transfer-encoding", "trailer",
    "te",        "connection",       "upgrade", "keep-alive",     "proxy-connection",  "expect",
};

bool
header_name_valid(const char *name)
{
    const size_t length = name == NULL ? 0 : strspn(name, LETTERS DIGITS "!#$%&'*+-.^_`|~");

    return length > 0 && length <= name_most && name[length] == '\0';
}

bool
header_value_valid(const char *value)
{
    for (; *value != '\0'; value++) {
        if (((unsigned char)*value < ' ' && *value != '\t') || *value == 0x7f)
            return false;
    }
    return true;
}

bool
header_reserved(const char *name)
{
    return match_any_name(STRINGS(reserved), name);
}
