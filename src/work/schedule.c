/* schedule.c - an event for each period, unless it is there */
#include "config.h"

#include "base/clock.h"
#include "store/ledger.h"
#include "work/schedule.h"

#define HOUR_MS INT64_C(3600000)

enum { HOUR_TEXT = sizeof "2026-11-22T10" - 1, MINUTE_TEXT = HOUR_TEXT + 3 };

void
schedules_add(struct schedules *schedules, const struct schedule *schedule)
{
    schedules->items = pool_grow(schedules->pool, schedules->items, schedules->count,
                                 &schedules->room, sizeof(*schedules->items));
    schedules->items[schedules->count++] = *schedule;
}

int64_t
schedule_begin(int64_t every_ms, int64_t now_ms)
{
    return now_ms - now_ms % every_ms;
}

/* Two periods never begin in the same minute, and whole hours never in the same hour. */
const char *
schedule_delivery(struct pool *pool, const struct schedule *schedule, int64_t now_ms)
{
    const char *time = clock_format(pool, schedule_begin(schedule->every_ms, now_ms));
    int length = schedule->every_ms % HOUR_MS == 0 ? HOUR_TEXT : MINUTE_TEXT;

    return pool_printf(pool, "%s/%.*s", schedule->name, length, time);
}

static int
make_event(const struct app *app, const struct schedule *schedule, const char *id, int64_t now_ms,
           struct pool *pool)
{
    struct plan plan = { .status = PLAN_ACCEPTED };
    struct receipt receipt;
    struct delivery delivery = {
        .source = "hooklet",
        .id = id,
        .kind = schedule->kind,
        .body = "{}",
        .length = 2,
        .received_ms = now_ms,
    };
    int rc = delivery_own(pool, &delivery);

    if (rc == 0)
        rc = schedule->plan(app, schedule, pool, &plan);
    return rc == 0 ? store_accept(app->store, &delivery, &plan, pool, &receipt) : rc;
}

/* Looked up first: a worker that starts again within the period is no news for the event. */
static int
run(const struct app *app, const struct schedule *schedule, int64_t now_ms, struct pool *pool,
    bool *made)
{
    const char *id = schedule_delivery(pool, schedule, now_ms);
    bool there = false;
    int rc;

    if (schedule->plan == NULL)
        return 0;
    rc = ledger_has(app->store, "hooklet", (struct strings){ &id, 1 }, &there);

    if (rc != 0 || there)
        return rc;
    rc = make_event(app, schedule, id, now_ms, pool);
    if (rc == 0)
        *made = true;
    return rc;
}

static int
list_all(const struct app *app, const struct schedule_source *sources, const struct action *actions,
         struct schedules *schedules)
{
    int first = 0;

    for (; sources->kind != NULL; sources++) {
        int rc = 0;

        if (action_find(actions, sources->kind) != NULL)
            rc = sources->list(app, schedules);
        if (first == 0)
            first = rc;
    }
    return first;
}

int
schedules_run(const struct app *app, const struct schedule_source *sources,
              const struct action *actions, int64_t now_ms, struct schedule_round *round)
{
    struct pool *pool = pool_new();
    struct schedules schedules = { .pool = pool, .now_ms = now_ms };
    int first = list_all(app, sources, actions, &schedules);
    size_t i;

    *round = (struct schedule_round){ .next_ms = INT64_MAX };
    for (i = 0; i < schedules.count; i++) {
        int64_t every_ms = schedules.items[i].every_ms;
        int64_t next_ms = schedule_begin(every_ms, now_ms) + every_ms;
        int rc = run(app, &schedules.items[i], now_ms, pool, &round->made);

        if (first == 0)
            first = rc;
        if (next_ms < round->next_ms)
            round->next_ms = next_ms;
    }
    pool_free(pool);
    return first;
}
