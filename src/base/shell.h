/*
 * shell.h - texts as words of sh(1)
 *
 * memory  the pool's
 * source  POSIX, Shell Command Language, 2.2 "Quoting"
 */
#ifndef HOOKLET_BASE_SHELL_H
#define HOOKLET_BASE_SHELL_H

#include "base/pool.h"

/* In single quotes, where the shell leaves everything as it is: one word, whatever is in it. */
const char *shell_quoted(struct pool *pool, const char *text) __attribute__((returns_nonnull));
/* The same for people to read and type: without quotes where it needs none. */
const char *shell_word(struct pool *pool, const char *text) __attribute__((returns_nonnull));

#endif
