/*
 * base64.h - bytes as base64 and back
 *
 * source  RFC 4648
 */
#ifndef HOOKLET_BASE_BASE64_H
#define HOOKLET_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

/* Section 4: padded with "=". */
char *base64_encode(struct pool *pool, const void *bytes, size_t length);
/* Section 5: the alphabet for URLs, without "=". */
char *base64url_encode(struct pool *pool, const void *bytes, size_t length);
/*
 * What base64_encode() writes, and that alone: no other spelling of the same bytes.  `length`
 * characters of `text` become *size bytes; `bytes` has room for 3 of each 4 characters.  false, and
 * *size is not written, for anything else.
 */
bool base64_decode(const char *text, size_t length, void *bytes, size_t *size);

#endif
