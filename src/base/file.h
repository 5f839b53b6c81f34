/*
 * file.h - whole files and directories
 *
 * errors  FAIL_NOT_FOUND  no such file
 *         FAIL_TOO_LARGE  more than the ceiling
 *         FAIL_SYSTEM     anything else
 *         all with path and reason
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
/* mkdir -p: makes what is missing with exactly `mode` (a set-group-id bit is inherited); what
 * exists keeps its own. */
int directory_make(const char *path, mode_t mode) __attribute__((warn_unused_result));
/* write(2) until all is written. */
int fd_write(int fd, const void *bytes, size_t length) __attribute__((warn_unused_result));

#endif
