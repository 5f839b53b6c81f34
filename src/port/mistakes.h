/*
 * mistakes.h - what is wrong in a configuration, collected so that all of it can be said at once
 *
 * memory  the texts live in the pool
 */
#ifndef HOOKLET_PORT_MISTAKES_H
#define HOOKLET_PORT_MISTAKES_H

#include <stddef.h>

#include "base/match.h"
#include "base/pool.h"

/* Where something stands; line 0 is the file as a whole. */
struct file_place {
    const char *file;
    int line;
};

struct mistake {
    struct file_place place;
    size_t file;      /* index of the first mistake in the same file */
    const char *text; /* "FILE:LINE: what; remedy" */
};

struct mistakes {
    struct pool *pool;
    struct mistake *items;
    size_t count;
    size_t room;
};

/* Beyond 100 mistakes one last line says that there are more. */
void mistakes_add(struct mistakes *mistakes, struct file_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Brings them into the order of files, as they were first blamed, and lines. */
void mistakes_sort(struct mistakes *mistakes);
/* A copy of the list in another pool. */
struct strings mistakes_copy(const struct mistakes *mistakes, struct pool *pool);

#endif
