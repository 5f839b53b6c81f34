/*
 * json_text.h - the words of JSON: strings, numbers and literals, for json_scan.c and json_members.c alone
 *
 * Each json_skip_ function validates one word at `at` and moves `at` behind it.
 *
 * errors  FAIL_MALFORMED   grammar, invalid UTF-8, a raw control character
 *         FAIL_UNREADABLE  \u0000, a lone surrogate
 *         both with byte offset and reason, never with what stands there
 */
#ifndef HOOKLET_BASE_JSON_TEXT_H
#define HOOKLET_BASE_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/pool.h"

struct json_text {
    const char *begin;
    const char *at;
    const char *end;
};

/* What stands between a string's quotes. */
struct json_raw {
    const char *text;
    size_t length;
    bool escaped; /* it holds a backslash */
};

int json_fault(const struct json_text *json, enum fail code, const char *reason)
    __attribute__((warn_unused_result, cold));

/* Moves to what is no blank; the character there, or -1 at the end. */
int json_peek(struct json_text *json);

/* `at` is at the opening quote. */
int json_skip_string(struct json_text *json, struct json_raw *raw)
    __attribute__((warn_unused_result));
int json_skip_number(struct json_text *json) __attribute__((warn_unused_result));
/* true, false or null, as `word` says. */
int json_skip_word(struct json_text *json, const char *word) __attribute__((warn_unused_result));

/* The decoded text of a string that was skipped, with a NUL behind it. */
char *json_decode(struct pool *pool, const struct json_raw *raw, size_t *length);

#endif
