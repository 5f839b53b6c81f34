/*
 * json_scan.h - reads the wanted values out of a JSON text in one strict, validating pass
 *
 * The caller names pointers (RFC 6901, at most 64; a '*' stands for every element of an array, and
 * for no key) and gets their values; no tree is built.  The whole text is validated, wanted or not.
 *
 *     struct json_want wants[] = {
 *         { "/ref" }, { "/repository/full_name" }, { "/commits/" "*" "/added/" "*" },
 *     };
 *     rc = json_scan(pool, body, length, wants, 3);
 *     if (rc == 0 && wants[0].first != NULL) ...
 *
 * errors  FAIL_MALFORMED   not JSON by RFC 8259: grammar, invalid UTF-8, a raw control character,
 *                          NUL, a byte order mark, trailing bytes
 *         FAIL_UNREADABLE  JSON, but not for us: nesting over 64, over 1,000,000 tokens (keys and
 *                          values), a key over 256 bytes, the same key twice in an object (after
 *                          decoding), \u0000, a lone surrogate
 *         FAIL_CONFIG      a pointer is none
 *         all with byte offset and reason, never with what stands there; the first fault met in the
 *         text decides which it is, and nothing is found then
 * memory  values live in the pool
 * source  RFC 8259, RFC 6901, RFC 3629
 */
#ifndef HOOKLET_BASE_JSON_SCAN_H
#define HOOKLET_BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "base/pool.h"

enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_OBJECT,
    JSON_ARRAY
};

struct json_value {
    enum json_type type;
    const char *text;        /* with a NUL; string: decoded UTF-8; all else: as written */
    size_t length;           /* bytes of text */
    struct json_value *next; /* the next match of a pointer with '*', in the order of the text */
};

struct json_want {
    const char *pointer;
    struct json_value *first; /* out: NULL when the text has no such value */
    size_t count;             /* out: how many matched */
};

int json_scan(struct pool *pool, const char *text, size_t length, struct json_want *wants,
              size_t count) __attribute__((warn_unused_result));

/* The same, but a want without a pointer is left out: it finds nothing. */
int json_scan_some(struct pool *pool, const char *text, size_t length, struct json_want *wants,
                   size_t count) __attribute__((warn_unused_result));

/* The string, or NULL when the value is absent, null or of another type. */
const char *json_string(const struct json_want *want);
/* All strings that a pointer with '*' has found; what is none is left out. */
struct strings json_strings(struct pool *pool, const struct json_want *want);
/* A time as clock_parse() takes it, Unix milliseconds, or `otherwise`. */
int64_t json_time(const struct json_want *want, int64_t otherwise_ms);
/* A number written as an integer that fits, or `otherwise`. */
int64_t json_integer(const struct json_want *want, int64_t otherwise);
int64_t json_value_integer(const struct json_value *value, int64_t otherwise);
/* An id as json_set_id() writes it, a string of at most 18 digits; 0: there is none. */
int64_t json_id(const struct json_want *want);
/* true only when the value is true. */
bool json_true(const struct json_want *want);
/* Does any of the strings that were found hold these words? */
bool json_any_holds(const struct json_want *want, const char *words);

#endif
