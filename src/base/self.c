/* self.c - looks at what runs, then at what was said, then at what was built. */
#include "config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/self.h"
#include "base/text.h"

static const char name[] = "/hooklet";

const char *
self_command(struct pool *pool)
{
    char *running = pool_alloc(pool, PATH_MAX);
    ssize_t length = readlink("/proc/self/exe", running, PATH_MAX - 1);
    const char *base = length > 0 ? strrchr(running, '/') : NULL;
    const char *directory = getenv("HOOKLET_BINDIR");

    if (base != NULL && strcmp(base, name) == 0)
        return running;
    return pool_printf(pool, "%s%s", directory == NULL ? HOOKLET_BINDIR : directory, name);
}

/* Bytes that the two begin with, up to a slash. */
static size_t
common(const char *first, const char *second)
{
    size_t length = 0;

    for (size_t i = 0; first[i] != '\0' && first[i] == second[i]; i++)
        if (first[i] == '/')
            length = i + 1;
    return length;
}

const char *
self_directory(struct pool *pool, const char *installed)
{
    const char *beside = path_parent(pool, self_command(pool));
    const size_t length = common(HOOKLET_BINDIR, installed);
    const char *tail = pool_printf(pool, "/%s", &HOOKLET_BINDIR[length]);
    struct stat info;

    if (text_ends_with(beside, tail)) {
        beside = pool_printf(pool, "%.*s/%s", (int)(strlen(beside) - strlen(tail)), beside,
                             &installed[length]);
        if (stat(beside, &info) == 0 && S_ISDIR(info.st_mode))
            return beside;
    }
    return installed;
}
