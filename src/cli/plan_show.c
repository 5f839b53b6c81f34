/* plan_show.c - what a plan would do, for explain and replay --dry-run. */
#include "config.h"

#include <stdio.h>

#include "cli/asked.h"
#include "cli/plan_show.h"
#include "cli/render.h"
#include "cli/table.h"

static struct json *
event_json(const struct delivery *delivery, const struct plan *plan)
{
    struct json *event = json_object();

    json_set_string(event, "source", delivery->source);
    json_set_string(event, "kind", delivery->kind);
    json_set_string(event, "action", plan->action);
    json_set_string(event, "repository", plan->repository);
    json_set_string(event, "delivery", delivery->id);
    json_set_string(event, "reason", plan->reason);
    return event;
}

static struct json *
job_json(const struct planned_job *planned)
{
    struct json *job = json_object();

    json_set_string(job, "kind", planned->kind);
    json_set_string(job, "rule", planned->rule);
    json_set_string(job, "key", planned->key);
    json_set_string(job, "crash", crash_name(planned->crash));
    json_set_raw(job, "args", planned->args == NULL ? "{}" : planned->args);
    return job;
}

/* Left out when there are none: most events tell nothing. */
static struct json *
facts_json(const struct plan *plan)
{
    struct json *facts = plan->fact_count == 0 ? NULL : json_array();

    for (size_t i = 0; i < plan->fact_count; i++) {
        struct json *fact = json_object();

        json_set_string(fact, "kind", plan->facts[i].kind);
        json_set_string(fact, "key", plan->facts[i].key);
        json_add(facts, fact);
    }
    return facts;
}

struct json *
plan_json(const struct delivery *delivery, const struct plan *plan)
{
    struct json *top = json_object();
    struct json *jobs = json_array();
    struct json *ignored = json_array();

    for (size_t i = 0; i < plan->job_count; i++)
        json_add(jobs, job_json(&plan->jobs[i]));
    for (size_t i = 0; i < plan->ignored_count; i++) {
        struct json *rule = json_object();

        json_set_string(rule, "rule", plan->ignored[i].rule);
        json_set_string(rule, "reason", plan->ignored[i].reason);
        json_add(ignored, rule);
    }
    json_set(top, "event", event_json(delivery, plan));
    json_set(top, "jobs", jobs);
    json_set(top, "ignored", ignored);
    json_set(top, "facts", facts_json(plan));
    if (plan->change.apply != NULL)
        json_set_string(top, "asks", plan->change.asks);
    return top;
}

static void
print_facts(struct pool *pool, const struct plan *plan)
{
    for (size_t i = 0; i < plan->fact_count; i++)
        printf("Would remember: %s %s.\n", table_line(pool, plan->facts[i].kind),
               table_line(pool, plan->facts[i].key));
}

static void
print_rules(struct pool *pool, const struct plan *plan)
{
    static const char *const headings[] = { "RULE", "OUTCOME", "COMMIT", "KEY OR REASON" };
    struct table *table = table_new(pool, headings, 4);

    for (size_t i = 0; i < plan->job_count; i++) {
        const struct planned_job *job = &plan->jobs[i];

        table_cell(table, job->rule, TABLE_PLAIN);
        table_cell(table, pool_printf(pool, "would %s", asked_would(pool, job->kind, job->args)),
                   TABLE_GOOD);
        table_cell(table, render_commit(pool, job->subject), TABLE_PLAIN);
        table_cell(table, job->key, TABLE_FAINT);
    }
    for (size_t i = 0; i < plan->ignored_count; i++) {
        table_cell(table, plan->ignored[i].rule, TABLE_PLAIN);
        table_cell(table, "does not act", TABLE_FAINT);
        table_cell(table, render_commit(pool, plan->subject), TABLE_PLAIN);
        table_cell(table, plan->ignored[i].reason, TABLE_PLAIN);
    }
    if (plan->job_count + plan->ignored_count > 0)
        table_print(table);
}

void
plan_print(struct pool *pool, const struct delivery *delivery, const struct plan *plan)
{
    bool asks = plan->change.apply != NULL;
    const char *before = plan->fact_count > 0 || asks ? "" : "Nothing to do: ";

    printf("%s%s%s\n", table_line(pool, render_kind(pool, delivery->kind, plan->action)),
           plan->repository == NULL ? "" : " of ",
           plan->repository == NULL ? "" : table_line(pool, plan->repository));
    if (plan->reason != NULL)
        printf("%s%s.\n", before, table_line(pool, plan->reason));
    print_facts(pool, plan);
    if (asks)
        printf("The rest asks the database: %s.\n", table_line(pool, plan->change.asks));
    print_rules(pool, plan);
}
