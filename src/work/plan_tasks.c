/* plan_tasks.c - one item, one rule, one job. */
#include "config.h"

#include <inttypes.h>

#include "port/asana_api.h"
#include "port/json.h"
#include "work/plan.h"
#include "work/plan_tasks.h"

/* What a job is made of, whether something happened to the item or a backfill comes by. */
struct wanted {
    const char *event;  /* kind */
    const char *action; /* NULL: none */
    const char *repository;
    int64_t repository_id;
    int64_t number;
    int64_t updated_ms;
    int64_t installation; /* 0: not told */
    const char *sender;   /* or NULL */
    const char *item;     /* where in the event's body */
    struct strings limits;
};

static const char *
task_args(const struct wanted *wanted, struct pool *pool)
{
    struct json *args = json_object();

    json_set_string(args, "event", wanted->event);
    json_set_string(args, "action", wanted->action);
    json_set_string(args, "repository", wanted->repository);
    json_set_id(args, "repository_id", wanted->repository_id);
    json_set_id(args, "number", wanted->number);
    if (wanted->installation > 0)
        json_set_id(args, "installation", wanted->installation);
    json_set_string(args, "sender", wanted->sender);
    json_set_string(args, "item", wanted->item);
    if (wanted->limits.count > 0)
        json_set(args, "restricted", json_list(wanted->limits));
    return json_text(pool, args, JSON_COMPACT);
}

static struct planned_job *
add_task(const struct wanted *wanted, const struct rule *rule, struct pool *pool, struct plan *plan)
{
    struct planned_job *job = plan_add_job(plan, pool);

    job->kind = rule_kind_name(RULE_TASKS);
    job->rule = rule->name;
    job->key = plan_tasks_key(pool, wanted->repository_id, wanted->number);
    job->lane = asana_lane();
    job->order_ms = wanted->updated_ms;
    job->crash = CRASH_RERUN;
    job->attempts = RETRY_ATTEMPTS;
    job->args = task_args(wanted, pool);
    return job;
}

/* The first tasks rule, or NULL; those behind it come too late. */
static const struct rule *
first_rule(const struct repo *repo, struct plan *plan)
{
    const struct rule *first = NULL;

    for (size_t i = 0; i < repo->rule_count; i++) {
        const struct rule *rule = repo->rules[i];

        if (rule->kind == RULE_TASKS && first != NULL)
            plan_add_ignored(plan, repo->pool, rule->name,
                             pool_printf(repo->pool, "rule %s has it already", first->name));
        else if (rule->kind == RULE_TASKS)
            first = rule;
    }
    return first;
}

const char *
plan_tasks_key(struct pool *pool, int64_t repository_id, int64_t number)
{
    return pool_printf(pool, "asana:%" PRId64 "#%" PRId64, repository_id, number);
}

bool
plan_tasks_wanted(const struct repo *repo)
{
    for (size_t i = 0; i < repo->rule_count; i++) {
        if (repo->rules[i]->kind == RULE_TASKS)
            return true;
    }
    return false;
}

void
plan_tasks(const struct github_item_event *event, struct strings limits, const struct repo *repo,
           struct plan *plan)
{
    const struct rule *rule = first_rule(repo, plan);
    const struct wanted wanted = {
        .event = event->event.kind,
        .action = event->event.action,
        .repository = event->item.repository,
        .repository_id = event->item.repository_id,
        .number = event->item.number,
        .updated_ms = event->item.updated_ms,
        .installation = event->event.installation,
        .sender = event->event.sender,
        .item = github_item_root(event->event.kind),
        .limits = limits,
    };

    if (rule == NULL)
        return;
    (void)add_task(&wanted, rule, repo->pool, plan);
    plan_conclude(plan, repo);
}

void
plan_tasks_page(const struct github_page *page, const struct repo *repo, struct plan *plan)
{
    const struct rule *rule;

    *plan = (struct plan){ .repository = page->repository };
    rule = first_rule(repo, plan);
    for (size_t i = 0; rule != NULL && i < page->count; i++) {
        const struct wanted wanted = {
            .event = GITHUB_PAGE_KIND,
            .repository = page->repository,
            .repository_id = page->repository_id,
            .number = page->items[i].number,
            .updated_ms = page->items[i].updated_ms,
            .item = pool_printf(repo->pool, "/items/%zu", i),
        };

        add_task(&wanted, rule, repo->pool, plan)->step = (int)i;
    }
    plan->status = plan->job_count > 0 ? PLAN_ACCEPTED : PLAN_IGNORED;
    if (rule == NULL)
        plan->reason = pool_printf(repo->pool, "no tasks rule names %s", page->repository);
    else if (page->count == 0)
        plan->reason = "there is nothing in the page";
}
