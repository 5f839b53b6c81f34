/* settings_form.c - JSON pointers, by their form */
#include "config.h"

#include "port/settings_form.h"

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
