/* sync_pause.c - how far it is, what it waits for, and Ctrl-C. */
#include "config.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "cli/render.h"
#include "cli/sync.h"
#include "cli/table.h"
#include "store/jobs.h"

#define STEP_MS 500         /* a pause is shown again */
#define SHOW_MS 100         /* eyes can't follow more */
#define SAY_AGAIN_MS 600000 /* the same pause once more, where no line is replaced */
#define LIMIT_TRIES 20      /* the store is busy, and no limit tells until when */

bool
sync_pause_for(struct sync *sync, int64_t wait_ms)
{
    struct pollfd stop = { .fd = sync->stop_fd, .events = POLLIN };

    if (!sync->stopped)
        sync->stopped = poll(&stop, 1, (int)wait_ms) > 0;
    return sync->stopped;
}

/* --- Telling --------------------------------------------------------------------------------- */

static const char *
time_left(struct pool *pool, int64_t left, int64_t a_minute)
{
    int64_t minutes;

    if (left <= 0 || a_minute <= 0)
        return "";
    minutes = (left + a_minute - 1) / a_minute;
    if (minutes >= 120)
        return pool_printf(pool, ", %" PRId64 " h left", minutes / 60);
    return pool_printf(pool, ", %" PRId64 " min left", minutes);
}

/* "[#.........] 1200 of about 10000, 850 a minute, 10 min left" */
static const char *
progress(struct pool *pool, const struct sync *sync, int64_t now_ms)
{
    int64_t lasted_ms = now_ms - sync->begun_ms;
    int64_t a_minute = lasted_ms > 0 ? (sync->done - sync->before) * 60000 / lasted_ms : 0;
    int64_t all = sync->done + sync->left;

    return pool_printf(pool, "%s %" PRId64 " of about %" PRId64 ", %" PRId64 " a minute%s",
                       render_bar(pool, sync->done, all), sync->done, all, a_minute,
                       time_left(pool, sync->left, a_minute));
}

static void
say(struct sync *sync, enum sync_pause pause, const char *text, int64_t now_ms)
{
    if (pause == sync->said && now_ms - sync->said_ms < SAY_AGAIN_MS)
        return;
    fprintf(stderr, "hooklet sync: %s\n", text);
    sync->said = pause;
    sync->said_ms = now_ms;
}

void
sync_show(struct sync *sync, enum sync_pause pause, const char *text)
{
    int64_t now_ms = clock_steady_ms();
    struct pool *pool = pool_new();

    if (!isatty(STDERR_FILENO)) {
        if (text != NULL)
            say(sync, pause, table_line(pool, text), now_ms);
    } else if (now_ms - sync->shown_ms >= SHOW_MS) {
        cli_progress("%s: %s ", sync->repository != NULL ? sync->repository : sync->backfill.owner,
                     text != NULL ? table_line(pool, text) : progress(pool, sync, now_ms));
        sync->shown_ms = now_ms;
    }
    pool_free(pool);
}

/* --- Pauses ---------------------------------------------------------------------------------- */

int64_t
sync_sleeps_for(struct sync *sync, const char *lane)
{
    int64_t until_ms = 0, now_ms = clock_ms();

    if (jobs_lane_until(sync->app.store, lane, &until_ms) != 0 || until_ms <= now_ms)
        return 0;
    return until_ms - now_ms;
}

static void
sit_out(struct sync *sync, int64_t wait_ms, enum sync_pause pause, const char *who)
{
    int64_t end_ms = clock_steady_ms() + wait_ms;
    struct pool *pool = pool_new();
    int64_t rest_ms;

    while ((rest_ms = end_ms - clock_steady_ms()) > 0) {
        pool_reset(pool);
        sync_show(sync, pause,
                  pool_printf(pool, "%s, going on in %" PRId64 " s", who, (rest_ms + 999) / 1000));
        if (sync_pause_for(sync, rest_ms < STEP_MS ? rest_ms : STEP_MS))
            break;
    }
    pool_free(pool);
}

bool
sync_once_more(struct sync *sync, int rc, int *tries)
{
    static const int64_t waits_ms[] = { 1000, 5000, 30000 };
    const char *lane = github_lane(sync->pool, sync->github.api, sync->github.installation);
    int64_t github_ms = sync_sleeps_for(sync, lane), asana_ms = sync_sleeps_for(sync, asana_lane());

    if (rc == FAIL_BUSY && github_ms > 0)
        sit_out(sync, github_ms, SYNC_GITHUB, "GitHub has had too many requests");
    else if (rc == FAIL_BUSY && asana_ms > 0)
        sit_out(sync, asana_ms, SYNC_ASANA, "Asana has had too many requests");
    else if (rc == FAIL_BUSY && ++*tries < LIMIT_TRIES)
        sit_out(sync, waits_ms[0], SYNC_NETWORK, "somebody else is busy");
    else if ((rc == FAIL_NETWORK || rc == FAIL_TIMEOUT) &&
             *tries < (int)(sizeof waits_ms / sizeof *waits_ms))
        sit_out(sync, waits_ms[(*tries)++], SYNC_NETWORK, "no good answer");
    else
        return false;
    return !sync->stopped;
}
