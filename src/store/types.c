/* types.c - names of states, and how deliveries and plans are put together. */
#include "config.h"

#include <string.h>

#include "store/types.h"

const char *
job_state_name(enum job_state state)
{
    static const char *const names[] = {
        [JOB_WAITING] = "waiting", [JOB_READY] = "ready",         [JOB_LEASED] = "leased",
        [JOB_STARTED] = "started", [JOB_DONE] = "done",           [JOB_DEAD] = "dead",
        [JOB_UNKNOWN] = "unknown", [JOB_CANCELLED] = "cancelled", [JOB_SUPERSEDED] = "superseded",
    };

    return names[state];
}

const char *
accept_status_name(enum accept_status status)
{
    static const char *const names[] = {
        [ACCEPT_ACCEPTED] = "accepted",     [ACCEPT_IGNORED] = "ignored",
        [ACCEPT_DUPLICATE] = "duplicate",   [ACCEPT_SUSPECT] = "suspect",
        [ACCEPT_UNREADABLE] = "unreadable",
    };

    return names[status];
}

const char *
accept_answer(enum accept_status status)
{
    return accept_status_name(status == ACCEPT_SUSPECT ? ACCEPT_IGNORED : status);
}

const char *
outcome_name(enum outcome_end end)
{
    static const char *const names[] = {
        [OUTCOME_DONE] = "done",
        [OUTCOME_FAILED] = "failed",
        [OUTCOME_HOPELESS] = "hopeless",
        [OUTCOME_POSTPONED] = "postponed",
        [OUTCOME_INTERRUPTED] = "interrupted",
    };

    return names[end];
}

int
delivery_own(struct pool *pool, struct delivery *delivery)
{
    *delivery = (struct delivery){
        .source = pool_string(pool, delivery->source),
        .id = pool_string(pool, delivery->id),
        .kind = pool_string(pool, delivery->kind),
        .secret = "",
        .headers = "{}",
        .body = pool_copy(pool, delivery->body, delivery->length),
        .length = delivery->length,
        .document_length = delivery->length,
        .received_ms = delivery->received_ms,
        .parent = delivery->parent,
    };
    delivery->document = delivery->body;
    return crypto_sha256(delivery->body, delivery->length, delivery->body_sha);
}

/* Room for one more: arrays double whenever they are full, which is at 1, 2, 4, 8 ... */
static void *
grow(struct pool *pool, void *items, size_t count, size_t size)
{
    void *more;

    if ((count & (count - 1)) != 0)
        return items;
    more = pool_array(pool, count == 0 ? 1 : 2 * count, size);
    if (count > 0)
        memcpy(more, items, count * size);
    return more;
}

struct planned_job *
plan_add_job(struct plan *plan, struct pool *pool)
{
    plan->jobs = grow(pool, plan->jobs, plan->job_count, sizeof plan->jobs[0]);
    return &plan->jobs[plan->job_count++];
}

void
plan_add_ignored(struct plan *plan, struct pool *pool, const char *rule, const char *reason)
{
    plan->ignored = grow(pool, plan->ignored, plan->ignored_count, sizeof plan->ignored[0]);
    plan->ignored[plan->ignored_count++] = (struct ignored_rule){
        .rule = pool_string(pool, rule),
        .reason = pool_string(pool, reason),
    };
}

void
plan_add_fact(struct plan *plan, struct pool *pool, const struct planned_fact *fact)
{
    plan->facts = grow(pool, plan->facts, plan->fact_count, sizeof plan->facts[0]);
    plan->facts[plan->fact_count++] = (struct planned_fact){
        .kind = fact->kind,
        .key = pool_string(pool, fact->key),
        .value = pool_string(pool, fact->value),
        .order_ms = fact->order_ms,
    };
}

void
outcome_follow(struct outcome *outcome, const struct planned_job *jobs, size_t count,
               struct pool *pool)
{
    size_t before = outcome->follow_count;
    struct planned_job *all = pool_array(pool, before + count, sizeof *all);

    if (count == 0)
        return;
    if (before > 0)
        memcpy(all, outcome->follow, before * sizeof *all);
    memcpy(all + before, jobs, count * sizeof *all);
    outcome->follow = all;
    outcome->follow_count = before + count;
}

/* As long as an array that grow() has made. */
static void *
copy_list(struct pool *pool, const void *items, size_t count, size_t size)
{
    size_t room = 1;
    void *copy;

    if (count == 0)
        return NULL;
    while (room < count)
        room *= 2;
    copy = pool_array(pool, room, size);
    memcpy(copy, items, count * size);
    return copy;
}

struct plan *
plan_copy(const struct plan *plan, struct pool *pool)
{
    struct plan *copy = pool_alloc(pool, sizeof *copy);

    *copy = *plan;
    copy->jobs = copy_list(pool, plan->jobs, plan->job_count, sizeof plan->jobs[0]);
    copy->ignored = copy_list(pool, plan->ignored, plan->ignored_count, sizeof plan->ignored[0]);
    copy->facts = copy_list(pool, plan->facts, plan->fact_count, sizeof plan->facts[0]);
    return copy;
}
