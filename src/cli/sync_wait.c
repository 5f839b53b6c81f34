/* sync_wait.c - until a page's jobs have ended: sees to it that somebody works, and says what it
 * waits for. */
#include "config.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "cli/sync.h"
#include "drain.h"
#include "store/jobs.h"

#define LOOK_LEAST_MS 20
#define LOOK_MOST_MS 500
#define FAR_MS 10000   /* a next try that is not waited for */
#define DRAIN_MS 1000  /* until a drain that was started is missed */
#define DRAINS_MOST 5  /* that do nothing at all */
#define QUIET_MS 10000 /* a worker that runs takes less to begin */

/* One wait for one page. */
struct waiting {
    struct sync *sync;
    const struct backfill_page *page;
    const struct backfill_tally *tally;
    struct pool *pool; /* of one look */
    struct backfill_state state;
    int64_t changed_ms; /* steady: when one of its jobs ended last */
    int64_t asleep_ms;  /* Asana's lane sleeps for so long */
};

static void
show(struct waiting *waiting, enum sync_pause pause, const char *text)
{
    struct sync *sync = waiting->sync;
    int64_t ended = backfill_items(&waiting->state.ended);

    sync->done = backfill_items(waiting->tally) + ended;
    sync->left = waiting->page->left > ended ? waiting->page->left - ended : 0;
    sync_show(sync, pause, text);
}

/* --- Somebody who works ---------------------------------------------------------------------- */

/* Ours would make files that the worker's user can't write. */
static bool
is_ours(struct sync *sync)
{
    struct stat about;

    return stat(store_path(sync->app.store), &about) == 0 && about.st_uid == geteuid();
}

static int
drain_runs(struct waiting *waiting, bool *runs)
{
    int fd = -1;
    int rc = drain_lock(waiting->sync->app.store, waiting->pool, &fd);

    *runs = rc == 0 && fd < 0;
    if (fd >= 0)
        close(fd);
    return rc;
}

static int
start_drain(struct waiting *waiting)
{
    struct sync *sync = waiting->sync;
    size_t count = 0;

    if (!is_ours(sync))
        return fail(FAIL_CONFLICT,
                    "no worker runs, and this user is not the one that works; start hooklet work, "
                    "then the same command goes on");
    if (sync->drains == DRAINS_MOST)
        return fail(FAIL_CONFLICT,
                    "a worker was started %d times and did nothing; what does hooklet work --drain "
                    "say, and hooklet job %" PRId64 "?",
                    DRAINS_MOST, waiting->state.a_job);
    while (environ[count] != NULL)
        count++;
    drain_start(sync->cli->settings, (struct strings){ (const char *const *)environ, count });
    sync->drain_ms = clock_steady_ms();
    sync->drains++;
    return 0;
}

/*
 * A job that is leased, with nobody there who could have it, was left by a dead worker: a drain
 * takes it back.
 */
static int
need_worker(struct waiting *waiting)
{
    struct sync *sync = waiting->sync;
    int64_t seen_ms = 0, now_ms = clock_ms();
    bool runs = false;
    int rc = ledger_resident_seen(sync->app.store, &seen_ms);

    if (rc != 0 || waiting->state.next_ms > now_ms || now_ms - seen_ms < JOB_LEASE_MS ||
        (sync->drains > 0 && clock_steady_ms() - sync->drain_ms < DRAIN_MS))
        return rc;
    rc = drain_runs(waiting, &runs);
    return rc == 0 && !runs ? start_drain(waiting) : rc;
}

/* --- A page ---------------------------------------------------------------------------------- */

static int
look(struct waiting *waiting)
{
    int64_t before = waiting->state.unfinished;
    int rc;

    pool_reset(waiting->pool);
    rc = backfill_look(waiting->sync->app.store, waiting->page->event, waiting->pool,
                       &waiting->state);
    if (waiting->state.unfinished != before) {
        waiting->changed_ms = clock_steady_ms();
        waiting->sync->drains = 0;
    }
    waiting->asleep_ms = sync_sleeps_for(waiting->sync, asana_lane());
    return rc;
}

/* Some few that fail again and again hold up no others; many mean that Asana is down. */
static bool
may_leave(const struct waiting *waiting)
{
    const struct backfill_state *state = &waiting->state;
    size_t later = waiting->tally->later.count + state->ended.later.count;

    return state->unfinished == state->failing && waiting->asleep_ms == 0 && !state->running &&
           state->next_ms > clock_ms() + FAR_MS && later < BACKFILL_JOBS;
}

static void
tell(struct waiting *waiting)
{
    const struct backfill_state *state = &waiting->state;
    struct pool *pool = waiting->pool;
    int64_t due_ms = state->next_ms - clock_ms();

    if (waiting->asleep_ms > 1000)
        show(waiting, SYNC_ASANA,
             pool_printf(pool, "Asana has had too many requests, going on in %" PRId64 " s",
                         (waiting->asleep_ms + 999) / 1000));
    else if (state->failing == state->unfinished && due_ms > 1000)
        show(waiting, SYNC_RETRY,
             pool_printf(pool, "%" PRId64 " failed, again in %" PRId64 " s: %s", state->failing,
                         (due_ms + 999) / 1000, state->reason != NULL ? state->reason : ""));
    else if (clock_steady_ms() - waiting->changed_ms > QUIET_MS && !state->running)
        show(waiting, SYNC_WORKER,
             pool_printf(pool, "waiting for a worker, see hooklet job %" PRId64, state->a_job));
    else
        show(waiting, SYNC_GOES_ON, NULL);
}

static int64_t
until_next_look(const struct waiting *waiting)
{
    int64_t quiet_ms = clock_steady_ms() - waiting->changed_ms;

    if (quiet_ms < LOOK_LEAST_MS)
        return LOOK_LEAST_MS;
    return quiet_ms < LOOK_MOST_MS ? quiet_ms : LOOK_MOST_MS;
}

static int
wait_for(struct waiting *waiting)
{
    int rc = look(waiting);

    while (rc == 0 && waiting->state.unfinished > 0 && !may_leave(waiting)) {
        tell(waiting);
        if (waiting->asleep_ms == 0)
            rc = need_worker(waiting);
        if (rc != 0 || sync_pause_for(waiting->sync, until_next_look(waiting)))
            break;
        rc = look(waiting);
    }
    return rc;
}

int
sync_wait(struct sync *sync, const struct backfill_page *page, const struct backfill_tally *tally,
          struct backfill_state *state)
{
    struct waiting waiting = { .sync = sync,
                               .page = page,
                               .tally = tally,
                               .pool = pool_new(),
                               .changed_ms = clock_steady_ms() };
    int rc = wait_for(&waiting);

    show(&waiting, SYNC_GOES_ON, NULL);
    pool_free(waiting.pool);
    if (rc != 0 || sync->stopped)
        return rc;
    rc = backfill_look(sync->app.store, page->event, sync->pool, state);
    state->ended.counts[BACKFILL_LATER] = state->unfinished;
    return rc;
}
