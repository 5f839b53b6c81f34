/* test-decide_page.c - a page of a backfill gives a job for each item, as an event of it would */
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

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LITERAL(text)                                                                              \
    {                                                                                              \
        (const char *const[]){ text }, 1                                                           \
    }

static const struct tasks tasks = { .tag = "GitHub" };
static const struct rule rules[] = {
    { .kind = RULE_TASKS, .name = "todo", .repositories = LITERAL("Acme/*"), .tasks = &tasks },
    { .kind = RULE_TASKS, .name = "more", .repositories = LITERAL("acme/web"), .tasks = &tasks },
};
static const struct settings settings = { .rules = rules, .rule_count = COUNT(rules) };
static const struct app app = { .settings = &settings };

#define PAGE(name, items) "{'repository':{'id':77,'full_name':'" name "'},'items':[" items "]}"

static int
decide_text(struct pool *pool, const char *source, const char *text, struct plan *plan)
{
    struct delivery delivery = delivery_of(pool, "sync", text);

    delivery.source = source;
    return decide(&delivery, &app, pool, plan);
}

/* Each item under its own key, as an event of it would be, but nothing happened to it. */
static void
page_gives_a_job_for_each_item(void **state)
{
    struct plan plan = { 0 };
    const char *text = PAGE("acme/web", "{'number':7,'updated_at':'2023-11-14T22:13:19Z'},"
                                        "{'number':9,'updated_at':'2023-11-14T22:13:20Z'}");

    assert_int_equal(decide_text(*state, "hooklet", text, &plan), 0);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_string_equal(plan.repository, "acme/web");
    assert_null(plan.action);
    assert_int_equal(plan.job_count, 2);
    assert_string_equal(plan.jobs[1].kind, "asana");
    assert_string_equal(plan.jobs[1].rule, "todo");
    assert_int_equal(plan.ignored_count, 1);
    assert_string_equal(plan.ignored[0].rule, "more");
    assert_string_equal(plan.ignored[0].reason, "rule todo has it already");
    assert_int_equal(plan.jobs[1].step, 1);
    assert_string_equal(plan.jobs[1].key, "asana:77#9");
    assert_string_equal(plan.jobs[1].lane, "asana");
    assert_int_equal(plan.jobs[1].order_ms, INT64_C(1700000000000));
    assert_int_equal(plan.jobs[1].attempts, RETRY_ATTEMPTS);
    assert_string_equal(plan.jobs[1].args,
                        "{\"event\":\"sync\",\"repository\":\"acme/web\",\"repository_id\":\"77\","
                        "\"number\":\"9\",\"item\":\"/items/1\"}");
}

static void
page_that_no_rule_names(void **state)
{
    struct plan plan = { 0 };
    const char *text = PAGE("other/api", "{'number':7,'updated_at':'2023-11-14T22:13:19Z'}");

    assert_int_equal(decide_text(*state, "hooklet", text, &plan), 0);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason, "no tasks rule names other/api");
}

static void
page_that_is_none(void **state)
{
    static const char *const texts[] = {
        PAGE("acme", ""),
        PAGE("acme/web", "{'number':7},{'updated_at':'2023-11-14T22:13:19Z'}"),
        PAGE("acme/web", "{'number':7,'updated_at':'yesterday'}"),
        PAGE("acme/web", "{'number':0,'updated_at':'2023-11-14T22:13:19Z'}"),
        "{'repository':{'full_name':'acme/web'},'items':[]}",
    };
    struct plan plan = { 0 };

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_int_equal(decide_text(*state, "hooklet", texts[i], &plan), FAIL_FIELD);
}

/* A signature says that GitHub has sent it, so it is no page of ours. */
static void
page_by_github_is_any_event(void **state)
{
    struct plan plan = { 0 };
    const char *text = PAGE("acme/api", "{'number':7,'updated_at':'2023-11-14T22:13:19Z'}");

    assert_int_equal(decide_text(*state, "github", text, &plan), 0);
    assert_int_equal(plan.job_count, 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("page-gives-a-job-for-each-item", page_gives_a_job_for_each_item),
        TEST("page-that-no-rule-names", page_that_no_rule_names),
        TEST("page-that-is-none", page_that_is_none),
        TEST("page-by-github-is-any-event", page_by_github_is_any_event),
    };

    return cmocka_run_group_tests_name("decide_page", tests, NULL, NULL);
}
