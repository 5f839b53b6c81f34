/*
 * slow-fsync.c - makes a fast disk slow: an LD_PRELOAD library that adds SLOW_FSYNC_US microseconds
 * to every sync
 */
#include "config.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int fsync(int fd);
EXPORT int fdatasync(int fd);
EXPORT int sync_file_range(int fd, off64_t offset, off64_t length, unsigned int flags);

static void
wait_as_told(void)
{
    const char *text = getenv("SLOW_FSYNC_US");
    long us = text != NULL ? strtol(text, NULL, 10) : 0;
    struct timespec rest = { us / 1000000, us % 1000000 * 1000 };

    while (us > 0 && nanosleep(&rest, &rest) != 0)
        ;
}

int
fsync(int fd)
{
    static int (*real)(int);

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "fsync");
    wait_as_told();
    return real(fd);
}

int
fdatasync(int fd)
{
    static int (*real)(int);

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "fdatasync");
    wait_as_told();
    return real(fd);
}

int
sync_file_range(int fd, off64_t offset, off64_t length, unsigned int flags)
{
    static int (*real)(int, off64_t, off64_t, unsigned int);

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "sync_file_range");
    wait_as_told();
    return real(fd, offset, length, flags);
}
