/*
 * settings_form.h - what values look like that name a part of a request
 */
#ifndef HOOKLET_PORT_SETTINGS_FORM_H
#define HOOKLET_PORT_SETTINGS_FORM_H

#include <stdbool.h>

/* A header's name, a token of RFC 9110, section 5.6.2, of at most 100 bytes. */
bool form_is_header(const char *text);
/* A JSON pointer to one value, RFC 6901; '*' alone between slashes would be many. */
bool form_is_pointer(const char *text);

#endif
