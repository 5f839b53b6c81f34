/* drain.c - hooklet work --drain, detached; and who is at it */
#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/self.h"
#include "drain.h"
#include "port/detach.h"
#include "store/state.h"

#define STATE_DRAIN "drain"
#define TIMED "timed"

void
drain_start(const struct settings *settings, struct strings environment)
{
    struct pool *pool = pool_new();
    const char *path = getenv("PATH");
    const char *argv[] = { NULL, "work", "--drain", "--config", NULL };
    const char *least[] = { NULL };

    argv[0] = self_command(pool);
    argv[4] = path_absolute(pool, settings->path); /* the child runs in another directory */
    least[0] = pool_printf(pool, "PATH=%s", path == NULL ? "/usr/bin:/bin" : path);
    if (environment.count == 0)
        environment = (struct strings){ least, 1 };
    if (detach_start(pool, (struct strings){ argv, 5 }, environment) != 0)
        log_say(LOG_WARNING, "drain", "not started; cron or hooklet work will do the jobs");
    pool_free(pool);
}

int
drain_lock(const struct store *store, struct pool *pool, int *fd)
{
    const char *path = pool_printf(pool, "%s/drain.lock", store_directory(store));
    int rc;

    *fd = -1;
    rc = file_open_shared(path, fd);
    if (rc == 0)
        rc = file_lock_now(*fd, path);
    if (rc != 0 && *fd >= 0) {
        close(*fd);
        *fd = -1;
    }
    return rc == FAIL_BUSY ? 0 : rc;
}

int
drain_timed_note(struct store *store, int64_t now_ms)
{
    return state_put(store, STATE_DRAIN, TIMED, "{}", now_ms);
}

int
drain_timed_seen(struct store *store, struct pool *pool, int64_t *seen_ms)
{
    struct state_row row = { 0 };
    int rc = state_get(store, STATE_DRAIN, TIMED, pool, &row);

    if (rc != 0 && rc != FAIL_NOT_FOUND)
        return rc;
    *seen_ms = rc == 0 ? row.updated_ms : 0;
    return 0;
}
