/* worker_loop.c - a worker's thread: wait for a hint, claim, act, settle */
#include "config.h"

#include <inttypes.h>
#include <poll.h>
#include <sys/eventfd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "store/jobs.h"
#include "worker_shared.h"

#define TROUBLE_MS 1000 /* between tries while the store is in trouble */

void
worker_hint(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    if (worker->hints < worker->alive)
        worker->hints++;
    pthread_cond_signal(&worker->hinted);
    pthread_mutex_unlock(&worker->mutex);
}

void
worker_hint_send(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    worker->send_hinted = worker->send_alive;
    pthread_mutex_unlock(&worker->mutex);
    (void)eventfd_write(worker->send_fd, 1);
}

void
worker_stop(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    worker->stopping = true;
    pthread_cond_broadcast(&worker->hinted);
    pthread_mutex_unlock(&worker->mutex);
    (void)eventfd_write(worker->send_fd, 1);
}

/* Waits for work to look for; false: no more. */
static bool
wait_for_hint(struct worker *worker)
{
    bool go;

    pthread_mutex_lock(&worker->mutex);
    worker->idle++;
    (void)eventfd_write(worker->nudge_fd, 1);
    while (worker->hints == 0 && !worker->stopping)
        pthread_cond_wait(&worker->hinted, &worker->mutex);
    worker->idle--;
    if (worker->hints > 0)
        worker->hints--;
    go = !worker->stopping;
    pthread_mutex_unlock(&worker->mutex);

    return go;
}

void
worker_running_add(struct worker *worker, struct running *running)
{
    pthread_mutex_lock(&worker->mutex);
    running->next = worker->running;
    worker->running = running;
    pthread_mutex_unlock(&worker->mutex);
}

void
worker_running_remove(struct worker *worker, const struct running *running)
{
    struct running **at;

    pthread_mutex_lock(&worker->mutex);
    for (at = &worker->running; *at != running; at = &(*at)->next)
        ;
    *at = running->next;
    pthread_mutex_unlock(&worker->mutex);
}

/* Whether this thread may claim; the lane that was served last, copied. */
static bool
may_claim(struct worker *worker, struct pool *pool, const char **after_lane)
{
    bool may;

    pthread_mutex_lock(&worker->mutex);
    may = !worker->stopping;
    *after_lane = pool_string(pool, worker->after_lane);
    pthread_mutex_unlock(&worker->mutex);

    return may;
}

static void
note_claim(struct worker *worker, int rc, const char *lane)
{
    pthread_mutex_lock(&worker->mutex);
    worker->trouble = rc == FAIL_NOT_FOUND ? 0 : rc;
    if (rc == 0) {
        pool_reset(worker->lane_pool);
        worker->after_lane = pool_string(worker->lane_pool, lane);
    }
    pthread_mutex_unlock(&worker->mutex);
}

static int
claim(struct worker *worker, const struct settings *settings, struct pool *pool, struct job *job)
{
    struct claim wanted = {
        .owner = worker->owner,
        .host = settings->host,
        .kinds = worker->kinds,
        .now_ms = clock_ms(),
    };
    int rc;

    if (!may_claim(worker, pool, &wanted.after_lane))
        return FAIL_NOT_FOUND;

    rc = jobs_claim(worker->store, &wanted, pool, job);
    note_claim(worker, rc, job->lane);
    if (rc == 0)
        log_say(LOG_INFO, "claim", "job %" PRId64 ", %s \"%s\", attempt %d", job->id, job->kind,
                job->rule, job->attempt);

    return rc;
}

int64_t
worker_patience(const struct worker *worker)
{
    return worker->options->drain ? clock_steady_ms() + JOB_LEASE_MS : INT64_MAX;
}

/*
 * After a write that failed: shall it be tried again?  Not when the lease is lost, or there is no
 * time left.
 */
static bool
try_again(const struct worker *worker, int rc, int64_t patience_ms)
{
    struct pollfd stop = { .fd = worker->stop_fd, .events = POLLIN };

    return rc != 0 && rc != FAIL_CONFLICT && clock_steady_ms() < patience_ms &&
           poll(&stop, 1, TROUBLE_MS) == 0;
}

