/* file_try.c - a whole regular file, or the reason why not */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/refused.h"
#include "port/file_try.h"

static const char *
reason_for(struct pool *pool, const char *path, struct file_tried *file)
{
    const char *refused = NULL;

    file->error = errno;
    if (file->error == ENOENT || file->error == ENOTDIR)
        return "no such file";
    if (file->error == EACCES)
        refused = path_refused(pool, path, R_OK);
    if (refused != NULL)
        return refused;
    return file->error == EACCES ? "permission denied" : pool_string(pool, strerror(file->error));
}

/* Reads up to the size that was announced; a file that grows meanwhile is cut there. */
static bool
read_bytes(int fd, struct file_tried *file, size_t size)
{
    while (file->length < size) {
        ssize_t got = read(fd, file->bytes + file->length, size - file->length);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        file->length += (size_t)got;
    }
    return true;
}

static const char *
read_open(struct pool *pool, const char *path, int fd, size_t ceiling, struct file_tried *file)
{
    if (fstat(fd, &file->status) < 0)
        return reason_for(pool, path, file);
    if (S_ISDIR(file->status.st_mode))
        return "is a directory, not a file";
    if (!S_ISREG(file->status.st_mode))
        return "is not a regular file";
    if ((size_t)file->status.st_size > ceiling)
        return pool_printf(pool, "is larger than %zu bytes", ceiling);

    file->bytes = pool_alloc(pool, (size_t)file->status.st_size + 1);
    if (!read_bytes(fd, file, (size_t)file->status.st_size))
        return reason_for(pool, path, file);
    return NULL;
}

const char *
file_try(struct pool *pool, const char *path, size_t ceiling, struct file_tried *file)
{
    const char *reason;
    int fd;

    *file = (struct file_tried){ 0 };
    /* O_NONBLOCK: opening a FIFO must not wait for a writer. */
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return reason_for(pool, path, file);
    reason = read_open(pool, path, fd, ceiling, file);
    close(fd);
    return reason;
}
