/* test-asana.c - a job that can't be done says so before anybody is asked */
#include "config.h"

#include "rig.h"
#include "work/asana.h"

static const struct tasks tasks = { .tag = "GitHub" };

#define ARGS "{\"event\":\"issues\",\"action\":\"opened\",\"item\":\"/issue\"}"

/* The end of a job of rule "web" with these args, and this body. */
static const char *
end_of(struct rig *rig, const char *args, const char *body)
{
    rig->rules[0].kind = RULE_TASKS;
    rig->rules[0].tasks = &tasks;
    rig->job.kind = "asana";
    rig->job.event_kind = "issues";
    rig->job.args = args;
    rig_body = body;
    assert_int_equal(asana_act(&rig->work, &rig->job, &rig->outcome), 0);
    assert_int_equal(rig->outcome.end, OUTCOME_HOPELESS);
    return rig->outcome.detail;
}

static void
args_that_say_nothing(void **state)
{
    assert_string_equal(end_of(*state, "{", "{}"), "its args are no JSON");
    assert_string_equal(end_of(*state, "{}", "{}"), "its args don't say where the item is");
    assert_string_equal(end_of(*state, "{\"event\":\"issues\"}", "{}"),
                        "its args don't say where the item is");
}

static void
a_rule_that_is_gone(void **state)
{
    struct rig *rig = *state;

    rig->job.rule = "old";
    assert_string_equal(end_of(rig, ARGS, "{}"), "tasks rule old is not in hooklet.conf any more");
    rig->job.rule = "other";
    assert_string_equal(end_of(rig, ARGS, "{}"),
                        "tasks rule other is not in hooklet.conf any more");
}

static void
a_body_that_retention_took(void **state)
{
    assert_string_equal(end_of(*state, ARGS, NULL),
                        "the body of event 7 was dropped when keep_bodies had passed");
}

static void
a_body_without_the_item(void **state)
{
    struct rig *rig = *state;

    assert_non_null(strstr(end_of(rig, ARGS, "{"), "JSON"));
    assert_non_null(strstr(end_of(rig, ARGS, "{\"action\":\"opened\"}"), "issues"));
    assert_non_null(strstr(end_of(rig, "{\"event\":\"sync\",\"item\":\"/items/3\"}",
                                  "{\"repository\":{\"id\":7,\"full_name\":\"acme/web\"},"
                                  "\"items\":[{\"number\":1}]}"),
                           "/items/3/number is missing"));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        RIG_TEST("args-that-say-nothing", args_that_say_nothing),
        RIG_TEST("a-rule-that-is-gone", a_rule_that_is_gone),
        RIG_TEST("a-body-that-retention-took", a_body_that_retention_took),
        RIG_TEST("a-body-without-the-item", a_body_without_the_item),
    };

    return cmocka_run_group_tests_name("asana", tests, NULL, NULL);
}
