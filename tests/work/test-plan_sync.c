/* test-plan_sync.c - one job for each task, whatever the notes are */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/plan_sync.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct tasks both_ways = { .both_ways = true };
static const struct tasks one_way = { .both_ways = false };
static const struct rule rules[] = {
    { .kind = RULE_DEPLOY, .name = "web" },
    { .kind = RULE_TASKS, .name = "first", .tasks = &one_way },
    { .kind = RULE_TASKS, .name = "second", .tasks = &both_ways },
};
static const struct settings settings = { .rules = rules, .rule_count = 3 };
static const struct settings without = { .rules = rules, .rule_count = 2 };

static struct plan
plan_of(struct pool *pool, struct asana_event *items, size_t count)
{
    const struct asana_events events = { items, count, 0 };
    struct plan plan = { .hook = 7, .job_count = 3 };

    plan_sync(&events, "55", &settings, pool, &plan);
    assert_int_equal(plan.hook, 0);
    return plan;
}

static void
task_gives_a_job(void **state)
{
    struct asana_event items[] = { { "123", "changed", "completed", "9", 1000 } };
    struct plan plan = plan_of(*state, items, COUNT(items));
    const struct planned_job *job = plan.jobs;

    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_null(plan.reason);
    assert_null(plan.repository);
    assert_int_equal(plan.job_count, 1);
    assert_int_equal(plan.ignored_count, 0);
    assert_string_equal(job->kind, "sync");
    assert_string_equal(job->rule, "asana");
    assert_int_equal(job->step, 1);
    assert_string_equal(job->key, "sync:123");
    assert_string_equal(job->lane, "asana");
    assert_null(job->subject);
    assert_int_equal(job->order_ms, 1000);
    assert_false(job->newest);
    assert_int_equal(job->crash, CRASH_RERUN);
    assert_int_equal(job->attempts, RETRY_ATTEMPTS);
    assert_string_equal(
        job->args, "{\"task\":\"123\",\"hook\":\"55\",\"user\":\"9\",\"changes\":[\"completed\"]}");
}

static void
notes_on_one_task_are_one_job(void **state)
{
    struct asana_event items[] = {
        { "1", "changed", "name", "9", 1000 },      { "2", "added", NULL, "9", 2000 },
        { "1", "changed", "completed", "8", 3000 }, { "1", "changed", "name", NULL, 4000 },
        { "2", "changed", NULL, "7", 5000 },        { "1", "deleted", "gone", "6", 6000 },
    };
    struct plan plan = plan_of(*state, items, COUNT(items));

    assert_int_equal(plan.job_count, 2);
    assert_string_equal(plan.jobs[0].key, "sync:1");
    assert_int_equal(plan.jobs[0].step, 1);
    assert_int_equal(plan.jobs[0].order_ms, 6000);
    assert_string_equal(plan.jobs[0].args,
                        "{\"task\":\"1\",\"hook\":\"55\",\"user\":\"6\",\"changes\":[\"name\","
                        "\"completed\",\"deleted\"]}");
    assert_string_equal(plan.jobs[1].key, "sync:2");
    assert_int_equal(plan.jobs[1].step, 2);
    assert_string_equal(
        plan.jobs[1].args,
        "{\"task\":\"2\",\"hook\":\"55\",\"user\":\"7\",\"changes\":[\"added\",\"changed\"]}");
}

static void
what_is_not_known_is_left_out(void **state)
{
    struct asana_event items[] = { { "1", "deleted", NULL, NULL, 1000 } };
    const struct asana_events events = { items, 1, 3 };
    struct plan plan = { 0 };

    plan_sync(&events, NULL, &settings, *state, &plan);
    assert_string_equal(plan.jobs[0].args, "{\"task\":\"1\",\"changes\":[\"deleted\"]}");
}

static void
assert_ignored(struct pool *pool, const struct asana_events *events,
               const struct settings *settings_of, const char *reason)
{
    struct plan plan = { 0 };

    plan_sync(events, "55", settings_of, pool, &plan);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_int_equal(plan.job_count, 0);
    assert_string_equal(plan.reason, reason);
}

static void
nothing_to_do(void **state)
{
    struct asana_event items[] = { { "1", "deleted", NULL, NULL, 1000 } };
    const struct asana_events none = { 0 }, others = { items, 0, 2 }, one = { items, 1, 0 };

    assert_ignored(*state, &none, &settings, "heartbeat");
    assert_ignored(*state, &none, &without, "heartbeat");
    assert_ignored(*state, &others, &settings, "it tells of no task");
    assert_ignored(*state, &one, &without, "no tasks rule works both ways");
}

/* A delivery has an end: what is beyond it is found by the hourly look. */
static void
far_too_many(void **state)
{
    enum { MANY = 20000 };
    struct asana_event *items = pool_array(*state, MANY, sizeof *items);
    struct plan plan;

    for (int i = 0; i < MANY; i++)
        items[i] = (struct asana_event){ pool_printf(*state, "%d", i), "changed",
                                         pool_printf(*state, "field_%d", i), NULL, i };
    plan = plan_of(*state, items, SYNC_TASKS_MOST);
    assert_int_equal(plan.job_count, SYNC_TASKS_MOST);
    assert_int_equal(plan.ignored_count, 0);
    plan = plan_of(*state, items, MANY);
    assert_int_equal(plan.job_count, SYNC_TASKS_MOST);
    assert_int_equal(plan.ignored_count, 1);
    assert_string_equal(plan.ignored[0].rule, "asana");
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_string_equal(plan.jobs[SYNC_TASKS_MOST - 1].key, "sync:999");

    for (int i = 0; i < MANY; i++)
        items[i].task = "1";
    plan = plan_of(*state, items, MANY);
    assert_int_equal(plan.job_count, 1);
    assert_int_equal(plan.ignored_count, 0);
    assert_true(strlen(plan.jobs[0].args) < 1000);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("task-gives-a-job", task_gives_a_job),
        TEST("notes-on-one-task-are-one-job", notes_on_one_task_are_one_job),
        TEST("what-is-not-known-is-left-out", what_is_not_known_is_left_out),
        TEST("nothing-to-do", nothing_to_do),
        TEST("far-too-many", far_too_many),
    };

    return cmocka_run_group_tests_name("plan_sync", tests, NULL, NULL);
}
