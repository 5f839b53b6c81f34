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
#include "base/file.h"
#include "base/log.h"
#include "base/pool.h"
#include "store/lock.h"

enum { GATE, WRITER };

struct lock {
    struct pool *pool;
    const char *path;
    int fd;
    atomic_bool abandoned;
};

int
lock_open(const char *path, struct lock **opened)
{
    struct pool *pool = pool_new();
    struct lock *lock = pool_alloc(pool, sizeof *lock);
    int rc;

    lock->pool = pool;
    lock->path = pool_string(pool, path);
    *opened = NULL;
    rc = file_open_shared(lock->path, &lock->fd);
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

/* A file that was removed or replaced locks out nobody who comes after. */
static bool
moved(const struct lock *lock)
{
    struct stat ours, there;

    return lock->fd < 0 || fstat(lock->fd, &ours) != 0 || stat(lock->path, &there) != 0 ||
           ours.st_ino != there.st_ino || ours.st_dev != there.st_dev;
}

static int
take_turn(struct lock *lock)
{
    int rc = wait_for(lock, GATE);

    if (rc != 0)
        return rc;
    rc = wait_for(lock, WRITER);
    release(lock, GATE, 1);
    return rc;
}

int
lock_take(struct lock *lock)
{
    int rc = take_turn(lock);

    while (rc == 0 && moved(lock)) {
        log_say(LOG_WARNING, "lock", "%s was removed or replaced: opening it anew", lock->path);
        (void)close(lock->fd);
        rc = file_open_shared(lock->path, &lock->fd);
        if (rc == 0)
            rc = take_turn(lock);
    }
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
