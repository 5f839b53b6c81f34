/*
 * version.h - which version of hooklet this is
 */
#ifndef HOOKLET_HOOKLET_VERSION_H
#define HOOKLET_HOOKLET_VERSION_H

#include <hooklet/api.h>

#define HOOKLET_VERSION "0.1.0"
/* For #if: 10000 * major + 100 * minor + patch.  While major is 0, minor counts as major. */
#define HOOKLET_VERSION_NUMBER 100

HOOKLET_BEGIN

/* Of the library that was linked; the headers say HOOKLET_VERSION. */
HOOKLET_API const char *hooklet_version(void);

HOOKLET_END

#endif
