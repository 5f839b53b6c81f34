/*
 * text.h - small questions about texts, NULL or not
 */
#ifndef HOOKLET_BASE_TEXT_H
#define HOOKLET_BASE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/match.h"

/* The first of the two that is there, or NULL. */
const char *text_either(const char *one, const char *other);
/* Is it one of these, letter by letter?  (Names that compare case aside: name_among().) */
bool text_among(struct strings texts, const char *text);
/* Does it begin as a URL of the web does, http:// or https://?  NULL does not. */
bool text_is_web(const char *text);
/* An id that we have written, 1 to 18 digits and nothing else; 0: it is none, or NULL. */
int64_t text_id(const char *text);

#endif
