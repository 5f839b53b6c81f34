/* worker_send_flight.c - jobs in hand, from their claim to their end */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "worker_send.h"

enum { IDLE_MOST = 64 };         /* whose pools are kept */
enum { POOL_BYTES = 12 * 1024 }; /* what a usual delivery needs */

void
flights_add(struct flights *flights, struct flight *flight)
{
    flight->next = NULL;
    if (flights->first == NULL)
        flights->first = flight;
    else
        flights->last->next = flight;
    flights->last = flight;
    flights->count++;
}

struct flight *
flights_take(struct flights *flights)
{
    struct flight *flight = flights->first;

    if (flight == NULL)
        return NULL;
    flights->first = flight->next;
    flights->count--;
    return flight;
}

const struct send_kind *
send_kind_find(const struct sender *sender, const char *kind)
{
    for (size_t i = 0; i < sender->kind_count; i++) {
        if (strcmp(sender->kinds[i].action->kind, kind) == 0)
            return &sender->kinds[i];
    }
    return NULL;
}

/* The turn's pool goes before the job does. */
static struct job
job_copy(struct pool *pool, const struct job *job)
{
    struct job copy = *job;

    copy.kind = pool_string(pool, job->kind);
    copy.rule = pool_string(pool, job->rule);
    copy.key = pool_string(pool, job->key);
    copy.lane = pool_string(pool, job->lane);
    copy.args = pool_string(pool, job->args);
    copy.idempotency = pool_string(pool, job->idempotency);
    copy.source = pool_string(pool, job->source);
    copy.delivery = pool_string(pool, job->delivery);
    copy.event_kind = pool_string(pool, job->event_kind);
    return copy;
}

/* The structs are of the thread's pool and are used again; there are never more than were in hand. */
static struct flight *
flight_new(struct sender *sender)
{
    struct flight *flight = flights_take(&sender->idle);
    struct pool *pool;

    if (flight == NULL)
        flight = pool_alloc(sender->pool, sizeof(*flight));
    pool = flight->pool != NULL ? flight->pool : pool_new_small(POOL_BYTES);
    *flight = (struct flight){ .pool = pool };
    return flight;
}

void
flight_claimed(struct sender *sender, const struct job *job)
{
    struct worker *worker = sender->worker;
    struct flight *flight = flight_new(sender);

    flight->running.job = job_copy(flight->pool, job);
    flight->kind = send_kind_find(sender, job->kind);
    flight->order.state = flight->kind->state;
    flight->settings = live_take(&worker->live);
    flight->work = (struct work){ flight->settings, worker->store, flight->pool, worker->stop_fd,
                                  worker->options->data };
    worker_running_add(worker, &flight->running);
    lanes_begin(sender->lanes, flight->running.job.lane, clock_steady_ms());
    flights_add(&sender->claimed, flight);
    sender->in_hand++;
}

static void
flight_ended(struct sender *sender, struct flight *flight)
{
    int64_t now_ms = clock_steady_ms();

    lanes_end(sender->lanes, flight->running.job.lane, now_ms - flight->begun_ms, now_ms);
    flights_add(&sender->ended, flight);
    sender->freed = true;
}

static void
judge(struct sender *sender, struct flight *flight, const struct http_done *done)
{
    flight->kind->action->judge(&flight->work, &flight->running.job, done, &flight->order);
    flight_ended(sender, flight);
}

static int
http_open(struct sender *sender)
{
    if (sender->http == NULL)
        sender->http = http_loop_new(OUTGOING_TRANSFERS_MOST);
    return sender->http != NULL ? 0 : FAIL_MEMORY;
}

static void
launch(struct sender *sender, struct flight *flight)
{
    struct http_done done = { .data = flight };

    done.rc = http_open(sender);
    if (done.rc == 0)
        done.rc = http_loop_add(sender->http, flight->pool, &flight->order.exchange, flight);
    if (done.rc == 0)
        return;
    done.detail = pool_string(flight->pool, fail_detail());
    judge(sender, flight, &done);
}

static int
order(struct flight *flight)
{
    const struct http_action *action = flight->kind->action;
    const struct job *job = &flight->running.job;

    flight->order.over = action->act != NULL;
    return action->act != NULL ? action->act(&flight->work, job, &flight->order.outcome)
                               : action->request(&flight->work, job, &flight->order);
}

/* False: not now. */
static bool
begin(struct sender *sender, struct flight *flight)
{
    int rc;

    fail_adopt("");
    flight->begun_ms = clock_steady_ms();
    rc = order(flight);
    if (rc == FAIL_BUSY && !flight->order.over)
        return false;

    if (rc != 0)
        flight->order.outcome = worker_outcome(rc, flight->pool);
    if (rc != 0 || flight->order.over)
        flight_ended(sender, flight);
    else
        launch(sender, flight);
    return true;
}

void
flights_begin(struct sender *sender)
{
    struct flight *flight;

    while (sender->freed && sender->parked.first != NULL) {
        flight = flights_take(&sender->parked);
        sender->freed = begin(sender, flight);
        if (!sender->freed)
            flights_add(&sender->parked, flight);
    }
    while ((flight = flights_take(&sender->claimed)) != NULL) {
        if (!begin(sender, flight))
            flights_add(&sender->parked, flight);
    }
}

void
flights_hear(struct sender *sender)
{
    struct http_done done;

    while (sender->http != NULL && http_loop_next(sender->http, &done))
        judge(sender, done.data, &done);
}

static void
interrupt(struct sender *sender, struct flights *flights)
{
    struct flight *flight;

    while ((flight = flights_take(flights)) != NULL) {
        flight->order.outcome = (struct outcome){ .end = OUTCOME_INTERRUPTED };
        flight_ended(sender, flight);
    }
}

void
flights_interrupt(struct sender *sender)
{
    if (sender->http != NULL)
        http_loop_cancel(sender->http);
    flights_hear(sender);
    interrupt(sender, &sender->parked);
    interrupt(sender, &sender->claimed);
}

void
flight_over(struct sender *sender, struct flight *flight)
{
    struct worker *worker = sender->worker;

    if (flight->kind->action->act == NULL)
        flight->kind->action->settled(&flight->work, &flight->running.job, &flight->order);
    worker_running_remove(worker, &flight->running);
    live_give(&worker->live, flight->settings);
    if (sender->idle.count < IDLE_MOST) {
        pool_reset(flight->pool);
    } else {
        pool_free(flight->pool);
        flight->pool = NULL;
    }
    flights_add(&sender->idle, flight);
    sender->in_hand--;
}
