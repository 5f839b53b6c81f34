/* worker_keeper.c - renews leases, hears signals, says when to look for work */
#include "config.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "store/jobs.h"
#include "store/sends.h"
#include "store/state.h"
#include "worker_shared.h"

#define LOOK_MS 1000  /* however quiet it is */
#define BEAT_MS 15000 /* renewal of leases */
#define REAP_MS 5000
#define LINGER_MS 2000 /* a drain waits for what is due so soon */
#define JUMP_MS 10000  /* the clock was set, or the machine slept */

/* Times are clock_steady_ms(). */
struct keeper {
    struct worker *worker;
    int wake_fd;
    int64_t look_at, beat_at, reap_at;
    int64_t hurry_at;  /* actions are interrupted then; INT64_MAX: not stopping */
    int64_t due_ms;    /* the next waiting job, by the clock */
    int64_t offset_ms; /* from the steady clock to the clock */
};

static int64_t
earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t
offset_ms(void)
{
    return clock_ms() - clock_steady_ms();
}

static void
learn_due(struct keeper *keeper)
{
    int64_t wait_ms;

    if (jobs_next_due(keeper->worker->store, &keeper->due_ms) != 0)
        return;

    wait_ms = keeper->due_ms - clock_ms();
    if (wait_ms > 0 && wait_ms < LOOK_MS)
        keeper->look_at = earlier(keeper->look_at, clock_steady_ms() + wait_ms);
}

/* Sleeps until something happens, or is due. */
static void
keeper_wait(struct keeper *keeper)
{
    struct pollfd fds[] = {
        { .fd = keeper->worker->signal_fd, .events = POLLIN },
        { .fd = keeper->worker->nudge_fd, .events = POLLIN },
        { .fd = keeper->wake_fd, .events = POLLIN },
    };
    int64_t next_at = earlier(earlier(keeper->look_at, keeper->hurry_at), keeper->worker->end_at);
    int64_t wait_ms = next_at - clock_steady_ms();
    eventfd_t count;

    if (poll(fds, 3, wait_ms > 0 ? (int)wait_ms : 0) <= 0)
        return;
    if (fds[1].revents != 0)
        (void)eventfd_read(keeper->worker->nudge_fd, &count);
    if (fds[2].revents != 0) {
        store_wake_clear(keeper->worker->store);
        keeper->look_at = clock_steady_ms();
    }
}

static void
hurry(struct keeper *keeper)
{
    log_say(LOG_INFO, "stop", "interrupting running jobs");
    (void)eventfd_write(keeper->worker->stop_fd, 1);
    (void)eventfd_write(keeper->worker->send_fd, 1);
    keeper->hurry_at = INT64_MAX;
}

static void
claim_no_more(struct keeper *keeper, const char *why)
{
    log_say(LOG_INFO, "stop", "%sclaiming no more; running jobs may end", why);
    worker_stop(keeper->worker);
    keeper->hurry_at = clock_steady_ms() + keeper->worker->options->stop_ms;
}

static void
hear_stop(struct keeper *keeper)
{
    bool again = keeper->worker->told_to_stop;

    keeper->worker->told_to_stop = true;
    if (again)
        hurry(keeper);
    else if (!keeper->worker->out_of_time)
        claim_no_more(keeper, "");
}

static void
mind_the_end(struct keeper *keeper)
{
    struct worker *worker = keeper->worker;

    if (clock_steady_ms() < worker->end_at)
        return;
    worker->end_at = INT64_MAX;
    worker->out_of_time = true;
    if (!worker->told_to_stop)
        claim_no_more(keeper, "the time is up: ");
}

