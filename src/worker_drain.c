/* worker_drain.c - one drain at a time, and none too few */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "store/jobs.h"
#include "worker_shared.h"

/* errors  FAIL_BUSY (not logged) another drain has it */
static int
drain_lock(const struct worker *worker, int *fd)
{
    const char *path = pool_printf(worker->pool, "%s/drain.lock", store_directory(worker->store));
    int rc = 0;

    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
    if (*fd < 0)
        return fail(FAIL_SYSTEM, "%s: %s", path, strerror(errno));
    if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
        return 0;

    rc = errno == EWOULDBLOCK ? FAIL_BUSY : fail(FAIL_SYSTEM, "%s: %s", path, strerror(errno));
    close(*fd);
    return rc;
}

/*
 * What came after the last look but before the lock was released: its own drain found the lock
 * taken.
 */
static int
look_again(const struct worker *worker, bool *more)
{
    struct claim claim = {
        .owner = worker->owner,
        .host = worker->config->settings->host,
        .kinds = worker->kinds,
        .after_lane = "",
        .now_ms = clock_ms(),
    };
    struct pool *pool = pool_new();
    int rc;

    rc = jobs_look(worker->store, &claim, pool, more);
    pool_free(pool);

    return rc;
}

int
worker_drain(struct worker *worker)
{
    bool more = true;
    int rounds = 0;
    int rc = 0;

    while (rc == 0 && more && !worker->told_to_stop) {
        int lock;

        rc = drain_lock(worker, &lock);
        if (rc == FAIL_BUSY) {
            log_say(LOG_INFO, "drain", "another drain is at it");
            return rounds > 0 ? 0 : rc;
        }
        if (rc != 0)
            return rc;
        rc = worker_work(worker);
        close(lock);
        if (rc == 0)
            rc = look_again(worker, &more);
        rounds++;
    }
    return rc;
}
