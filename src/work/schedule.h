/*
 * schedule.h - work that comes round
 *
 * Each time is an event of source "hooklet", its delivery the schedule's name and when it begins:
 * "recover/2026-11-22T10", "feed/news/2026-11-22T09:15" where the period is no whole hour.  Of
 * several workers one makes it, by the unique key of source and delivery.  Periods count from
 * midnight UTC at the beginning of 1970, not from a worker's start; a time that nobody was there
 * for is not made up for.
 *
 * Its jobs have order_ms 0, so that arrival decides which is newest, and not a clock that was wrong
 * for a while.
 *
 * errors  those of the store, and of plan()
 */
#ifndef HOOKLET_WORK_SCHEDULE_H
#define HOOKLET_WORK_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "work/action.h"

struct schedule {
    const char *kind; /* of its events */
    const char *name;
    int64_t every_ms; /* a minute at least */
    const void *data; /* for plan(), or NULL */
    /*
     * Adds the jobs of one time to an accepted plan.  NULL: there is nothing to do now, but when the
     * next period begins there may be, so look again then; no event is made.
     */
    int (*plan)(const struct app *app, const struct schedule *schedule, struct pool *pool,
                struct plan *plan);
};

struct schedules {
    struct pool *pool;
    int64_t now_ms; /* the time that is asked about */
    struct schedule *items;
    size_t count, room;
};

void schedules_add(struct schedules *schedules, const struct schedule *schedule);

/* Who has some: list() adds those that the configuration, or the store, asks for right now. */
struct schedule_source {
    const char *kind; /* of its jobs: a worker that can't do them makes no events for them */
    int (*list)(const struct app *app, struct schedules *schedules);
};

/* Those of the stock actions, ended by one with kind NULL. */
extern const struct schedule_source stock_schedules[];

/* When the period that now_ms is in began; the next one begins every_ms later. */
int64_t schedule_begin(int64_t every_ms, int64_t now_ms);
const char *schedule_delivery(struct pool *pool, const struct schedule *schedule, int64_t now_ms);

struct schedule_round {
    bool made;       /* some event, by us */
    int64_t next_ms; /* when the next period begins, Unix; INT64_MAX: nothing comes round */
};

/*
 * Makes the events of now that are not there.  One that fails keeps no other from being made; the
 * first failure is returned, and the round is told in any case.
 */
int schedules_run(const struct app *app, const struct schedule_source *sources,
                  const struct action *actions, int64_t now_ms, struct schedule_round *round)
    __attribute__((warn_unused_result));

#endif
