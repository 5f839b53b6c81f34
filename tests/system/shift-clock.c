/*
 * shift-clock.c - another time of day for all programs of a test: an LD_PRELOAD library
 *
 * The file SHIFT_CLOCK begins with an int64_t, milliseconds that are added to the time of day.  Whoever writes it moves the
 * clocks of all of them at once; clocks that only tell how long something took go on as ever.
 */
#include "config.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int clock_gettime(clockid_t clock, struct timespec *now);

static const volatile int64_t *
shift(void)
{
    static const volatile int64_t *found;
    void *mapped;
    int fd;

    if (found != NULL)
        return found;
    fd = open(getenv("SHIFT_CLOCK"), O_RDONLY | O_CLOEXEC);
    mapped = mmap(NULL, sizeof *found, PROT_READ, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED)
        abort();
    (void)close(fd);
    found = mapped;
    return found;
}

int
clock_gettime(clockid_t clock, struct timespec *now)
{
    int rc = (int)syscall(SYS_clock_gettime, clock, now);

    if (rc != 0 || clock != CLOCK_REALTIME)
        return rc;
    now->tv_sec += *shift() / 1000;
    now->tv_nsec += *shift() % 1000 * 1000000;
    if (now->tv_nsec >= 1000000000) {
        now->tv_sec++;
        now->tv_nsec -= 1000000000;
    }
    return 0;
}