static int
start(const struct worker *worker, const struct job *job)
{
    int64_t patience_ms = worker_patience(worker);
    int rc;

    if (job->crash == CRASH_RERUN)
        return 0;

    do
        rc = jobs_start(worker->store, job, clock_ms());
    while (try_again(worker, rc, patience_ms));

    return rc;
}

struct outcome
worker_outcome(int rc, struct pool *pool)
{
    const char *text = fail_detail();
    struct outcome outcome = {
        .end = OUTCOME_FAILED,
        .detail = pool_string(pool, text[0] != '\0' ? text : fail_text(rc)),
    };

    if (rc == FAIL_REFUSED) {
        outcome.end = OUTCOME_HOPELESS;
    } else if (rc == FAIL_BUSY) {
        outcome.end = OUTCOME_POSTPONED;
        outcome.not_before_ms = clock_ms() + TROUBLE_MS;
    }
    return outcome;
}

static void
act(const struct worker *worker, const struct settings *settings, struct pool *pool,
    const struct job *job, struct outcome *outcome)
{
    const struct action *action = action_find(worker->options->actions, job->kind);
    struct work work = { settings, worker->store, pool, worker->stop_fd, worker->options->data };
    int rc;

    /* Not all failures are said, and what was said of the job before is not this one's reason. */
    fail_adopt("");
    rc = action->act(&work, job, outcome);
    if (rc != 0)
        *outcome = worker_outcome(rc, pool);
}

void
worker_say_lost(const struct job *job, const struct outcome *outcome, int rc)
{
    log_say(LOG_WARNING, "settle", "job %" PRId64 ", %s, but not recorded: %s", job->id,
            outcome_name(outcome->end),
            rc == FAIL_CONFLICT ? "somebody else has it now" : fail_text(rc));
}

static void
settle(const struct worker *worker, const struct job *job, const struct outcome *outcome)
{
    const char *detail = outcome->detail != NULL ? outcome->detail : "";
    int64_t patience_ms = worker_patience(worker);
    int rc;

    do
        rc = jobs_finish(worker->store, job, outcome, clock_ms());
    while (try_again(worker, rc, patience_ms));

    if (rc == 0)
        log_say(LOG_INFO, "settle", "job %" PRId64 ", %s%s%s", job->id, outcome_name(outcome->end),
                detail[0] != '\0' ? ": " : "", detail);
    else
        worker_say_lost(job, outcome, rc);
}

static void
work_on(struct worker *worker, const struct settings *settings, struct pool *pool,
        struct running *running)
{
    const struct job *job = &running->job;
    struct outcome outcome = { 0 };
    int rc;

    rc = start(worker, job);
    if (rc == 0) {
        act(worker, settings, pool, job, &outcome);
        settle(worker, job, &outcome);
    } else {
        log_say(LOG_WARNING, "claim",
                "job %" PRId64 " is left alone, it could not be marked as"
                " started: %s",
                job->id, fail_text(rc));
    }
}

/*
 * One job, if there is one; false: nothing to do, or the store is in trouble (which fail() has
 * told).
 */
static bool
work_one(struct worker *worker)
{
    struct pool *pool = pool_new();
    const struct settings *settings = live_take(&worker->live);
    struct running running = { 0 };
    int rc;

    rc = claim(worker, settings, pool, &running.job);
    if (rc == 0) {
        log_delivery(running.job.delivery);
        worker_running_add(worker, &running);
        worker_hint(worker);
        work_on(worker, settings, pool, &running);
        worker_running_remove(worker, &running);
        log_delivery(NULL);
    }
    live_give(&worker->live, settings);
    pool_free(pool);

    return rc == 0;
}

void *
worker_thread(void *data)
{
    struct worker *worker = data;
    bool more;

    while (wait_for_hint(worker)) {
        do {
            more = work_one(worker);
            worker_do_chores(worker);
        } while (more);
    }

    pthread_mutex_lock(&worker->mutex);
    worker->alive--;
    (void)eventfd_write(worker->nudge_fd, 1);
    pthread_mutex_unlock(&worker->mutex);
    return NULL;
}
