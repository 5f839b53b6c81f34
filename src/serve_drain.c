/* serve_drain.c - hooklet work --drain, detached */
#include "config.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/self.h"
#include "port/detach.h"
#include "serve_drain.h"

void
serve_drain(const struct settings *settings)
{
    struct pool *pool = pool_new();
    const char *path = getenv("PATH");
    const char *argv[] = { NULL, "work", "--drain", "--config", NULL };
    const char *environment[] = { NULL };

    argv[0] = self_command(pool);
    argv[4] = path_absolute(pool, settings->path); /* the child runs in another directory */
    environment[0] = pool_printf(pool, "PATH=%s", path == NULL ? "/usr/bin:/bin" : path);
    if (detach_start(pool, (struct strings){ argv, 5 }, (struct strings){ environment, 1 }) != 0)
        log_say(LOG_WARNING, "drain", "not started; cron or hooklet work will do the jobs");
    pool_free(pool);
}
