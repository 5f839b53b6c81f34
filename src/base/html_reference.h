/*
 * html_reference.h - "&amp;" and its like: what character does it stand for?
 *
 * source  HTML Standard, "Character reference state", "Numeric character reference end state", and
 *         of "Named character references" those of HTML 4 that texts use
 */
#ifndef HOOKLET_BASE_HTML_REFERENCE_H
#define HOOKLET_BASE_HTML_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Bytes of the reference that `text` begins with ('&' and all), and its character; 0: it is none
 * that we know, and the '&' is text.  A name ends with ';', a number may do without.  A number that
 * is no character is U+FFFD; 128 to 159 are what Windows has there.
 */
size_t html_reference(const char *text, size_t length, uint32_t *character);

#endif
