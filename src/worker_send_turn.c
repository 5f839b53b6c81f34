/* worker_send_turn.c - one transaction: settles what has ended, claims what there is room for */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "worker_send.h"

static int
transfers_most(const struct sender *sender)
{
    int most = sender->settings->outgoing.transfers;

    return most < OUTGOING_TRANSFERS_MOST ? most : OUTGOING_TRANSFERS_MOST;
}

/* Whenever the transaction begins, or begins anew: lanes may have been asked before. */
static void
begin_turn(void *data)
{
    struct sender *sender = data;

    (void)lanes_turn(sender->lanes, transfers_most(sender), clock_steady_ms());
    for (size_t i = 0; i < sender->kind_count; i++) {
        if (sender->kinds[i].action->act == NULL)
            sender->kinds[i].action->begin_turn(sender->kinds[i].state, sender->turn_pool);
    }
}

/* "send:12" is a lane of kind send, "fanout" that of its own kind. */
static bool
is_of(const char *lane, const char *kind)
{
    size_t length = strlen(kind);

    return strncmp(lane, kind, length) == 0 && (lane[length] == ':' || lane[length] == '\0');
}

static int
room(void *data, const char *lane)
{
    const struct sender *sender = data;

    for (size_t i = 0; i < sender->kind_count; i++) {
        if (is_of(lane, sender->kinds[i].action->kind))
            return lanes_room(sender->lanes, lane);
    }
    return 0;
}

static int
prepare(struct db *db, struct job *job, struct pool *pool, void *data)
{
    const struct send_kind *kind = send_kind_find(data, job->kind);

    return kind->action->act == NULL ? kind->action->prepare(db, job, pool, kind->state) : 0;
}

static struct send_finish *
finishes(struct sender *sender)
{
    struct send_finish *list =
        pool_array(sender->turn_pool, sender->ended.count + 1, sizeof(*list));
    size_t count = 0;

    for (const struct flight *flight = sender->ended.first; flight != NULL; flight = flight->next)
        list[count++] =
            (struct send_finish){ .job = &flight->running.job, .outcome = &flight->order.outcome };
    return list;
}

/* Of a job that was settled or claimed just now. */
static void
know_lane(struct sender *sender, const struct job *job)
{
    const struct send_kind *kind = send_kind_find(sender, job->kind);
    struct lane_limits limits = { .most = OUTGOING_TRANSFERS_MOST };

    if (kind->action->act != NULL || kind->action->limits(kind->state, job, &limits))
        lanes_know(sender->lanes, job->lane, &limits);
}

static void
say_settled(const struct flight *flight, int rc)
{
    const struct job *job = &flight->running.job;
    const struct outcome *outcome = &flight->order.outcome;
    const char *detail = outcome->detail != NULL ? outcome->detail : "";

    log_delivery(job->delivery);
    if (rc == 0)
        log_say(outcome->end == OUTCOME_DONE ? LOG_DEBUG : LOG_INFO, "settle",
                "job %" PRId64 ", %s \"%s\", attempt %d, %s%s%s", job->id, job->kind, job->rule,
                job->attempt, outcome_name(outcome->end), detail[0] != '\0' ? ": " : "", detail);
    else
        worker_say_lost(job, outcome, rc);
    log_delivery(NULL);
}

/* What is in trouble by itself is tried again, unless there is no time for it. */
static void
take_finishes(struct sender *sender, const struct send_turn *turn)
{
    struct flight *flight;

    for (size_t i = 0; i < turn->finish_count; i++) {
        int rc = turn->finishes[i].rc;

        flight = flights_take(&sender->ended);
        if (rc != 0 && rc != FAIL_CONFLICT && !sender->interrupted) {
            flights_add(&sender->ended, flight);
            sender->rc = rc;
            continue;
        }
        say_settled(flight, rc);
        know_lane(sender, &flight->running.job);
        flight_over(sender, flight);
    }
}

static void
take_claims(struct sender *sender, const struct send_turn *turn)
{
    for (size_t i = 0; i < turn->count; i++) {
        know_lane(sender, &turn->jobs[i]);
        flight_claimed(sender, &turn->jobs[i]);
    }
    pool_reset(sender->lane_pool);
    sender->after_lane = pool_string(sender->lane_pool, turn->after_lane);
}

static int
take_turn(struct sender *sender, bool claims)
{
    struct worker *worker = sender->worker;
    int most = lanes_turn(sender->lanes, transfers_most(sender), clock_steady_ms());
    struct send_turn turn = {
        .finish_count = sender->ended.count,
        .claim = { .owner = worker->owner,
                   .host = sender->settings->host,
                   .kinds = worker->http_kinds,
                   .after_lane = sender->after_lane,
                   .now_ms = clock_ms() },
        .most = claims ? (size_t)most : 0,
        .begin = begin_turn,
        .room = room,
        .prepare = prepare,
        .data = sender,
    };
    int rc;

    pool_reset(sender->turn_pool);
    begin_turn(sender);
    turn.finishes = finishes(sender);
    rc = jobs_turn(worker->store, &turn, sender->turn_pool);
    sender->rc = rc;
    if (rc != 0)
        return rc;

    sender->look = turn.more;
    take_finishes(sender, &turn);
    take_claims(sender, &turn);
    return sender->rc;
}

/* After trouble all that has ended is tried again in a while: its leases are renewed meanwhile. */
void
send_turn(struct sender *sender, bool claims)
{
    int64_t now_ms = clock_steady_ms();

    sender->settings = live_take(&sender->worker->live);
    sender->rc = take_turn(sender, claims);
    live_give(&sender->worker->live, sender->settings);
    if (sender->rc != 0) {
        sender->next_ms = now_ms + SEND_TROUBLE_MS;
        return;
    }
    sender->next_ms = lanes_next_ms(sender->lanes);
    sender->patience_ms = worker_patience(sender->worker);
}
