/* test-workflow_people.c - what people may send where, and what they mean by an environment alone */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/workflow.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LIST(...)                                                                                  \
    {                                                                                              \
        (const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ }))        \
    }
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG_60 "a23456789-b23456789-c23456789-d23456789-e23456789-f234567890"

static const struct deployment_rule nothing = { .environment = "prod" };
static const struct deployment_rule tags = { .environment = "prod", .slack = SLACK_TAGS };
static const struct deployment_rule both = {
    .environment = "b", .pull_requests = true, .default_branch = true, .slack = SLACK_ANY
};
static const struct deployment_rule long_name = { .environment = LONG_60, .slack = SLACK_ANY };
static const struct rule rules[] = {
    { .kind = RULE_DEPLOYMENT,
      .name = "one",
      .repositories = LIST("acme/own"),
      .branches = LIST("main"),
      .deployment = &nothing },
    { .kind = RULE_DEPLOYMENT,
      .name = "two",
      .repositories = LIST("acme/own"),
      .deployment = &tags },
    { .kind = RULE_DEPLOYMENT,
      .name = "three",
      .repositories = LIST("acme/own"),
      .deployment = &both },
    { .kind = RULE_DEPLOYMENT,
      .name = "four",
      .repositories = LIST("acme/own"),
      .deployment = &long_name },
};
static const struct settings settings = { .rules = rules, .rule_count = COUNT(rules) };

#define DEFAULTS "acme/web has no environment "
#define EACH_PULL_REQUEST                                                                          \
    "acme/web has an environment pr for each pull request; that of #12 is called pr12"
#define THERE_ARE "; there are prN, preview, test, staging, production"

static const struct {
    const char *repository, *environment;
    const char *expected; /* the rule, or the words */
    int64_t pull_request;
} places[] = {
    { "acme/web", "preview", "default/preview", 0 },
    { "acme/web", "Production", "default/production", 0 },
    { "acme/web", "STAGING", "default/staging", 0 },
    { "acme/web", "pr12", "default/pr", 12 },
    { "acme/web", "PR12", "default/pr", 12 },
    { "acme/web", "pr", EACH_PULL_REQUEST, 0 },
    { "acme/web", "prN", EACH_PULL_REQUEST, 0 },
    { "acme/web", "prod", DEFAULTS "prod" THERE_ARE ". Did you mean production?", 0 },
    { "acme/web", "tset", DEFAULTS "tset" THERE_ARE ". Did you mean test?", 0 },
    { "acme/web", "pr0", DEFAULTS "pr0" THERE_ARE ". Did you mean prN?", 0 },
    { "acme/web", "pr012", DEFAULTS "pr012" THERE_ARE, 0 },
    { "acme/web", "pr12x", DEFAULTS "pr12x" THERE_ARE, 0 },
    { "acme/web", "pr1234567890123456789", DEFAULTS "pr1234567890123456789" THERE_ARE, 0 },
    { "acme/web", "pr-1", DEFAULTS "pr-1" THERE_ARE, 0 },
    { "acme/web", "producton", DEFAULTS "producton" THERE_ARE ". Did you mean production?", 0 },
    { "acme/web", "tets", DEFAULTS "tets" THERE_ARE ". Did you mean test?", 0 },
    { "acme/web", "moon", DEFAULTS "moon" THERE_ARE, 0 },
    { "acme/web", "", DEFAULTS "" THERE_ARE, 0 },
    /* of two rules the one that people have a say in */
    { "acme/own", "prod", "two", 0 },
    /* pull requests and a branch in one */
    { "acme/own", "b", "three", 0 },
    { "acme/own", "b7", "three", 7 },
    { "acme/own", LONG_60, "four", 0 },
    { "acme/own", "preview", "acme/own has no environment preview; there are prod, bN, b, " LONG_60,
      0 },
};

static void
environments_by_name(void **state)
{
    for (size_t i = 0; i < COUNT(places); i++) {
        struct workflow workflow;
        struct workflow_place place = { 0 };
        const char *words;

        workflow_find(&settings, places[i].repository, *state, &workflow);
        words = workflow_place(&workflow, places[i].environment, &place);
        assert_string_equal(words != NULL ? words : place.rule->name, places[i].expected);
        assert_int_equal(place.pull_request, places[i].pull_request);
        if (words == NULL)
            assert_string_equal(place.environment, name_lower(*state, places[i].environment));
    }
}

#define PROD_TAGS "production takes only tags (v*, [0-9]*), and "

