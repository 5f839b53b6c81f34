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
#include "store/outcome.h"

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

struct app;
struct db;
struct delivery;
struct plan;
struct plan_change;

/*
 * The rest of a decision, which needs the store: reads and writes by `db`, and completes `plan`:
 * jobs, ignored rules, facts, status, reason, repository, subject, reply.  The database's own
 * trouble is all that it may return; what it finds wrong is the plan's reason and reply.
 */
typedef int plan_apply(struct db *db, const struct plan_change *change, struct pool *pool,
                       struct plan *plan);

/*
 * What accept runs in its transaction, before the event's row is written, so that the row says what
 * this has decided.  Only for an event that is new: not for a suspect, nor for what could not be
 * read.  A batch that is rolled back runs it again: it must start from these members alone, and
 * finds the plan as it was.
 * repeatable: it may also run for an event that is there already (GitHub's Redeliver) and for a
 * replay, since all it does is to plan jobs, or comes to the same when it is done once more.  So who
 * mends what it found wrong presses Redeliver.  Else a duplicate gets the reply of the plan as it
 * came, and a replay is ignored: what a person asked for in chat isn't done again next week.
 */
struct plan_change {
    plan_apply *apply; /* NULL: nothing of the kind */
    const struct app *app;
    const struct delivery *delivery;
    const void *data;
    const char *asks; /* for `explain`, what the store is asked for: "the project of acme/web" */
    bool repeatable;
};

/* What an event asks for, decided without store, network or clock, but for `change`. */
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
    int64_t pushed_s;       /* what the body's key in the ledger begins with, see sorted.h; or 0 */
    int64_t hook;           /* of a ping: id of the hook that asks; else 0 */
    const char *reply;      /* body for the sender instead of the usual answer; NULL: the usual */
    const char *reply_type; /* of the reply; NULL: application/json */
    struct plan_change change;
};

/* These add to a plan; memory from the pool. */
struct planned_job *plan_add_job(struct plan *plan, struct pool *pool);
void plan_add_ignored(struct plan *plan, struct pool *pool, const char *rule, const char *reason);
/* The members are copied; kind is borrowed. */
void plan_add_fact(struct plan *plan, struct pool *pool, const struct planned_fact *fact);
/* The same for what follows a job: copies, behind those that do so already. */
void outcome_follow(struct outcome *outcome, const struct planned_job *jobs, size_t count,
                    struct pool *pool);
/* The same plan with lists of its own: what is done to the copy leaves the plan as it is. */
struct plan *plan_copy(const struct plan *plan, struct pool *pool);

#endif
