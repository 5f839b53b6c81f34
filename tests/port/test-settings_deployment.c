/* src/port/settings_deployment.c, src/port/deployment_rule.c: what is deployed where, and how it is
 * built. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "port/project.h"
#include "port/settings_deploys.h"
#include "settings_directory.h"
#include "settings_refusal.h"

#define GITHUB "github { token_file = '@/token' }\n"

static void
defaults(void **state)
{
    struct settings *settings = settings_expect_good(
        *state, "deployment d { repositories = acme/web environment = test slack = any }\n");
    const struct rule *rule = settings_rule(settings, "d");
    const struct deployment_rule *deployment = rule->deployment;

    assert_int_equal(rule->kind, RULE_DEPLOYMENT);
    assert_string_equal(rule_kind_name(rule->kind), "deployment");
    assert_false(rule_runs_commands(rule));
    assert_int_equal(rule->branches.count + rule->tags.count, 0);
    assert_string_equal(deployment->environment, "test");
    assert_false(deployment->pull_requests || deployment->drafts || deployment->forks ||
                 deployment->default_branch || deployment->confirm);
    assert_int_equal(deployment->slack, SLACK_ANY);
    assert_null(deployment->after);
    assert_int_equal(deployment->contexts, CONTEXTS_ALL);
    assert_int_equal(deployment->context_names.count, 0);
    assert_true(settings_deploys(settings));
    assert_ptr_equal(settings_deployment_rule(settings, "d"), rule);
    settings_free(settings);
}

static void
all_of_it(void **state)
{
    static const char text[] = GITHUB
        "deployment pr { repositories = { 'acme/*' } environment = pr pull_requests = yes\n"
        " drafts = yes forks = yes contexts = none }\n"
        "deployment test { repositories = { 'acme/*' } environment = test branches = 'release*'\n"
        " default_branch = yes contexts = { 'ci/build', lint } }\n"
        "deployment stage { repositories = acme/web environment = stage slack = built\n"
        " after = test }\n"
        "deployment live { repositories = acme/web environment = live tags = 'v*' slack = tags\n"
        " confirm = yes }\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct rule *rules = settings->rules;

    assert_int_equal(settings->rule_count, 4);
    assert_true(rules[0].deployment->pull_requests && rules[0].deployment->drafts &&
                rules[0].deployment->forks);
    assert_int_equal(rules[0].deployment->contexts, CONTEXTS_NONE);
    assert_string_equal(rules[0].repositories.items[0], "acme/*");
    assert_true(rules[1].deployment->default_branch);
    assert_string_equal(rules[1].branches.items[0], "release*");
    assert_int_equal(rules[1].deployment->contexts, CONTEXTS_LIST);
    assert_int_equal(rules[1].deployment->context_names.count, 2);
    assert_int_equal(rules[2].deployment->slack, SLACK_BUILT);
    assert_string_equal(rules[2].deployment->after, "test");
    assert_int_equal(rules[3].deployment->slack, SLACK_TAGS);
    assert_true(rules[3].deployment->confirm);
    assert_string_equal(rules[3].tags.items[0], "v*");
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

/* One environment may be reached by several rules: a branch here, pull requests there. */
static void
two_rules_for_one_environment(void **state)
{
    settings_expect(*state,
                    GITHUB "deployment a { repositories = a/b environment = e branches = x }\n"
                           "deployment b { repositories = a/b environment = e branches = y }\n",
                    0, NULL);
}

