/* test-plan_show.c - what a plan would do, as JSON */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "cli/plan_show.h"

#include <cmocka.h>

static int
never(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan)
{
    (void)db;
    (void)change;
    (void)pool;
    (void)plan;
    return FAIL_STORE;
}

static const struct delivery delivery = { .source = "github", .id = "d1", .kind = "push" };

static void
what_the_database_would_be_asked_is_told(void **state)
{
    struct plan plan = { .change = { .apply = never, .asks = "the project of acme/web" } };
    const char *text = json_text(*state, plan_json(&delivery, &plan), JSON_COMPACT);

    assert_non_null(strstr(text, "\"asks\":\"the project of acme/web\""));
}

static void
nothing_is_asked_where_the_rules_decide(void **state)
{
    const char *text = json_text(*state, plan_json(&delivery, &(struct plan){ 0 }), JSON_COMPACT);

    assert_null(strstr(text, "asks"));
    assert_null(strstr(text, "facts"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_the_database_would_be_asked_is_told, new_pool,
                                        end_pool),
        cmocka_unit_test_setup_teardown(nothing_is_asked_where_the_rules_decide, new_pool,
                                        end_pool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
