/*
 * die-at.c - a death at any step: an LD_PRELOAD library that counts what a process writes, syncs, sends and receives
 *
 *     DIE_AT="3 send socket:"   kill -9 of itself before it sends for the third time, or of what it does when it has received
 *                               something for the third time; "": never
 *     DIE_LOG=PATH              a line for each step
 */
#include "config.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at);
EXPORT int fdatasync(int fd);
EXPORT ssize_t send(int fd, const void *bytes, size_t length, int flags);
EXPORT ssize_t recv(int fd, void *bytes, size_t length, int flags);

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* "send socket:", "write hooklet.db-wal": what is done, and the last part of what the descriptor is. */
static void
name_step(char *name, size_t size, const char *what, int fd)
{
    char link[64], file[256];
    const char *base;
    ssize_t length;

    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, file, sizeof file - 1);
    file[length > 0 ? length : 0] = '\0';
    file[strcspn(file, "[")] = '\0';
    base = strrchr(file, '/') != NULL ? strrchr(file, '/') + 1 : file;
    (void)snprintf(name, size, "%s %s", what, base);
}

static void
note(const char *name)
{
    static int log = -1;

    if (log < 0)
        log = open(getenv("DIE_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (dprintf(log, "%s\n", name) < 0)
        abort();
}

static void
step(const char *what, int fd)
{
    static long left = -1;
    static const char *fatal;
    char name[320];

    name_step(name, sizeof name, what, fd);
    pthread_mutex_lock(&mutex);
    if (left < 0) {
        fatal = getenv("DIE_AT");
        left = strtol(fatal, (char **)&fatal, 10);
        fatal += *fatal == ' ';
    }
    note(name);
    if (strcmp(name, fatal) == 0 && --left == 0)
        (void)kill(getpid(), SIGKILL);
    pthread_mutex_unlock(&mutex);
}

ssize_t
pwrite64(int fd, const void *bytes, size_t length, off_t at)
{
    static ssize_t (*real)(int, const void *, size_t, off_t);

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
    step("write", fd);
    return real(fd, bytes, length, at);
}

int
fdatasync(int fd)
{
    static int (*real)(int);

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "fdatasync");
    step("sync", fd);
    return real(fd);
}

ssize_t
send(int fd, const void *bytes, size_t length, int flags)
{
    static ssize_t (*real)(int, const void *, size_t, int);

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "send");
    step("send", fd);
    return real(fd, bytes, length, flags);
}

ssize_t
recv(int fd, void *bytes, size_t length, int flags)
{
    static ssize_t (*real)(int, void *, size_t, int);
    ssize_t received;

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "recv");
    received = real(fd, bytes, length, flags);
    if (received > 0)
        step("received", fd);
    return received;
}
