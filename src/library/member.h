/*
 * member.h - members of a JSON text, one at a time; for the library's own files
 *
 * A text that is no JSON has no members.  memory  the pool
 */
#ifndef HOOKLET_LIBRARY_MEMBER_H
#define HOOKLET_LIBRARY_MEMBER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

struct members {
    struct pool *pool;
    const char *text;
    size_t length; /* 0: there is none */
};

const char *member_text(const struct members *members, const char *pointer);
int64_t member_integer(const struct members *members, const char *pointer, int64_t otherwise);
bool member_true(const struct members *members, const char *pointer);
/* NULL at the end. */
const char *const *member_texts(const struct members *members, const char *pointer, size_t *count);

/* An object of pairs of name and text, ended by NULL; a text that is NULL is left out. */
const char *members_write(struct pool *pool, const char *name, va_list more);

#endif
