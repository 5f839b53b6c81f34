/* lock.c - a turnstile of two OFD locks. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/pool.h"
#include "store/lock.h"

enum { GATE, WRITER };

struct lock {
    struct pool *pool;
    const char *path;
    int fd;
    atomic_bool abandoned;
};

static int
set_mode(const struct lock *lock)
{
    struct stat info;

    /* The umask may have taken bits that the other user of the group needs. */
    if (fstat(lock->fd, &info) == 0 && info.st_uid == geteuid() && (info.st_mode & 0777) != 0660 &&
        fchmod(lock->fd, 0660) != 0)
        return fail(FAIL_SYSTEM, "%s: chmod: %s", lock->path, strerror(errno));
    return 0;
}

int
lock_open(const char *path, struct lock **opened)
{
    struct pool *pool = pool_new();
    struct lock *lock = pool_alloc(pool, sizeof *lock);
    int rc;

    lock->pool = pool;
    lock->path = pool_string(pool, path);
    *opened = NULL;
    lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
    if (lock->fd < 0)
        rc = fail(FAIL_SYSTEM, "%s: %s", path, strerror(errno));
    else
        rc = set_mode(lock);
    if (rc == 0)
        *opened = lock;
    else
        lock_close(lock);
    return rc;
}

void
lock_close(struct lock *lock)
{
    if (lock == NULL)
        return;
    if (lock->fd >= 0)
        (void)close(lock->fd);
    pool_free(lock->pool);
}

static int
wait_for(struct lock *lock, off_t byte)
{
    struct flock part = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };

    while (fcntl(lock->fd, F_OFD_SETLKW, &part) != 0) {
        if (errno != EINTR)
            return fail(FAIL_SYSTEM, "%s: lock: %s", lock->path, strerror(errno));
        if (atomic_load(&lock->abandoned))
            return FAIL_BUSY;
    }
    return 0;
}

static void
release(const struct lock *lock, off_t byte, off_t length)
{
    struct flock part = {
        .l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = length
    };

    (void)fcntl(lock->fd, F_OFD_SETLK, &part);
}

int
lock_take(struct lock *lock)
{
    int rc = wait_for(lock, GATE);

    if (rc != 0)
        return rc;
    rc = wait_for(lock, WRITER);
    release(lock, GATE, 1);
    return rc;
}

void
lock_release(struct lock *lock)
{
    release(lock, GATE, WRITER + 1);
}

void
lock_abandon(struct lock *lock)
{
    atomic_store(&lock->abandoned, true);
}
