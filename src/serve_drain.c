/* serve_drain.c - hooklet work --drain, detached */
#include "config.h"

#include <limits.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/pool.h"
#include "port/detach.h"
#include "serve_drain.h"

/* The child runs in another directory. */
static const char *
absolute(struct pool *pool, const char *path)
{
    const char *real = realpath(path, pool_alloc(pool, PATH_MAX));

    return real == NULL ? path : real;
}

void
serve_drain(const struct settings *settings)
{
    struct pool *pool = pool_new();
    const char *directory = getenv("HOOKLET_BINDIR"), *path = getenv("PATH");
    const char *argv[] = { NULL, "work", "--drain", "--config", NULL };
    const char *environment[] = { NULL };

    argv[0] = pool_printf(pool, "%s/hooklet", directory == NULL ? HOOKLET_BINDIR : directory);
    argv[4] = absolute(pool, settings->path);
    environment[0] = pool_printf(pool, "PATH=%s", path == NULL ? "/usr/bin:/bin" : path);
    if (detach_start(pool, (struct strings){ argv, 5 }, (struct strings){ environment, 1 }) != 0)
        log_say(LOG_WARNING, "drain", "not started; cron or hooklet work will do the jobs");
    pool_free(pool);
}
