/*
 * planned.h - what an event asks for, before anything is stored (part of types.h)
 */
#ifndef HOOKLET_STORE_PLANNED_H
#define HOOKLET_STORE_PLANNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "store/job.h"

struct ignored_rule {
    const char *rule;
    const char *reason;
};

/* Something to remember, which an event tells: a row of the table `state` (state.h). */
struct planned_fact {
    const char *kind;
    const char *key;
    const char *value; /* JSON; NULL: there is no such thing any more */
    int64_t order_ms;  /* the sender's clock; newest wins by it, and becomes updated_ms */
};

enum plan_status { PLAN_ACCEPTED, PLAN_IGNORED, PLAN_UNREADABLE };

/* What an event asks for, decided without store, network or clock. */
struct plan {
    enum plan_status status;
    const char *reason;     /* why nothing is done, or what is told; with jobs NULL */
    const char *action;     /* of the event, or NULL */
    const char *repository; /* OWNER/NAME, or NULL */
    const char *subject;    /* commit that the event is about, or NULL */
    struct planned_job *jobs;
    size_t job_count;
    struct ignored_rule *ignored; /* rules of this repository that do not act, with reasons */
    size_t ignored_count;
    struct planned_fact *facts; /* remembered only when the plan is accepted */
    size_t fact_count;
    int64_t pushed_s; /* what the body's key in the ledger begins with, see sorted.h; or 0 */
    int64_t hook;     /* of a ping: id of the hook that asks; else 0 */
};

/* These add to a plan; memory from the pool. */
struct planned_job *plan_add_job(struct plan *plan, struct pool *pool);
void plan_add_ignored(struct plan *plan, struct pool *pool, const char *rule, const char *reason);
/* The members are copied; kind is borrowed. */
void plan_add_fact(struct plan *plan, struct pool *pool, const struct planned_fact *fact);

#endif
