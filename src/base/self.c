/* self.c - looks at what runs, then at what was said, then at what was built. */
#include "config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/self.h"

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
