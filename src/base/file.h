/*
 * file.h - whole files and directories
 *
 * errors  FAIL_NOT_FOUND  no such file
 *         FAIL_TOO_LARGE  more than the ceiling
 *         FAIL_SYSTEM     anything else
 *         all with path (or name) and reason
 */
#ifndef HOOKLET_BASE_FILE_H
#define HOOKLET_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/pool.h"

/* The whole file, with a NUL behind it; at most `ceiling` bytes. */
int file_read(struct pool *pool, const char *path, size_t ceiling, char **bytes, size_t *length)
    __attribute__((warn_unused_result));
/* Writes a new file whole and synced under a temporary name, then renames it over `path`, and syncs
 * the directory.  It has exactly `mode`, whatever the umask says. */
int file_write(const char *path, const void *bytes, size_t length, mode_t mode)
    __attribute__((warn_unused_result));
/*
 * Opens, or makes, a file that the whole group may lock: mode 0660 whatever the umask says, closed
 * in children, no symlink.
 */
int file_open_shared(const char *path, int *fd) __attribute__((warn_unused_result));
/*
 * flock(2), exclusive, without waiting; held until it is unlocked or the last descriptor is closed.
 * errors  FAIL_BUSY (not logged) somebody else has it
 */
int file_lock_now(int fd, const char *path) __attribute__((warn_unused_result));
/* mkdir -p: makes what is missing with exactly `mode` (a set-group-id bit is inherited); what
 * exists keeps its own. */
int directory_make(const char *path, mode_t mode) __attribute__((warn_unused_result));
/* The directory that `path` stands in: "." when it names none, "/" for what stands there. */
char *path_parent(struct pool *pool, const char *path) __attribute__((returns_nonnull));
/* For somebody who runs in another directory; a path that leads nowhere stays as it is. */
const char *path_absolute(struct pool *pool, const char *path);
/* The same for a path that may lead nowhere yet.  errors  FAIL_SYSTEM (the current directory) */
int path_from_here(struct pool *pool, const char *path, const char **absolute)
    __attribute__((warn_unused_result));
/* Makes durable what was made, renamed or removed in a directory. */
int directory_sync(const char *path) __attribute__((warn_unused_result));
/* write(2) until all is written.  name: the path, or other words for what `fd` is. */
int fd_write(int fd, const void *bytes, size_t length, const char *name)
    __attribute__((warn_unused_result));

#endif
