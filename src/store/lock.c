/* lock.c - a turnstile of two OFD locks. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "base/pool.h"
#include "store/lock.h"

enum { GATE, WRITER };
enum { AGAIN_MS = 10 };

struct lock {
    struct pool *pool;
    const char *path;
    int fd;
    atomic_bool abandoned;
    int64_t deadline_ms; /* steady clock; 0: none */
};

int
lock_open(const char *path, struct lock **opened)
{
    struct pool *pool = pool_new();
    struct lock *lock = pool_alloc(pool, sizeof *lock);
    int rc;

    *lock = (struct lock){ .pool = pool, .path = pool_string(pool, path), .fd = -1 };
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

static bool
is_late(const struct lock *lock)
{
    return lock->deadline_ms != 0 && clock_steady_ms() >= lock->deadline_ms;
}

static int
wait_for(struct lock *lock, off_t byte)
{
    struct flock part = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };

    while (fcntl(lock->fd, F_OFD_SETLKW, &part) != 0) {
        if (errno != EINTR)
            return fail(FAIL_SYSTEM, "%s: lock: %s", lock->path, strerror(errno));
        if (atomic_load(&lock->abandoned) || is_late(lock))
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

static void
do_nothing(int number)
{
    (void)number;
}

int
lock_take_within(struct lock *lock, int64_t wait_ms)
{
    /* Again and again once it is late: a first one that comes before the wait would be lost. */
    const struct itimerval timer = { .it_value = { wait_ms / 1000, wait_ms % 1000 * 1000 },
                                     .it_interval = { 0, AGAIN_MS * 1000 } };
    const struct itimerval none = { .it_value = { 0, 0 } };
    const struct sigaction interrupt = { .sa_handler = do_nothing };
    struct sigaction action;
    sigset_t alarm, mask;
    int rc;

    (void)sigemptyset(&alarm);
    (void)sigaddset(&alarm, SIGALRM);
    (void)sigaction(SIGALRM, &interrupt, &action);
    (void)sigprocmask(SIG_UNBLOCK, &alarm, &mask);
    lock->deadline_ms = clock_steady_ms() + wait_ms;
    (void)setitimer(ITIMER_REAL, &timer, NULL);
    rc = lock_take(lock);
    (void)setitimer(ITIMER_REAL, &none, NULL);
    lock->deadline_ms = 0;
    (void)sigprocmask(SIG_SETMASK, &mask, NULL);
    (void)sigaction(SIGALRM, &action, NULL);
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