static void
hear_signals(struct keeper *keeper)
{
    struct signalfd_siginfo info;

    while (read(keeper->worker->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        if (info.ssi_signo != SIGHUP) {
            hear_stop(keeper);
        } else {
            live_reload(&keeper->worker->live);
            worker_ask_chores(keeper->worker, true);
        }
    }
    if (clock_steady_ms() >= keeper->hurry_at)
        hurry(keeper);
}

/* Ids and fences of what runs, so that no lock is held while they are written. */
static struct job *
running_jobs(struct worker *worker, struct pool *pool, size_t *count)
{
    struct running *running;
    struct job *jobs;
    size_t most = 0;

    *count = 0;
    pthread_mutex_lock(&worker->mutex);
    for (running = worker->running; running != NULL; running = running->next)
        most++;
    jobs = pool_array(pool, most + 1, sizeof(*jobs));
    for (running = worker->running; running != NULL; running = running->next) {
        if (!running->lost)
            jobs[(*count)++] = (struct job){ .id = running->job.id, .fence = running->job.fence };
    }
    pthread_mutex_unlock(&worker->mutex);

    return jobs;
}

/* Says so once, and only when the job has not ended meanwhile. */
static void
lease_lost(struct worker *worker, const struct job *job)
{
    struct running *running;

    pthread_mutex_lock(&worker->mutex);
    for (running = worker->running; running != NULL; running = running->next) {
        if (running->job.id != job->id || running->job.fence != job->fence)
            continue;
        running->lost = true;
        log_say(LOG_WARNING, "lease",
                "job %" PRId64 " runs here but somebody else has its lease;"
                " its result will be refused",
                job->id);
    }
    pthread_mutex_unlock(&worker->mutex);
}

/* False: the store is in trouble. */
static bool
beat(struct worker *worker)
{
    struct pool *pool = pool_new();
    struct job *jobs;
    size_t count = 0;
    bool *lost;
    int rc;

    jobs = running_jobs(worker, pool, &count);
    lost = pool_array(pool, count + 1, sizeof(*lost));
    rc = count > 0 ? jobs_beat_all(worker->store, jobs, count, clock_ms(), lost) : 0;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (lost[i])
            lease_lost(worker, &jobs[i]);
    }
    if (rc == 0)
        rc = state_put(worker->store, "worker", worker->heartbeat, "{}", clock_ms());
    pool_free(pool);

    return rc == 0;
}

/*
 * After the clock has jumped ahead all leases look old: renew ours at once, give others the time
 * to renew theirs.
 */
static void
mind_the_clock(struct keeper *keeper, int64_t now)
{
    int64_t offset = offset_ms();

    if (offset > keeper->offset_ms + JUMP_MS) {
        log_say(LOG_WARNING, "clock", "it jumped ahead by %" PRId64 " s",
                (offset - keeper->offset_ms) / 1000);
        keeper->beat_at = now;
        keeper->reap_at = now + 2 * BEAT_MS;
    }
    keeper->offset_ms = offset;
}

/* Leases are renewed before old ones are reaped, so that a worker never reaps its own. */
static void
do_duties(struct keeper *keeper)
{
    int64_t now = clock_steady_ms();

    mind_the_clock(keeper, now);
    if (now >= keeper->beat_at) {
        keeper->beat_at = now + (beat(keeper->worker) ? BEAT_MS : LOOK_MS);
        if (keeper->beat_at < now + BEAT_MS)
            keeper->reap_at = now + REAP_MS;
    }
    if (now >= keeper->reap_at) {
        worker_reap(keeper->worker);
        keeper->reap_at = now + REAP_MS;
    }
    if (now >= keeper->look_at) {
        worker_ask_chores(keeper->worker, false);
        worker_hint(keeper->worker);
        worker_hint_send(keeper->worker);
        keeper->look_at = now + LOOK_MS;
    }
}

static bool
threads_alive(struct worker *worker)
{
    bool alive;

    pthread_mutex_lock(&worker->mutex);
    alive = worker->alive > 0 || worker->send_alive;
    pthread_mutex_unlock(&worker->mutex);

    return alive;
}

/* All threads have looked, found nothing, and nothing is due soon; or the store is in trouble. */
static bool
drained(const struct keeper *keeper)
{
    struct worker *worker = keeper->worker;
    bool quiet, trouble;

    pthread_mutex_lock(&worker->mutex);
    quiet = worker->idle == worker->alive && worker->hints == 0 && !worker->send_hinted &&
            !worker->send_busy;
    trouble = worker->trouble != 0;
    pthread_mutex_unlock(&worker->mutex);

    return trouble || (quiet && keeper->due_ms > clock_ms() + LINGER_MS);
}

void
worker_keep(struct worker *worker)
{
    struct keeper keeper = { .worker = worker,
                             .wake_fd = store_wake_fd(worker->store),
                             .hurry_at = INT64_MAX,
                             .due_ms = INT64_MAX,
                             .offset_ms = offset_ms() };

    while (threads_alive(worker)) {
        do_duties(&keeper);
        learn_due(&keeper);
        keeper_wait(&keeper);
        hear_signals(&keeper);
        mind_the_end(&keeper);
        if (worker->options->drain && drained(&keeper))
            worker_stop(worker);
    }
}
