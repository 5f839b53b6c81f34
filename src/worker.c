/* worker.c - opens what a worker needs, runs its threads, closes it again */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "store/state.h"
#include "worker.h"
#include "worker_shared.h"

/* How signals were before, for the caller's sake. */
struct signals {
    sigset_t mask;
    struct sigaction pipe;
};

/* Blocked before any thread exists, so that they reach signal_fd alone. */
static int
signals_take(struct signals *before, int *fd)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigset_t ours;

    sigemptyset(&ours);
    sigaddset(&ours, SIGTERM);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ours, &before->mask);
    sigaction(SIGPIPE, &ignore, &before->pipe);

    *fd = signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC);
    if (*fd < 0)
        return fail(FAIL_SYSTEM, "signalfd: %s", strerror(errno));

    return 0;
}

static void
signals_give(const struct signals *before)
{
    sigaction(SIGPIPE, &before->pipe, NULL);
    pthread_sigmask(SIG_SETMASK, &before->mask, NULL);
}

static void
fd_close(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void
name_kinds(struct worker *worker)
{
    const struct action *actions = worker->options->actions;
    const struct http_action *http_actions = worker->options->http_actions;
    size_t count = 0, http_count = 0;
    const char **kinds;

    while (actions[count].kind != NULL)
        count++;
    while (http_actions != NULL && http_actions[http_count].kind != NULL)
        http_count++;
    kinds = pool_array(worker->pool, count + http_count + 1, sizeof(*kinds));
    for (size_t i = 0; i < count; i++)
        kinds[i] = actions[i].kind;
    for (size_t i = 0; i < http_count; i++)
        kinds[count + i] = http_actions[i].kind;

    worker->kinds = (struct strings){ kinds, count };
    worker->http_kinds = (struct strings){ kinds + count, http_count };
    worker->all_kinds = (struct strings){ kinds, count + http_count };
}

static int
name_owner(struct worker *worker)
{
    const struct settings *settings = live_take(&worker->live);
    uint32_t random = 0;
    int rc;

    rc = crypto_random(&random, sizeof(random));
    worker->owner =
        pool_printf(worker->pool, "%s:%ld:%08" PRIx32, settings->host, (long)getpid(), random);
    worker->heartbeat = worker->owner;
    if (worker->options->drain)
        worker->heartbeat = pool_printf(worker->pool, "%s:drain", settings->host);
    live_give(&worker->live, settings);

    return rc;
}

static int
make_events(struct worker *worker)
{
    worker->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    worker->nudge_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    worker->send_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (worker->stop_fd < 0 || worker->nudge_fd < 0 || worker->send_fd < 0)
        return fail(FAIL_SYSTEM, "eventfd: %s", strerror(errno));

    return 0;
}

static int
open_store(struct worker *worker)
{
    const struct settings *settings = live_take(&worker->live);
    int rc = store_open(settings->state, STORE_WORKER, &worker->store);

    live_give(&worker->live, settings);
    return rc;
}

static int
worker_open(struct worker *worker)
{
    int rc;

    worker->pool = pool_new();
    worker->lane_pool = pool_new();
    worker->after_lane = "";
    worker->end_at =
        worker->options->most_ms > 0 ? clock_steady_ms() + worker->options->most_ms : INT64_MAX;
    name_kinds(worker);
    rc = live_open(&worker->live, worker->options->config, SETTINGS_RULES);
    if (rc == 0)
        rc = make_events(worker);
    if (rc == 0)
        rc = name_owner(worker);
    if (rc == 0)
        rc = open_store(worker);

    return rc;
}

static void
worker_close(struct worker *worker)
{
    if (worker->store != NULL)
        store_close(worker->store);
    live_close(&worker->live);
    fd_close(worker->send_fd);
    fd_close(worker->nudge_fd);
    fd_close(worker->stop_fd);
    fd_close(worker->signal_fd);
    pool_free(worker->lane_pool);
    pool_free(worker->pool);
    pthread_cond_destroy(&worker->hinted);
    pthread_mutex_destroy(&worker->mutex);
}

static int
threads_wanted(struct worker *worker)
{
    const struct settings *settings = live_take(&worker->live);
    int wanted = worker->options->threads;

    if (wanted <= 0)
        wanted = settings->worker_threads;
    live_give(&worker->live, settings);

    return wanted;
}

/* Counts a thread as alive before it is, so that nobody takes the worker for finished. */
static int
thread_start(struct worker *worker, pthread_t *thread)
{
    int trouble;

    pthread_mutex_lock(&worker->mutex);
    worker->alive++;
    pthread_mutex_unlock(&worker->mutex);
    trouble = pthread_create(thread, NULL, worker_thread, worker);
    if (trouble == 0)
        return 0;

    pthread_mutex_lock(&worker->mutex);
    worker->alive--;
    pthread_mutex_unlock(&worker->mutex);
    return fail(FAIL_SYSTEM, "cannot start a thread: %s", strerror(trouble));
}

/* The loop's, where there is anything for it to do. */
static int
send_start(struct worker *worker, pthread_t *thread)
{
    int trouble;

    if (worker->http_kinds.count == 0)
        return 0;
    pthread_mutex_lock(&worker->mutex);
    worker->send_alive = worker->send_busy = true;
    pthread_mutex_unlock(&worker->mutex);
    trouble = pthread_create(thread, NULL, worker_send_thread, worker);
    if (trouble == 0)
        return 0;

    pthread_mutex_lock(&worker->mutex);
    worker->send_alive = worker->send_busy = false;
    pthread_mutex_unlock(&worker->mutex);
    return fail(FAIL_SYSTEM, "cannot start a thread: %s", strerror(trouble));
}

/* How many there are now; rc: why not all. */
static int
threads_start(struct worker *worker, pthread_t *threads, int wanted, int *rc)
{
    int count = 0;

    *rc = 0;
    while (*rc == 0 && count < wanted) {
        *rc = thread_start(worker, &threads[count]);
        count += *rc == 0;
    }
    return count;
}

int
worker_work(struct worker *worker)
{
    int wanted = threads_wanted(worker);
    pthread_t *threads = pool_array(worker->pool, (size_t)wanted, sizeof(*threads));
    pthread_t send_thread;
    bool sends;
    int count, rc;

    worker->stopping = false;
    worker->trouble = 0;
    count = threads_start(worker, threads, wanted, &rc);
    if (count == 0)
        return rc;
    rc = send_start(worker, &send_thread);
    sends = rc == 0 && worker->http_kinds.count > 0;
    if (rc != 0)
        worker_stop(worker);

    log_say(LOG_INFO, "start", "worker %s, %d thread%s", worker->owner, count,
            count == 1 ? "" : "s");
    worker_keep(worker);
    while (count > 0)
        pthread_join(threads[--count], NULL);
    if (sends)
        pthread_join(send_thread, NULL);

    return worker->options->drain && rc == 0 ? worker->trouble : rc;
}

static int
run_until_told(struct worker *worker)
{
    int rc = worker_work(worker);

    /* A worker that is not there has no heartbeat; failing to say so harms nobody. */
    if (state_delete(worker->store, "worker", worker->owner) != 0)
        log_say(LOG_WARNING, "stop", "the heartbeat of %s stays behind", worker->owner);
    log_say(LOG_INFO, "stop", "worker %s has ended", worker->owner);

    return rc;
}

int
worker_run(const struct worker_options *options)
{
    struct worker worker = {
        .options = options, .signal_fd = -1, .stop_fd = -1, .nudge_fd = -1, .send_fd = -1
    };
    struct signals before;
    int rc;

    pool_tune();
    pthread_mutex_init(&worker.mutex, NULL);
    pthread_cond_init(&worker.hinted, NULL);
    rc = signals_take(&before, &worker.signal_fd);
    if (rc == 0)
        rc = worker_open(&worker);
    if (rc == 0)
        rc = options->drain ? worker_drain(&worker) : run_until_told(&worker);
    worker_close(&worker);
    signals_give(&before);

    return rc;
}
