/* plan_sync.c - notes are gathered by task, tasks become jobs. */
#include "config.h"

#include <string.h>

#include "port/asana_api.h"
#include "port/json.h"
#include "work/plan_sync.h"

enum { CHANGES_MOST = 32 }; /* of one task; a task has not as many fields */

/* All that one delivery tells of a task. */
struct told {
    const char *task;
    const char *user;
    int64_t order_ms;
    bool said;
    const char *changes[CHANGES_MOST]; /* each once */
    size_t count;
};

static bool
any_rule_works_both_ways(const struct settings *settings)
{
    for (size_t i = 0; i < settings->rule_count; i++) {
        if (settings->rules[i].kind == RULE_TASKS && settings->rules[i].tasks->both_ways)
            return true;
    }
    return false;
}

static struct told *
find(struct told *tasks, size_t count, const char *task)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(tasks[i].task, task) == 0)
            return &tasks[i];
    }
    return NULL;
}

static void
add_change(struct told *told, const char *change)
{
    for (size_t i = 0; i < told->count; i++) {
        if (strcmp(told->changes[i], change) == 0)
            return;
    }
    if (told->count < CHANGES_MOST)
        told->changes[told->count++] = change;
}

/* The notes come in the order in which it happened. */
static void
add_event(struct told *told, const struct asana_event *event)
{
    bool changed = strcmp(event->action, "changed") == 0 && event->field != NULL;

    add_change(told, changed ? event->field : event->action);
    told->user = event->user;
    told->order_ms = event->created_ms;
}

/* False: there is room for no more tasks. */
static bool
gather(const struct asana_events *events, struct told *tasks, size_t most, size_t *count)
{
    bool all = true;

    for (size_t i = 0; i < events->count; i++) {
        const struct asana_event *event = &events->items[i];
        struct told *told = find(tasks, *count, event->task);

        if (told == NULL && *count < most) {
            told = &tasks[(*count)++];
            told->task = event->task;
        }
        if (told != NULL)
            add_event(told, event);
        else
            all = false;
    }
    return all;
}

static const char *
sync_args(const struct told *told, const char *project, struct pool *pool)
{
    struct json *args = json_object();

    json_set_string(args, "task", told->task);
    json_set_string(args, "hook", project);
    json_set_string(args, "user", told->user);
    json_set(args, "changes", json_list((struct strings){ told->changes, told->count }));
    if (told->said)
        json_set_bool(args, "said", true);
    return json_text(pool, args, JSON_COMPACT);
}

static void
fill_job(struct planned_job *job, const struct told *told, const char *project, struct pool *pool)
{
    job->kind = SYNC_KIND;
    job->key = pool_printf(pool, "sync:%s", told->task);
    job->lane = asana_lane();
    job->order_ms = told->order_ms;
    job->crash = CRASH_RERUN;
    job->attempts = RETRY_ATTEMPTS;
    job->args = sync_args(told, project, pool);
}

void
plan_sync_task(struct planned_job *job, const struct sync_wish *wish, struct pool *pool)
{
    const struct told told = { .task = wish->task, .order_ms = wish->order_ms, .said = wish->said };

    *job = (struct planned_job){ 0 };
    fill_job(job, &told, wish->project, pool);
}

static void
add_job(const struct told *told, const char *project, struct pool *pool, struct plan *plan)
{
    struct planned_job *job = plan_add_job(plan, pool);

    fill_job(job, told, project, pool);
    job->rule = SYNC_RULE;
    job->step = (int)plan->job_count;
}

/* Why none of it is any of our business, or NULL. */
static const char *
reason_against(const struct asana_events *events, const struct settings *settings)
{
    if (events->count + events->others == 0)
        return "heartbeat";
    if (events->count == 0)
        return "it tells of no task";
    if (!any_rule_works_both_ways(settings))
        return "no tasks rule works both ways";
    return NULL;
}

void
plan_sync(const struct asana_events *events, const char *project, const struct settings *settings,
          struct pool *pool, struct plan *plan)
{
    size_t most = events->count < SYNC_TASKS_MOST ? events->count : SYNC_TASKS_MOST;
    struct told *tasks;
    size_t count = 0;

    *plan = (struct plan){ .status = PLAN_IGNORED, .reason = reason_against(events, settings) };
    if (plan->reason != NULL)
        return;
    plan->status = PLAN_ACCEPTED;
    tasks = pool_array(pool, most, sizeof *tasks);
    if (!gather(events, tasks, most, &count))
        plan_add_ignored(plan, pool, SYNC_RULE,
                         "too many tasks at once: the hourly look at the project finds the others");
    for (size_t i = 0; i < count; i++)
        add_job(&tasks[i], project, pool, plan);
}
