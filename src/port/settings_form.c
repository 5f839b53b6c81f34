/* settings_form.c - headers and JSON pointers, by their form */
#include "config.h"

#include <string.h>

#include "base/match.h"
#include "port/settings_form.h"

static const size_t header_most = 100; /* bytes */

bool
form_is_header(const char *text)
{
    const size_t length = strspn(text, LETTERS DIGITS "!#$%&'*+-.^_`|~");

    return length > 0 && length <= header_most && text[length] == '\0';
}

bool
form_is_pointer(const char *text)
{
    if (text[0] != '/')
        return false;
    for (const char *at = text; *at != '\0'; at++) {
        if (at[0] == '~' && at[1] != '0' && at[1] != '1')
            return false;
        if (at[0] == '/' && at[1] == '*' && (at[2] == '/' || at[2] == '\0'))
            return false;
    }
    return true;
}
