/* plan_tasks.c - one item, one rule, one job. */
#include "config.h"

#include <inttypes.h>

#include "port/asana_api.h"
#include "port/json.h"
#include "work/plan.h"
#include "work/plan_tasks.h"

static const char *
task_args(const struct github_item_event *event, struct pool *pool)
{
    struct json *args = json_object();

    json_set_string(args, "event", event->event.kind);
    json_set_string(args, "action", event->event.action);
    json_set_string(args, "repository", event->item.repository);
    json_set_id(args, "repository_id", event->item.repository_id);
    json_set_id(args, "number", event->item.number);
    if (event->event.installation > 0)
        json_set_id(args, "installation", event->event.installation);
    json_set_string(args, "sender", event->event.sender);
    json_set_string(args, "item", github_item_root(event->event.kind));
    return json_text(pool, args, JSON_COMPACT);
}

static void
add_task(const struct github_item_event *event, const struct rule *rule, struct pool *pool,
         struct plan *plan)
{
    const struct github_item *item = &event->item;
    struct planned_job *job = plan_add_job(plan, pool);

    job->kind = rule_kind_name(RULE_TASKS);
    job->rule = rule->name;
    job->key = pool_printf(pool, "asana:%" PRId64 "#%" PRId64, item->repository_id, item->number);
    job->lane = asana_lane();
    job->order_ms = item->updated_ms;
    job->crash = CRASH_RERUN;
    job->attempts = RETRY_ATTEMPTS;
    job->args = task_args(event, pool);
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
plan_tasks(const struct github_item_event *event, const struct repo *repo, struct plan *plan)
{
    const char *taken = NULL;

    for (size_t i = 0; i < repo->rule_count; i++) {
        const struct rule *rule = repo->rules[i];

        if (rule->kind != RULE_TASKS)
            continue;
        if (taken != NULL) {
            plan_add_ignored(plan, repo->pool, rule->name, taken);
            continue;
        }
        add_task(event, rule, repo->pool, plan);
        taken = pool_printf(repo->pool, "rule %s has it already", rule->name);
    }
    if (taken != NULL)
        plan_conclude(plan, repo);
}
