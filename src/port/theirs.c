/* theirs.c - opens first, then judges what was opened. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "port/theirs.h"

static const size_t secret_most = 65536;

int
theirs_open(const char *path, struct theirs *theirs)
{
    struct stat status;
    int rc;

    *theirs = (struct theirs){ .path = path };
    theirs->fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (theirs->fd >= 0 && fstat(theirs->fd, &status) == 0) {
        theirs->owner = status.st_uid;
        return 0;
    }
    rc = fail(FAIL_SYSTEM, "%s: %s", path, strerror(errno));
    theirs_close(theirs);
    return rc;
}

void
theirs_close(struct theirs *theirs)
{
    if (theirs->fd >= 0)
        close(theirs->fd);
    theirs->fd = -1;
}

static int
open_one(const struct theirs *theirs, const char *name, int *fd)
{
    struct stat status;

    *fd = openat(theirs->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0)
        return errno == ENOENT
                   ? FAIL_NOT_FOUND
                   : fail(FAIL_SYSTEM, "%s/%s: %s", theirs->path, name, strerror(errno));
    if (fstat(*fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1 &&
        status.st_uid == theirs->owner)
        return 0;
    close(*fd);
    return fail(FAIL_SYSTEM, "%s/%s: is no plain file of the directory's own user", theirs->path,
                name);
}

static int
read_all(struct pool *pool, int fd, char **bytes, size_t *length)
{
    char *all = pool_alloc(pool, secret_most + 1);
    ssize_t got = 1;

    *length = 0;
    while (got != 0 && *length < secret_most) {
        got = read(fd, all + *length, secret_most - *length);
        if (got < 0 && errno != EINTR)
            return fail(FAIL_SYSTEM, "a secret can't be read: %s", strerror(errno));
        *length += got > 0 ? (size_t)got : 0;
    }
    *bytes = all;
    return 0;
}

int
theirs_read(struct pool *pool, const struct theirs *theirs, const char *name, char **bytes,
            size_t *length)
{
    int fd = -1;
    int rc = open_one(theirs, name, &fd);

    if (rc != 0)
        return rc;
    rc = read_all(pool, fd, bytes, length);
    close(fd);
    return rc;
}

int
theirs_give(const char *path, const char *bytes, size_t length, uid_t owner)
{
    int rc = file_write(path, bytes, length, 0400);

    if (rc == 0 && lchown(path, owner, (gid_t)-1) != 0)
        rc = fail(FAIL_SYSTEM, "%s: can't be given to user %u: %s", path, (unsigned)owner,
                  strerror(errno));
    return rc;
}