static const struct {
    const char *environment, *ref;
    bool built;
    const char *words; /* NULL: it may */
} wishes[] = {
    { "preview", "main", false, NULL },
    { "preview", "refs/heads/main", false, NULL },
    { "preview", "v1.2", false, NULL },
    { "preview", "#12", false, NULL },
    { "preview", A, false, NULL },
    { "test", "anything", false, NULL },
    { "preview", "", false, "that is no branch, tag, pull request or commit" },
    { "preview", "$(id)", false, "that is no branch, tag, pull request or commit" },
    { "preview", "<!channel>", false, "that is no branch, tag, pull request or commit" },
    { "preview", "\xf0\x9f\x9a\x80", false, "that is no branch, tag, pull request or commit" },
    { "staging", "main", true, NULL },
    { "staging", A, true, NULL },
    { "staging", "refs/tags/v1", true, NULL },
    { "staging", "main", false, "staging takes only what was built to test, and main was not" },
    { "staging", "#12", false, "staging takes only what was built to test, and #12 was not" },
    { "staging", A, false, "staging takes only what was built to test, and aaaaaaaaaa was not" },
    { "production", "refs/tags/v1.2", false, NULL },
    { "production", "tags/2026.1", false, NULL },
    { "production", "refs/tags/rc1", false,
      "production takes only tags that match v*, [0-9]*, which rc1 does not" },
    { "production", "refs/heads/main", false, PROD_TAGS "main is a branch" },
    { "production", "refs/heads/v1", true, PROD_TAGS "v1 is a branch" },
    { "production", "main", false, PROD_TAGS "main is none" },
    { "production", "#12", false, PROD_TAGS "#12 is a pull request" },
    { "production", A, true, PROD_TAGS "aaaaaaaaaa is a commit" },
    { "pr12", "main", false, "pr12 is deployed by its pull request alone" },
    { "pr12", "#12", true, "pr12 is deployed by its pull request alone" },
};

static void
what_people_may_send(void **state)
{
    struct workflow workflow;

    workflow_find(&settings, "acme/web", *state, &workflow);
    for (size_t i = 0; i < COUNT(wishes); i++) {
        struct deployment_ref ref = deployment_ref_read(*state, wishes[i].ref);
        struct workflow_place place;
        const char *words;

        assert_null(workflow_place(&workflow, wishes[i].environment, &place));
        words = workflow_refusal(*state, &place, &ref, wishes[i].built);
        assert_string_equal(words == NULL ? "(it may)" : words,
                            wishes[i].words == NULL ? "(it may)" : wishes[i].words);
    }
}

static void
rules_of_ones_own(void **state)
{
    struct deployment_ref tag = deployment_ref_read(*state, "tags/anything");
    struct deployment_ref branch = deployment_ref_read(*state, "heads/main");
    struct workflow workflow;
    struct workflow_place place = { .rule = &rules[0], .environment = "prod" };

    assert_string_equal(workflow_refusal(*state, &place, &tag, true),
                        "nobody sends anything to prod by hand");
    workflow_find(&settings, "acme/own", *state, &workflow);
    assert_null(workflow_place(&workflow, "prod", &place));
    assert_null(workflow_refusal(*state, &place, &tag, false));
    assert_string_equal(workflow_refusal(*state, &place, &branch, false),
                        "prod takes only tags, and main is a branch");
    assert_true(workflow_asks_kind(place.rule));
    assert_int_equal(workflow_pick(&place), PICK_TAG);
    assert_null(workflow_place(&workflow, "b7", &place));
    assert_int_equal(workflow_pick(&place), PICK_PULL_REQUEST);
    assert_null(workflow_place(&workflow, "b", &place));
    assert_int_equal(workflow_pick(&place), PICK_DEFAULT_BRANCH);
    assert_false(workflow_asks_kind(place.rule));
}

static void
what_an_environment_alone_means(void **state)
{
    static const struct {
        const char *environment;
        enum workflow_pick pick;
    } rows[] = {
        { "preview", PICK_DEFAULT_BRANCH },
        { "test", PICK_DEFAULT_BRANCH },
        { "staging", PICK_BUILT },
        { "production", PICK_TAG },
        { "pr7", PICK_NOTHING },
    };
    struct workflow workflow;

    workflow_find(&settings, "acme/web", *state, &workflow);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct workflow_place place;

        assert_null(workflow_place(&workflow, rows[i].environment, &place));
        assert_int_equal(workflow_pick(&place), rows[i].pick);
        assert_int_equal(workflow_asks_kind(place.rule), rows[i].pick == PICK_TAG);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("environments-by-name", environments_by_name),
        TEST("what-people-may-send", what_people_may_send),
        TEST("rules-of-ones-own", rules_of_ones_own),
        TEST("what-an-environment-alone-means", what_an_environment_alone_means),
    };

    return cmocka_run_group_tests_name("workflow_people", tests, NULL, NULL);
}
