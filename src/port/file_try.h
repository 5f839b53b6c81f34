/*
 * file_try.h - reads a file for those who collect mistakes: the reason comes back instead of a log
 * line
 *
 * memory  bytes and reasons live in the pool
 */
#ifndef HOOKLET_PORT_FILE_TRY_H
#define HOOKLET_PORT_FILE_TRY_H

#include <stddef.h>
#include <sys/stat.h>

#include "base/pool.h"

struct file_tried {
    char *bytes; /* length bytes and a NUL */
    size_t length;
    struct stat status;
    int error; /* errno, where that was the reason */
};

/* NULL when the whole of a regular file was read; else why not, "no such file" for instance. */
const char *file_try(struct pool *pool, const char *path, size_t ceiling, struct file_tried *file)
    __attribute__((warn_unused_result));

#endif
