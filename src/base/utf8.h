/*
 * utf8.h - is it UTF-8, and what does it say?
 *
 * source  RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF
 */
#ifndef HOOKLET_BASE_UTF8_H
#define HOOKLET_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The character that `text` begins with, and its length in bytes; 0 when there is none. */
size_t utf8_next(const char *text, size_t length, uint32_t *character);

/* Writes a character's one to four bytes, and returns how many. */
size_t utf8_put(char *to, uint32_t character);

bool utf8_valid(const char *text, size_t length);

/* The most bytes, at most `length`, that end with a whole character. */
size_t utf8_cut(const char *text, size_t length);

/* Does it steer a terminal rather than show something: C0 (tab and newline, too), DEL, C1? */
bool character_control(uint32_t character);
/* Does it make a line look other than it is: the controls, marks that turn the direction of
 * writing, line and paragraph separators? */
bool character_hidden(uint32_t character);

#endif
