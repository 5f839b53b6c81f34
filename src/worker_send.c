/* worker_send.c - turns round: hears ends, settles and claims, begins, waits */
#include "config.h"

#include <inttypes.h>
#include <poll.h>
#include <sys/eventfd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "worker_send.h"

enum { SPENT_MS = 2000 }; /* a rate that is used up for longer is no work of now */

static void
sender_open(struct sender *sender, struct worker *worker)
{
    const struct http_action *actions = worker->options->http_actions;

    *sender = (struct sender){ .worker = worker, .pool = pool_new(), .next_ms = INT64_MAX };
    sender->turn_pool = pool_new();
    sender->lane_pool = pool_new();
    sender->after_lane = "";
    sender->patience_ms = worker_patience(worker);
    sender->lanes = lanes_new(sender->pool);
    sender->kind_count = worker->http_kinds.count;
    sender->kinds = pool_array(sender->pool, sender->kind_count, sizeof(*sender->kinds));
    for (size_t i = 0; i < sender->kind_count; i++)
        sender->kinds[i] =
            (struct send_kind){ &actions[i],
                                actions[i].act == NULL ? actions[i].open(sender->pool) : NULL };
}

static void
sender_close(struct sender *sender)
{
    struct flight *flight;

    http_loop_free(sender->http);
    while ((flight = flights_take(&sender->idle)) != NULL)
        pool_free(flight->pool);
    for (size_t i = 0; i < sender->kind_count; i++) {
        if (sender->kinds[i].action->act == NULL)
            sender->kinds[i].action->close(sender->kinds[i].state);
    }
    lanes_free(sender->lanes);
    pool_free(sender->lane_pool);
    pool_free(sender->turn_pool);
    pool_free(sender->pool);
}

static bool
readable(int fd)
{
    struct pollfd one = { .fd = fd, .events = POLLIN };

    return poll(&one, 1, 0) > 0;
}

/* Whether anything was said to this thread since; stopping: claim no more. */
static void
hear_worker(struct sender *sender, bool *stopping)
{
    struct worker *worker = sender->worker;
    eventfd_t count;

    (void)eventfd_read(worker->send_fd, &count);
    pthread_mutex_lock(&worker->mutex);
    sender->look = sender->look || worker->send_hinted;
    worker->send_hinted = false;
    worker->send_busy = true;
    *stopping = worker->stopping;
    pthread_mutex_unlock(&worker->mutex);
    if (!sender->interrupted && readable(worker->stop_fd)) {
        sender->interrupted = true;
        flights_interrupt(sender);
    }
}

/* Nothing in hand, and nothing to be had now or soon. */
static bool
is_quiet(const struct sender *sender)
{
    return sender->in_hand == 0 && !sender->look && sender->rc == 0 &&
           sender->next_ms > clock_steady_ms() + SPENT_MS;
}

static void
tell_worker(const struct sender *sender)
{
    struct worker *worker = sender->worker;
    bool quiet = is_quiet(sender);

    pthread_mutex_lock(&worker->mutex);
    if (sender->rc != 0)
        worker->trouble = sender->rc;
    worker->send_busy = !quiet;
    pthread_mutex_unlock(&worker->mutex);
    if (quiet || sender->rc != 0)
        (void)eventfd_write(worker->nudge_fd, 1);
}

/* In trouble nothing is asked of the store until the time has come. */
static bool
turn_due(const struct sender *sender)
{
    if (sender->rc != 0)
        return sender->interrupted || clock_steady_ms() >= sender->next_ms;

    return sender->ended.count > 0 || sender->look || clock_steady_ms() >= sender->next_ms;
}

static int64_t
wait_ms(const struct sender *sender)
{
    int64_t left_ms;

    if (turn_due(sender))
        return 0;
    left_ms = sender->next_ms - clock_steady_ms();
    return left_ms < SEND_LOOK_MS ? left_ms : SEND_LOOK_MS;
}

static void
wait_for_something(struct sender *sender)
{
    struct pollfd fd = { .fd = sender->worker->send_fd, .events = POLLIN };
    int64_t ms = wait_ms(sender);

    if (sender->http == NULL || http_loop_count(sender->http) == 0)
        (void)poll(&fd, 1, (int)ms);
    else if (http_loop_wait(sender->http, fd.fd, ms) != 0)
        (void)poll(&fd, 1, (int)(ms > 0 ? ms : 1));
    flights_hear(sender);
}

static bool
gives_up(const struct sender *sender)
{
    return sender->rc != 0 && (sender->interrupted || clock_steady_ms() >= sender->patience_ms);
}

/* What can't be recorded when the worker has to end is as if it had died: done again by others. */
static void
drop_ended(struct sender *sender)
{
    struct flight *flight;

    while ((flight = flights_take(&sender->ended)) != NULL) {
        worker_say_lost(&flight->running.job, &flight->order.outcome, sender->rc);
        flight_over(sender, flight);
    }
}

static void
work(struct sender *sender)
{
    bool stopping = false;

    hear_worker(sender, &stopping);
    while (!stopping || sender->in_hand > 0) {
        if (turn_due(sender))
            send_turn(sender, !stopping);
        if (gives_up(sender))
            drop_ended(sender);
        flights_begin(sender);
        tell_worker(sender);
        wait_for_something(sender);
        hear_worker(sender, &stopping);
    }
}

/* The next drain, or another worker, does not know how many have begun. */
static void
put_lane_to_sleep(const char *lane, int64_t until_ms, void *data)
{
    const struct sender *sender = data;
    int64_t wall_ms = clock_ms() + until_ms - clock_steady_ms();

    if (jobs_lane_sleep(sender->worker->store, lane, wall_ms, "its rate is used up") != 0)
        log_say(LOG_WARNING, "stop", "lane %s is not told that its rate is used up", lane);
}

void *
worker_send_thread(void *data)
{
    struct worker *worker = data;
    struct sender sender;

    sender_open(&sender, worker);
    work(&sender);
    lanes_each_spent(sender.lanes, clock_steady_ms(), put_lane_to_sleep, &sender);
    sender_close(&sender);

    pthread_mutex_lock(&worker->mutex);
    worker->send_alive = false;
    worker->send_busy = false;
    (void)eventfd_write(worker->nudge_fd, 1);
    pthread_mutex_unlock(&worker->mutex);
    return NULL;
}
