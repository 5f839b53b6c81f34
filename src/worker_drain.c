/* worker_drain.c - one drain at a time, and none too few */
#include "config.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "drain.h"
#include "store/jobs.h"
#include "worker_shared.h"

/*
 * What came after the last look but before the lock was released: its own drain found the lock
 * taken.
 */
static int
look_again(struct worker *worker, bool *more)
{
    const struct settings *settings = live_take(&worker->live);
    struct claim claim = {
        .owner = worker->owner,
        .host = settings->host,
        .kinds = worker->all_kinds,
        .after_lane = "",
        .now_ms = clock_ms(),
    };
    struct pool *pool = pool_new();
    int rc;

    rc = jobs_look(worker->store, &claim, pool, more);
    pool_free(pool);
    live_give(&worker->live, settings);

    return rc;
}

int
worker_drain(struct worker *worker)
{
    bool more = true;
    int rc = 0;

    if (worker->options->most_ms > 0)
        rc = drain_timed_note(worker->store, clock_ms());
    while (rc == 0 && more && !worker->told_to_stop && !worker->out_of_time) {
        int lock;

        rc = drain_lock(worker->store, worker->pool, &lock);
        if (rc != 0)
            return rc;
        if (lock < 0) {
            log_say(LOG_INFO, "drain", "another drain is at it");
            return 0;
        }
        rc = worker_work(worker);
        close(lock);
        if (rc == 0)
            rc = look_again(worker, &more);
    }
    return rc;
}