static void
a_command_that_builds(void **state)
{
    static const char text[] =
        "ci maker { command = { make, deploy } directory = '@' timeout = 5m crash = verify\n"
        " check = { make, check } variables = { 'A=b' } attempts = 2 }\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct rule *rule = &settings->rules[0];

    assert_int_equal(rule->kind, RULE_CI);
    assert_string_equal(rule_kind_name(rule->kind), "trigger");
    assert_true(rule_runs_commands(rule));
    assert_int_equal(rule->repositories.count, 0);
    assert_int_equal(rule->steps[0].argv.count, 2);
    assert_int_equal(rule->timeout_ms, 300000);
    assert_int_equal(rule->crash, CRASH_VERIFY);
    assert_int_equal(rule->check.count, 2);
    assert_int_equal(rule->attempts, 2);
    assert_string_equal(rule->host, settings->host);
    assert_false(rule->newest);
    assert_null(rule->environment);
    /* It builds what somebody wants deployed; by itself it makes nobody want that. */
    assert_false(settings_deploys(settings));
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

static void
the_built_in_workflow(void **state)
{
    static const char *const environments[] = { "pr", "preview", "test", "staging", "production" };
    struct settings *settings = settings_expect_good(*state, "");
    size_t count;
    const struct rule *rules = deployment_defaults(&count);

    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++) {
        const struct deployment_rule *deployment = rules[i].deployment;

        assert_int_equal(rules[i].kind, RULE_DEPLOYMENT);
        assert_string_equal(deployment->environment, environments[i]);
        assert_string_equal(rules[i].name + strlen(DEPLOYMENT_DEFAULT), environments[i]);
        assert_memory_equal(rules[i].name, DEPLOYMENT_DEFAULT, strlen(DEPLOYMENT_DEFAULT));
        assert_true(environment_name_valid(deployment->environment));
        assert_ptr_equal(settings_deployment_rule(settings, rules[i].name), &rules[i]);
        assert_int_equal(deployment->contexts, CONTEXTS_ALL);
        assert_int_equal(deployment->pull_requests, i == 0);
        assert_int_equal(deployment->default_branch, i == 1);
        assert_int_equal(rules[i].branches.count, i == 2);
        assert_int_equal(rules[i].tags.count, i == 4 ? 2 : 0);
        assert_int_equal(deployment->confirm, i == 4);
        assert_false(deployment->forks || deployment->drafts);
    }
    assert_int_equal(rules[0].deployment->slack, SLACK_NONE);
    assert_int_equal(rules[1].deployment->slack, SLACK_ANY);
    assert_int_equal(rules[2].deployment->slack, SLACK_ANY);
    assert_int_equal(rules[3].deployment->slack, SLACK_BUILT);
    assert_string_equal(rules[3].deployment->after, "test");
    assert_int_equal(rules[4].deployment->slack, SLACK_TAGS);
    assert_true(match_any(rules[2].branches, "release-1.2"));
    assert_true(match_any(rules[4].tags, "v1"));
    assert_true(match_any(rules[4].tags, "2026.1"));
    assert_false(match_any(rules[4].tags, "nightly"));
    assert_null(settings_deployment_rule(settings, "pr"));
    settings_free(settings);
}

static void
same_list(struct strings one, struct strings other)
{
    assert_int_equal(one.count, other.count);
    for (size_t i = 0; i < one.count; i++)
        assert_string_equal(one.items[i], other.items[i]);
}

/* The example of hooklet.conf.5 that begins with this section, up to the end of the display. */
static char *
manual_example(struct pool *pool, const char *section)
{
    static const char begin[] = ".Bd -literal -offset indent\n";
    const char *source = getenv("srcdir");
    const char *start = NULL;
    char *manual = NULL;
    size_t length = 0;

    assert_int_equal(
        file_read(pool, pool_printf(pool, "%s/man/hooklet.conf.5", source != NULL ? source : "."),
                  1 << 20, &manual, &length),
        0);
    for (const char *at = manual; at != NULL && at < strstr(manual, section);
         at = strstr(at + 1, begin))
        start = at;
    start += strlen(begin);
    return pool_copy(pool, start, (size_t)(strstr(start, ".Ed\n") - start));
}

static void
the_manual_writes_it_out(void **state)
{
    struct pool *pool = pool_new();
    char *path = settings_directory_write(*state, "manual.conf",
                                          manual_example(pool, "deployment \"pr\" {"), 0644);
    struct settings *settings = NULL;
    size_t count;
    const struct rule *defaults = deployment_defaults(&count);

    assert_int_equal(settings_load(path, SETTINGS_RULES, &settings), 0);
    assert_int_equal(settings->rule_count, count);
    for (size_t i = 0; i < count; i++) {
        const struct deployment_rule *written = settings->rules[i].deployment;
        const struct deployment_rule *own = defaults[i].deployment;

        assert_string_equal(settings->rules[i].name, own->environment);
        assert_string_equal(written->environment, own->environment);
        assert_int_equal(written->pull_requests, own->pull_requests);
        assert_int_equal(written->drafts, own->drafts);
        assert_int_equal(written->forks, own->forks);
        assert_int_equal(written->default_branch, own->default_branch);
        assert_int_equal(written->slack, own->slack);
        assert_true(text_equal(written->after, own->after));
        assert_int_equal(written->confirm, own->confirm);
        assert_int_equal(written->contexts, own->contexts);
        same_list(settings->rules[i].branches, defaults[i].branches);
        same_list(settings->rules[i].tags, defaults[i].tags);
    }
    settings_free(settings);
    free(path);
    pool_free(pool);
}

static void
only_deployment_rules_are_found(void **state)
{
    struct settings *settings =
        settings_expect_good(*state, "run pr { events = push command = make }\n");

    assert_null(settings_deployment_rule(settings, "pr"));
    settings_free(settings);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("defaults-are-what-the-manual-says", defaults),
        SETTINGS_TEST("all-of-it", all_of_it),
        SETTINGS_TEST("two-rules-for-one-environment", two_rules_for_one_environment),
        SETTINGS_TEST("a-command-that-builds", a_command_that_builds),
        SETTINGS_TEST("the-built-in-workflow", the_built_in_workflow),
        SETTINGS_TEST("the-manual-writes-it-out", the_manual_writes_it_out),
        SETTINGS_TEST("only-deployment-rules-are-found", only_deployment_rules_are_found),
    };

    return cmocka_run_group_tests_name("settings_deployment", tests, NULL, NULL);
}
