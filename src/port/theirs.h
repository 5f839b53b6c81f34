/*
 * theirs.h - root hands on secrets out of a directory that belongs to another user
 *
 * That user could put anything there: a link to a file of root's, a pipe.  Read is only what is a
 * plain file of that user's own and has no other name, so that nobody gets at more than was theirs.
 * errors  FAIL_NOT_FOUND (not logged) no such file · FAIL_SYSTEM
 */
#ifndef HOOKLET_PORT_THEIRS_H
#define HOOKLET_PORT_THEIRS_H

#include <stddef.h>
#include <sys/types.h>

#include "base/pool.h"

struct theirs {
    const char *path; /* the directory */
    int fd;
    uid_t owner;
};

/* No symbolic link; `path` is borrowed. */
int theirs_open(const char *path, struct theirs *theirs) __attribute__((warn_unused_result));
void theirs_close(struct theirs *theirs);
/* At most 64 KiB, with a NUL behind them. */
int theirs_read(struct pool *pool, const struct theirs *theirs, const char *name, char **bytes,
                size_t *length) __attribute__((warn_unused_result));
/* A file of mode 0400 for `owner`, in a directory that is root's own. */
int theirs_give(const char *path, const char *bytes, size_t length, uid_t owner)
    __attribute__((warn_unused_result));

#endif
