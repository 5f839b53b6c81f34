/* file.c - read whole, write whole, make directories */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/refused.h"

enum { FIRST_ROOM = 4096 };

static int
fail_path(const char *doing, const char *path)
{
    if (errno == ENOENT)
        return fail(FAIL_NOT_FOUND, "%s %s: no such file or directory", doing, path);
    return fail(FAIL_SYSTEM, "%s %s: %s", doing, path, strerror(errno));
}

/* The same for what could not be made: the directory that it would be in may be the reason. */
static int
fail_making(const char *doing, const char *path)
{
    int error = errno, rc;
    struct pool *pool = pool_new();
    const char *parent = path_parent(pool, path);
    const char *refused = path_refused(pool, parent, W_OK | X_OK);

    errno = error;
    if (refused != NULL)
        rc = fail(FAIL_SYSTEM, "%s %s: %s: %s", doing, path, parent, refused);
    else
        rc = fail_path(doing, path);
    pool_free(pool);
    return rc;
}

/* read(2) that goes on after a signal. */
static ssize_t
read_some(int fd, char *bytes, size_t length)
{
    ssize_t count;

    do
        count = read(fd, bytes, length);
    while (count < 0 && errno == EINTR);
    return count;
}

struct content {
    char *bytes;
    size_t length;
    size_t room;
};

/* A file's size is only a first guess: it may grow, and in /proc it is 0. */
static size_t
first_room(int fd, size_t ceiling)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || st.st_size < FIRST_ROOM)
        return FIRST_ROOM;
    return (size_t)st.st_size > ceiling ? FIRST_ROOM : (size_t)st.st_size + 1;
}

static int
read_all(struct pool *pool, int fd, const char *path, size_t ceiling, struct content *content)
{
    char *larger;
    ssize_t count;

    for (;;) {
        if (content->length == content->room) {
            content->room *= 2;
            larger = pool_alloc(pool, content->room);
            memcpy(larger, content->bytes, content->length);
            content->bytes = larger;
        }
        count = read_some(fd, content->bytes + content->length, content->room - content->length);
        if (count < 0)
            return fail_path("reading", path);
        if (count == 0)
            break;
        content->length += (size_t)count;
        if (content->length > ceiling)
            return fail(FAIL_TOO_LARGE, "%s: more than %zu bytes", path, ceiling);
    }
    content->bytes[content->length] = '\0';
    return 0;
}

int
file_read(struct pool *pool, const char *path, size_t ceiling, char **bytes, size_t *length)
{
    struct content content = { 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int rc;

    if (fd < 0)
        return fail_path("opening", path);
    content.room = first_room(fd, ceiling);
    content.bytes = pool_alloc(pool, content.room);
    rc = read_all(pool, fd, path, ceiling, &content);
    (void)close(fd);
    if (rc == 0) {
        *bytes = content.bytes;
        *length = content.length;
    }
    return rc;
}

int
fd_write(int fd, const void *bytes, size_t length, const char *name)
{
    struct pollfd ready = { .fd = fd, .events = POLLOUT };
    const char *from = bytes;
    ssize_t count;

    while (length > 0) {
        count = write(fd, from, length);
        if (count < 0 && errno == EAGAIN) {
            (void)poll(&ready, 1, -1);
        } else if (count < 0 && errno != EINTR) {
            return fail_path("writing", name);
        } else if (count > 0) {
            from += count;
            length -= (size_t)count;
        }
    }
    return 0;
}

char *
path_parent(struct pool *pool, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return pool_string(pool, ".");
    return pool_copy(pool, path, slash == path ? 1 : (size_t)(slash - path));
}

int
directory_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = 0;

    if (fd < 0 || fsync(fd) != 0)
        rc = fail_path("syncing", path);
    if (fd >= 0)
        (void)close(fd);
    return rc;
}

/* `temporary` ends with XXXXXX, and is overwritten with the name that was made. */
static int
write_temporary(char *temporary, const void *bytes, size_t length, mode_t mode)
{
    int fd = mkostemp(temporary, O_CLOEXEC);
    int rc;

    if (fd < 0)
        return fail_making("creating", temporary);
    rc = fd_write(fd, bytes, length, temporary);
    if (rc == 0 && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
        rc = fail_path("writing", temporary);
    if (close(fd) != 0 && rc == 0)
        rc = fail_path("closing", temporary);
    if (rc != 0)
        (void)unlink(temporary);
    return rc;
}

/* Without the directory a rename is not durable. */
int
file_write(const char *path, const void *bytes, size_t length, mode_t mode)
{
    struct pool *pool = pool_new();
    char *temporary = pool_printf(pool, "%s.XXXXXX", path);
    int rc = write_temporary(temporary, bytes, length, mode);

    if (rc == 0 && rename(temporary, path) != 0) {
        rc = fail_path("renaming to", path);
        (void)unlink(temporary);
    }
    if (rc == 0)
        rc = directory_sync(path_parent(pool, path));
    pool_free(pool);
    return rc;
}

/* Even where mkdir(2) is refused, in a read-only parent for instance, the directory may exist. */
static int
directory_one(const char *path, mode_t mode)
{
    struct stat st;
    int made = mkdir(path, mode);
    int reason = errno;

    if (stat(path, &st) != 0) {
        errno = reason;
        return fail_making("making directory", path);
    }
    if (!S_ISDIR(st.st_mode))
        return fail(FAIL_SYSTEM, "making directory %s: a file of this name is there", path);
    if (made == 0 && chmod(path, mode | (st.st_mode & S_ISGID)) != 0)
        return fail_path("making directory", path);
    return 0;
}

int
file_open_shared(const char *path, int *fd)
{
    struct stat info;

    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
    if (*fd < 0)
        return fail(FAIL_SYSTEM, "%s: %s", path, strerror(errno));
    if (fstat(*fd, &info) == 0 && info.st_uid == geteuid() && (info.st_mode & 0777) != 0660 &&
        fchmod(*fd, 0660) != 0) {
        close(*fd);
        *fd = -1;
        return fail(FAIL_SYSTEM, "%s: chmod: %s", path, strerror(errno));
    }
    return 0;
}

int
file_lock_now(int fd, const char *path)
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    if (errno == EWOULDBLOCK)
        return FAIL_BUSY;
    return fail(FAIL_SYSTEM, "%s: lock: %s", path, strerror(errno));
}

int
directory_make(const char *path, mode_t mode)
{
    char *part = strdup(path);
    char *slash = part;
    int rc = 0;

    if (part == NULL)
        return fail(FAIL_MEMORY, "making directory %s", path);
    while (rc == 0 && slash != NULL) {
        slash = strchr(slash + (*slash != '\0'), '/');
        if (slash != NULL)
            *slash = '\0';
        rc = directory_one(part, mode);
        if (slash != NULL)
            *slash = '/';
    }
    free(part);
    return rc;
}

const char *
path_absolute(struct pool *pool, const char *path)
{
    const char *real = realpath(path, pool_alloc(pool, PATH_MAX));

    return real == NULL ? path : real;
}

int
path_from_here(struct pool *pool, const char *path, const char **absolute)
{
    char *directory = pool_alloc(pool, PATH_MAX);

    *absolute = path;
    if (*path == '/')
        return 0;
    if (getcwd(directory, PATH_MAX) == NULL)
        return fail(FAIL_SYSTEM, "%s: the current directory can't be told: %s; give the whole path",
                    path, strerror(errno));
    *absolute = pool_printf(pool, "%s/%s", directory, path);
    return 0;
}
