/*
 * pause-at.c - a process that stands still where a test wants it: an LD_PRELOAD library
 *
 *     PAUSE_AT=drain.lock PAUSE_DIR=DIR   before it closes a file of this name for the first time
 *                                         it makes DIR/here, and goes on when there is DIR/go
 */
#include "config.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int close(int fd);

typedef int closing(int);

static bool
is_the_one(int fd)
{
    const char *name = getenv("PAUSE_AT");
    char link[64], file[4096];
    ssize_t length;

    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = name != NULL ? readlink(link, file, sizeof file - 1) : -1;
    file[length > 0 ? length : 0] = '\0';
    return length > 0 && strrchr(file, '/') != NULL && strcmp(strrchr(file, '/') + 1, name) == 0;
}

static void
stand_still(void)
{
    const struct timespec moment = { 0, 5000000 };
    char file[4096];

    (void)snprintf(file, sizeof file, "%s/here", getenv("PAUSE_DIR"));
    if (creat(file, 0600) < 0)
        abort();
    (void)snprintf(file, sizeof file, "%s/go", getenv("PAUSE_DIR"));
    while (access(file, F_OK) != 0)
        (void)nanosleep(&moment, NULL);
}

int
close(int fd)
{
    static bool done;
    static closing *real;

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "close");
    if (!done && is_the_one(fd)) {
        done = true;
        stand_still();
    }
    return real(fd);
}
