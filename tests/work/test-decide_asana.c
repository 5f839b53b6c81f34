/* test-decide_asana.c - source and kind together say who decides */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "wire/a_delivery.h"
#include "work/decide.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define CHANGED                                                                                    \
    "{'events':[{'user':{'gid':'9'},'action':'changed','resource':{'gid':'123',"                   \
    "'resource_type':'task'},'change':{'field':'completed'}}]}"

static const struct tasks tasks = { .both_ways = true };
static const struct rule rules[] = { { .kind = RULE_TASKS, .name = "todo", .tasks = &tasks } };
static const struct settings settings = { .rules = rules, .rule_count = 1 };
static const struct app app = { .settings = &settings };

static int
decide_as(struct pool *pool, const char *source, const char *secret, const char *text,
          struct plan *plan)
{
    struct delivery delivery = delivery_of(pool, "task", text);

    delivery.source = source;
    delivery.secret = secret;
    return decide(&delivery, &app, pool, plan);
}

static void
asana_tells_of_a_task(void **state)
{
    struct plan plan = { 0 };

    assert_int_equal(decide_as(*state, "asana", "asana:55", CHANGED, &plan), 0);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(
        plan.jobs[0].args,
        "{\"task\":\"123\",\"hook\":\"55\",\"user\":\"9\",\"changes\":[\"completed\"]}");
}

static void
replayed_or_explained(void **state)
{
    struct plan plan = { 0 };

    assert_int_equal(decide_as(*state, "asana", "", CHANGED, &plan), 0);
    assert_string_equal(plan.jobs[0].args,
                        "{\"task\":\"123\",\"user\":\"9\",\"changes\":[\"completed\"]}");
}

static void
heartbeat_is_ignored(void **state)
{
    struct plan plan = { 0 };

    assert_int_equal(decide_as(*state, "asana", "asana:55", "{'events':[]}", &plan), 0);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason, "heartbeat");
}

/* The same kind of another sender is another event. */
static void
task_of_another_source(void **state)
{
    static const char *const sources[] = { "github", "hooklet" };
    struct plan plan = { 0 };

    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(decide_as(*state, sources[i], "asana:55", CHANGED, &plan), 0);
        assert_int_equal(plan.status, PLAN_IGNORED);
        assert_int_equal(plan.job_count, 0);
    }
}

static void
beyond_our_reader(void **state)
{
    struct plan plan = { 0 };

    assert_int_equal(decide_as(*state, "asana", "asana:55", "{'a':1,'a':2}", &plan), 0);
    assert_int_equal(plan.status, PLAN_UNREADABLE);
    assert_int_equal(decide_as(*state, "asana", "asana:55", "{", &plan), FAIL_MALFORMED);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("asana-tells-of-a-task", asana_tells_of_a_task),
        TEST("replayed-or-explained", replayed_or_explained),
        TEST("heartbeat-is-ignored", heartbeat_is_ignored),
        TEST("task-of-another-source", task_of_another_source),
        TEST("beyond-our-reader", beyond_our_reader),
    };

    return cmocka_run_group_tests_name("decide_asana", tests, NULL, NULL);
}
