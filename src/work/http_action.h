/*
 * http_action.h - kinds of jobs that are HTTP exchanges: the worker's loop has hundreds under way
 *
 * A pair, request and judge, stands in the place of an action (action.h); neither waits for anything
 * but the store.  All are called by the loop's thread, but for `prepare` and what an outcome applies,
 * which run inside a turn (store/sends.h) while that thread waits.  One `state` for all jobs of the
 * kind that a loop has: caches.
 *
 *     begin_turn -> (apply .. prepare ..) -> limits
 *     request -> the exchange -> judge -> the next turn settles it -> settled
 */
#ifndef HOOKLET_WORK_HTTP_ACTION_H
#define HOOKLET_WORK_HTTP_ACTION_H

#include <stdbool.h>
#include <stdint.h>

#include "port/http_loop.h"
#include "store/sends.h"
#include "work/action.h"

/* How much may go to a lane at once. */
struct lane_limits {
    int most;     /* in flight; 1 or more */
    int64_t rate; /* begun within rate_ms; 0: any number */
    int64_t rate_ms;
    bool probe; /* one at a time: it has failed again and again */
};

/* A job on its way through request and judge; lives as long as work->pool. */
struct http_order {
    void *state;
    struct http_exchange exchange;
    void *data;             /* of the action's own */
    bool over;              /* there is nothing to send, the outcome says why */
    struct outcome outcome; /* judge's, or with `over` request's */
};

struct http_action {
    const char *kind;
    /*
     * In the place of all that follows: what calls nobody and is over at once, as an action is
     * (action.h).  Hundreds of such jobs are claimed in one transaction and settled in the next.
     */
    int (*act)(const struct work *work, const struct job *job, struct outcome *outcome);
    void *(*open)(struct pool *pool); /* state, of the loop's pool */
    void (*close)(void *state);
    /* Whenever a turn's transaction begins, or begins anew: what was read in the last one may have
     * changed.  `pool` lives until the next turn. */
    void (*begin_turn)(void *state, struct pool *pool);
    send_prepare *prepare; /* its data: the state */
    /* What the lane of a job of this turn may have; false: that is not known. */
    bool (*limits)(void *state, const struct job *job, struct lane_limits *limits);
    /*
     * What is to be sent.  FAIL_BUSY: not while so much else is under way, ask again when something
     * has ended.  Other failures become outcomes, as those of actions do.
     */
    int (*request)(const struct work *work, const struct job *job, struct http_order *order);
    /* What has come of it; also when it was broken off, done->cancelled, which is no failure. */
    void (*judge)(const struct work *work, const struct job *job, const struct http_done *done,
                  struct http_order *order);
    /* Once the outcome is recorded, or will never be. */
    void (*settled)(const struct work *work, const struct job *job, struct http_order *order);
};

/* The stock ones, ended by one with kind NULL. */
extern const struct http_action stock_http_actions[];

#endif
