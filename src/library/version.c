/* version.c - header and package agree, or this does not compile. */
#include "config.h"

#include <hooklet/version.h>

_Static_assert(__builtin_strcmp(HOOKLET_VERSION, PACKAGE_VERSION) == 0,
               "hooklet/version.h says another version than configure.ac");

const char *
hooklet_version(void)
{
    return PACKAGE_VERSION;
}
