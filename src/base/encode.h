/*
 * encode.h - bytes as text and back: hex, percent encoding, forms, UTF-8 (see base64.h and utf8.h, too)
 */
#ifndef HOOKLET_BASE_ENCODE_H
#define HOOKLET_BASE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "base/utf8.h"

/* 2 * length lower-case digits and a NUL. */
char *hex_encode(struct pool *pool, const void *bytes, size_t length);
/* Exactly 2 * length hex digits (either case) into `bytes`; false, with nothing written, for
 * anything else. */
bool hex_decode(const char *text, void *bytes, size_t length);

/* For one segment of a URL's path or one value of its query: all but letters, digits and "-._~" is
 * %XX. */
char *percent_encode(struct pool *pool, const char *text);

/*
 * The value of field `name` in an application/x-www-form-urlencoded body ('+' is a blank), decoded
 * into the pool with a NUL behind it.
 *
 * errors  FAIL_FIELD      no such field, or twice
 *         FAIL_MALFORMED  a '%' without two hex digits in this field
 */
int form_field(struct pool *pool, const char *form, size_t length, const char *name, char **value,
               size_t *value_length) __attribute__((warn_unused_result));
/*
 * The same for a field that may be absent, as a text; NULL when there is none: no such field,
 * twice, not decodable, not valid UTF-8, or with a NUL in it.
 */
const char *form_text(struct pool *pool, const char *form, size_t length, const char *name);

/* A copy in which every invalid byte and every hidden character (utf8.h) but tab and newline is
 * U+FFFD. */
char *utf8_clean(struct pool *pool, const char *text, size_t length);

/* The same in one line: tab and newline are blanks. */
char *utf8_line(struct pool *pool, const char *text, size_t length);

/* Characters that are safe in a child's environment and a log: no control characters (nor tab and
 * newline), valid UTF-8. */
bool text_printable(const char *text);

#endif
