/*
 * settings_form.h - what values look like that name a part of a body
 */
#ifndef HOOKLET_PORT_SETTINGS_FORM_H
#define HOOKLET_PORT_SETTINGS_FORM_H

#include <stdbool.h>

/* A JSON pointer to one value, RFC 6901; '*' alone between slashes would be many. */
bool form_is_pointer(const char *text);

#endif
