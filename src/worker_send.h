/*
 * worker_send.h - the loop's thread: claims in numbers, sends, settles in numbers
 *
 * One thread has all exchanges under way (http_action.h).  Each turn is one transaction that
 * settles what has ended and claims what there is room for; so it is as good at one delivery as at
 * thousands, and pays for one sync of the disk.
 *
 * worker_send.c turns round, worker_send_turn.c settles and claims, worker_send_flight.c has jobs
 * in hand, worker_lanes.c says how many of each lane.
 */
#ifndef HOOKLET_WORKER_SEND_H
#define HOOKLET_WORKER_SEND_H

#include "worker_lanes.h"
#include "worker_shared.h"

#define SEND_TROUBLE_MS 1000 /* between tries while the store is in trouble */
#define SEND_LOOK_MS 1000    /* however quiet it is */

/* A kind, and what its functions share. */
struct send_kind {
    const struct http_action *action;
    void *state;
};

/* A job in hand: claimed, under way, or ended and not settled yet. */
struct flight {
    struct running running; /* texts of the job are in the pool */
    struct pool *pool;
    const struct settings *settings;
    const struct send_kind *kind;
    struct work work;
    struct http_order order;
    int64_t begun_ms; /* steady clock */
    struct flight *next;
};

struct flights {
    struct flight *first, *last;
    size_t count;
};

struct sender {
    struct worker *worker;
    struct pool *pool; /* of the thread */
    struct send_kind *kinds;
    size_t kind_count;
    struct http_loop *http; /* NULL: nothing was sent yet */
    struct lanes *lanes;
    struct pool *turn_pool;
    const struct settings *settings; /* of the turn */
    struct pool *lane_pool;
    const char *after_lane; /* in lane_pool */
    struct flights idle;    /* to be used again */
    struct flights claimed; /* not asked for yet */
    struct flights parked;  /* asked for again when something has ended */
    struct flights ended;   /* to be settled */
    size_t in_hand;         /* all but the idle ones */
    bool freed;             /* something has ended since the parked ones were asked for */
    bool look;              /* there may be something to claim */
    bool interrupted;       /* the worker ends now */
    int64_t next_ms;        /* not before, steady clock: a rate, or trouble; INT64_MAX: no time */
    int rc;                 /* of the newest turn */
    int64_t patience_ms;    /* worker_patience() of the last turn that went well */
};

/* --- flights: */
void flights_add(struct flights *flights, struct flight *flight);
struct flight *flights_take(struct flights *flights); /* the first, or NULL */
/* Takes a job over that was claimed, of one of the kinds; it is watched over from now on. */
void flight_claimed(struct sender *sender, const struct job *job);
/* Sends what was claimed; what has nothing to send, or can't, has ended. */
void flights_begin(struct sender *sender);
/* What the loop has done since. */
void flights_hear(struct sender *sender);
/* Ends those that have not begun, breaks off the others. */
void flights_interrupt(struct sender *sender);
/* The outcome is recorded, or lost: back to the idle ones. */
void flight_over(struct sender *sender, struct flight *flight);
/* NULL: none of that name. */
const struct send_kind *send_kind_find(const struct sender *sender, const char *kind);

/* --- turns: settles what has ended and claims `most` more at most; sender->rc. */
void send_turn(struct sender *sender, bool claims);

#endif
