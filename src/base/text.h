/*
 * text.h - small questions about texts, NULL or not
 */
#ifndef HOOKLET_BASE_TEXT_H
#define HOOKLET_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/* Sets for strspn(3): ASCII, whatever the locale. */
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

/* A list of strings; borrowed. */
struct strings {
    const char *const *items;
    size_t count;
};

/* An array of texts as a list. */
#define STRINGS(array) ((struct strings){ (array), sizeof(array) / sizeof *(array) })

/* The first of the two that is there, or NULL. */
const char *text_either(const char *one, const char *other);
/* The same text, or both NULL? */
bool text_equal(const char *one, const char *other);
/* Its place in the list, letter by letter; the list's count: it is not there, or NULL. */
size_t text_place(struct strings texts, const char *text);
/* Is it one of these?  (Names that compare case aside: name_among().) */
bool text_among(struct strings texts, const char *text);
/* What stands behind the prefix; NULL: it begins otherwise, or is NULL. */
const char *text_behind(const char *text, const char *prefix);
bool text_ends_with(const char *text, const char *end);
/* Has it a line end, a tab, or another control character of ASCII's? */
bool text_has_control(const char *text);
/* Does it begin as a URL of the web does, http:// or https://?  NULL does not. */
bool text_is_web(const char *text);
/* `length` digits and nothing else, a number of at most `most`; -1: it is none. */
int64_t text_number(const char *text, size_t length, int64_t most);
/* An id that we have written, a number of up to 18 digits; 0: it is none, or NULL. */
int64_t text_id(const char *text);
/* So many bytes for people: "25 MiB", or "2000001 bytes" where it is no whole number of them. */
const char *text_size(struct pool *pool, size_t bytes) __attribute__((returns_nonnull));
/* Without blanks, tabs and line ends before and behind it. */
char *text_trim(struct pool *pool, const char *text) __attribute__((returns_nonnull));
/* A text with `length` bytes behind it, and a NUL behind them; *whole: bytes of both. */
char *text_join(struct pool *pool, const char *text, const void *bytes, size_t length,
                size_t *whole) __attribute__((returns_nonnull));

#endif
