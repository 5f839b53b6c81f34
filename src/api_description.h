/*
 * api_description.h - doc/openapi.yaml, as it was when this was built
 *
 * In the program and not in a file beside it, so that the one always describes the other.
 */
#ifndef HOOKLET_API_DESCRIPTION_H
#define HOOKLET_API_DESCRIPTION_H

#include <stddef.h>

extern const char api_description_text[];
extern const size_t api_description_length; /* bytes */

#endif
