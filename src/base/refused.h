/*
 * refused.h - why this process may not have a file, and the line that mends it
 *
 * memory  the pool's
 */
#ifndef HOOKLET_BASE_REFUSED_H
#define HOOKLET_BASE_REFUSED_H

#include <stdbool.h>

#include "base/pool.h"

/*
 * What keeps this process, by its effective user and groups, from `path`, as words that go behind
 * the path: whose it is, its mode, and a command; or what is so of a directory above it, or that
 * the file system is read-only.  wanted: R_OK, W_OK, X_OK together.
 * NULL: nothing does, as far as owner and mode tell; what isn't there is nobody's.
 */
const char *path_refused(struct pool *pool, const char *path, int wanted)
    __attribute__((warn_unused_result));

typedef bool path_bars(const char *directory, const void *data);

/* The first directory above `path`, from / on, that bars the way; NULL: none does. */
const char *path_barrier(struct pool *pool, const char *path, path_bars *bars, const void *data);

#endif
