/* worker_care.c - cleans up behind dead workers and old events, sees to what comes round */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "port/group.h"
#include "store/jobs.h"
#include "store/maintain.h"
#include "store/state.h"
#include "work/schedule.h"
#include "worker_shared.h"

#define HOUR_MS INT64_C(3600000)
#define PRUNE_EVERY_MS INT64_C(3540000) /* an hour, but for what the workers' clocks differ by */
#define AGAIN_MS INT64_C(60000)         /* after trouble with what comes round */
#define SILENT_MS INT64_C(86400000)     /* a heartbeat so old says nothing, wherever it came from */

/*
 * Is this an owner HOST:PID:RANDOM of our host whose process is gone?  Our own process number with
 * another random part was somebody before us (a container, where it is always the same).
 */
static bool
is_gone(const struct worker *worker, const char *owner)
{
    const char *own_random = strrchr(worker->owner, ':');
    const char *own_pid = own_random;
    size_t host;
    long pid;

    while (own_pid[-1] != ':')
        own_pid--;
    host = (size_t)(own_pid - worker->owner);
    if (strcmp(owner, worker->owner) == 0 || strncmp(owner, worker->owner, host) != 0)
        return false;

    pid = strtol(owner + host, NULL, 10);
    if (pid <= 0)
        return false;
    if (pid == (long)getpid())
        return true;

    return kill((pid_t)pid, 0) != 0 ? errno == ESRCH : process_dead((pid_t)pid);
}

static void
reap_owners(struct worker *worker, struct pool *pool)
{
    struct strings owners = { 0 };
    int reaped = 0;

    if (jobs_owners(worker->store, pool, &owners) != 0)
        return;

    for (size_t i = 0; i < owners.count; i++) {
        if (!is_gone(worker, owners.items[i]))
            continue;
        if (jobs_reap_owner(worker->store, owners.items[i], clock_ms(), &reaped) == 0 && reaped > 0)
            log_say(LOG_WARNING, "reap", "worker %s is gone; took back %d job%s", owners.items[i],
                    reaped, reaped == 1 ? "" : "s");
    }
}

static void
forget_heartbeats(struct worker *worker, struct pool *pool)
{
    struct state_row *rows = NULL;
    size_t count = 0;

    if (state_list(worker->store, "worker", pool, &rows, &count) != 0)
        return;

    for (size_t i = 0; i < count; i++) {
        bool silent = rows[i].updated_ms < clock_ms() - SILENT_MS;

        if ((silent || is_gone(worker, rows[i].key)) &&
            state_delete(worker->store, "worker", rows[i].key) != 0)
            return;
    }
}

void
worker_reap(struct worker *worker)
{
    struct pool *pool = pool_new();
    int reaped = 0;

    if (jobs_reap(worker->store, clock_ms(), &reaped) == 0 && reaped > 0)
        log_say(LOG_WARNING, "reap", "took back %d job%s of silent workers", reaped,
                reaped == 1 ? "" : "s");
    reap_owners(worker, pool);
    forget_heartbeats(worker, pool);
    pool_free(pool);
}

/* Takes the turn for all workers of this database; false: somebody had it within the hour. */
static bool
prune_turn(struct worker *worker, int64_t now_ms)
{
    struct pool *pool = pool_new();
    struct state_row last = { 0 };
    bool turn;
    int rc;

    rc = state_get(worker->store, "maintenance", "prune", pool, &last);
    turn = rc == FAIL_NOT_FOUND || (rc == 0 && now_ms - last.updated_ms >= PRUNE_EVERY_MS);
    /* Of those who find it due at once, one gets it. */
    if (turn)
        turn = state_set(worker->store, "maintenance", "prune", "{}", last.version, now_ms) == 0;
    pool_free(pool);

    return turn;
}

static void
prune(struct worker *worker, const struct settings *settings, int64_t now_ms)
{
    struct retention retention = retention_of(settings, now_ms);
    struct pruned pruned = { 0 };

    if (!prune_turn(worker, now_ms))
        return;
    if (maintain_prune(worker->store, &retention, &pruned) != 0)
        return;
    if (pruned.bodies + pruned.attempts + pruned.events + pruned.deployments + pruned.messages > 0)
        log_say(LOG_INFO, "prune",
                "%" PRId64 " bodies, %" PRId64 " attempts, %" PRId64 " events, %" PRId64
                " deployments, %" PRId64 " messages",
                pruned.bodies, pruned.attempts, pruned.events, pruned.deployments, pruned.messages);
}

/* When to look again: at the next period that begins, and on the hour. */
static int64_t
come_round(struct worker *worker, const struct settings *settings, int64_t now_ms)
{
    const struct app app = { settings, worker->store };
    int64_t hour_ms = schedule_begin(HOUR_MS, now_ms) + HOUR_MS;
    struct schedule_round round;
    int rc;

    rc = schedules_run(&app, stock_schedules, worker->options->actions, now_ms, &round);
    if (round.made)
        worker_hint(worker);
    if (rc != 0)
        return now_ms + AGAIN_MS;
    return round.next_ms < hour_ms ? round.next_ms : hour_ms;
}

void
worker_ask_chores(struct worker *worker, bool at_once)
{
    int64_t now_ms = clock_ms();

    pthread_mutex_lock(&worker->mutex);
    if (at_once)
        worker->chores_due_ms = 0;
    /* Before the time when it was last done: the clock was set back. */
    if (now_ms >= worker->chores_due_ms || now_ms < worker->chores_done_ms) {
        worker->chores = true;
        worker->chores_asked++;
        worker->chores_due_ms = INT64_MAX;
        worker->chores_done_ms = 0;
    }
    pthread_mutex_unlock(&worker->mutex);
}

/* Who asks meanwhile, with another configuration, sets the next time. */
void
worker_do_chores(struct worker *worker)
{
    const struct settings *settings;
    int64_t now_ms = clock_ms(), due_ms;
    bool wanted;
    int asked;

    pthread_mutex_lock(&worker->mutex);
    wanted = worker->chores && !worker->stopping;
    asked = worker->chores_asked;
    worker->chores = false;
    pthread_mutex_unlock(&worker->mutex);
    if (!wanted)
        return;

    settings = live_take(&worker->live);
    due_ms = come_round(worker, settings, now_ms);
    prune(worker, settings, now_ms);
    live_give(&worker->live, settings);

    pthread_mutex_lock(&worker->mutex);
    if (worker->chores_asked == asked) {
        worker->chores_due_ms = due_ms;
        worker->chores_done_ms = now_ms;
    }
    pthread_mutex_unlock(&worker->mutex);
}
