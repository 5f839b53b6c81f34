/*
 * other-disk.c - a file system of another kind: an LD_PRELOAD library that answers for statfs(2)
 *
 *     OTHER_DISK=0x6969   what f_type is, of whatever is asked about
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int statfs(const char *path, struct statfs *info);
EXPORT int fstatfs(int fd, struct statfs *info);
EXPORT int statfs64(const char *path, struct statfs64 *info);
EXPORT int fstatfs64(int fd, struct statfs64 *info);

static long
kind(void)
{
    const char *text = getenv("OTHER_DISK");

    return text == NULL ? 0xef53 : strtol(text, NULL, 0);
}

int
statfs(const char *path, struct statfs *info)
{
    (void)path;
    memset(info, 0, sizeof *info);
    info->f_type = kind();
    return 0;
}

int
fstatfs(int fd, struct statfs *info)
{
    (void)fd;
    return statfs("", info);
}

int
statfs64(const char *path, struct statfs64 *info)
{
    (void)path;
    memset(info, 0, sizeof *info);
    info->f_type = kind();
    return 0;
}

int
fstatfs64(int fd, struct statfs64 *info)
{
    (void)fd;
    return statfs64("", info);
}
