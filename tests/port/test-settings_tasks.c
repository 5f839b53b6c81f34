/* src/port/settings_tasks.c, src/port/settings_feed.c: what is good is read as meant. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "settings_directory.h"
#include "settings_refusal.h"

#define ASANA "asana { token_file = \"@/token\" workspace = 'Acme Inc' }\n"
#define GITHUB "github { token_file = \"@/token\" }\n"
#define FEED "url = 'https://h/f' project = p"

static void
defaults_of_tasks(void **state)
{
    static const char text[] = ASANA "\ntasks \"all\" { repositories = { 'acme/*', b/c } }\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct rule *rule = settings_rule(settings, "all");

    assert_non_null(rule);
    assert_int_equal(rule->kind, RULE_TASKS);
    assert_int_equal(rule->line, 3);
    assert_int_equal(rule->repositories.count, 2);
    assert_string_equal(rule->repositories.items[0], "acme/*");
    assert_null(rule->tasks->workspace);
    assert_null(rule->tasks->project);
    assert_string_equal(rule->tasks->tag, "GitHub");
    assert_false(rule->tasks->both_ways);
    assert_null(rule->invite);
    assert_null(rule->feed);
    assert_int_equal(rule->step_count, 0);
    assert_int_equal(rule->timeout_ms, 0);
    assert_string_equal(rule_kind_name(rule->kind), "asana");
    assert_false(rule_runs_commands(rule));
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

static void
values_of_tasks(void **state)
{
    static const char text[] = ASANA GITHUB
        "tasks web { repositories = acme/web workspace = 'Design & Co' project = 1200\n"
        "tag = 'From GitHub' both_ways = on }\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct tasks *tasks = settings_rule(settings, "web")->tasks;

    assert_string_equal(tasks->workspace, "Design & Co");
    assert_string_equal(tasks->project, "1200");
    assert_string_equal(tasks->tag, "From GitHub");
    assert_true(tasks->both_ways);
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

static void
defaults_of_feeds(void **state)
{
    static const char text[] = ASANA "feed \"questions\" { " FEED " }\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct rule *rule = settings_rule(settings, "questions");
    const struct feed *feed = rule->feed;

    assert_int_equal(rule->kind, RULE_FEED);
    assert_int_equal(rule->repositories.count, 0);
    assert_string_equal(feed->url, "https://h/f");
    assert_string_equal(feed->workspace, "Acme Inc");
    assert_string_equal(feed->project, "p");
    assert_null(feed->assignee);
    assert_string_equal(feed->tag, "StackOverflow");
    assert_int_equal(feed->every_ms, 15 * 60 * 1000);
    assert_int_equal(feed->since_ms, 0);
    assert_null(rule->tasks);
    assert_string_equal(rule_kind_name(rule->kind), "feed");
    assert_false(rule_runs_commands(rule));
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

static void
values_of_feeds(void **state)
{
    static const char text[] =
        ASANA "feed f { url = 'http://h:8080/feeds/@@me/tag/?tagnames=a&sort=newest'\n"
              "workspace = 99 project = 'Help desk' assignee = 'ann@@example.org'\n"
              "tag = 'a, b' every = 1m since = 2026-11-01 }\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct feed *feed = settings_rule(settings, "f")->feed;

    assert_string_equal(feed->url, "http://h:8080/feeds/@me/tag/?tagnames=a&sort=newest");
    assert_string_equal(feed->workspace, "99");
    assert_string_equal(feed->project, "Help desk");
    assert_string_equal(feed->assignee, "ann@example.org");
    assert_string_equal(feed->tag, "a, b");
    assert_int_equal(feed->every_ms, 60000);
    assert_true(feed->since_ms == INT64_C(1793491200000));
    settings_free(settings);
}

static void
moments(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        { "2026-11-01", INT64_C(1793491200000) },
        { "2026-11-01T00:00:00Z", INT64_C(1793491200000) },
        { "2026-11-01T08:00:00.500Z", INT64_C(1793520000500) },
        { "'2026-11-01T08:00:00+08:00'", INT64_C(1793491200000) },
        { "1970-01-02", INT64_C(86400000) },
    };
    struct pool *pool = pool_new();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct settings *settings = settings_expect_good(
            *state, pool_printf(pool, ASANA "feed f { " FEED " since = %s }\n", rows[i].text));

        assert_true(settings_rule(settings, "f")->feed->since_ms == rows[i].ms);
        settings_free(settings);
    }
    pool_free(pool);
}

/* What an earlier rule may leave over is no mistake. */
static void
rules_that_differ(void **state)
{
    static const char *const texts[] = {
        "tasks a { repositories = acme/web }\ntasks b { repositories = { acme/api, 'acme/*' } }\n",
        "tasks a { repositories = 'acme/w*' }\ntasks b { repositories = 'acme/*' }\n",
        "tasks a { repositories = 'acme/?' }\ntasks b { repositories = 'acme/*' }\n",
        "tasks a { repositories = 'acme/*b*' }\ntasks b { repositories = 'acme/[ab]' }\n",
        "run a { repositories = acme/web events = push command = true }\n"
        "tasks b { repositories = acme/web }\n",
        "feed a { url = 'https://h/f' project = p }\nfeed b { url = 'https://h/F' project = p }\n",
    };
    struct pool *pool = pool_new();

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        settings_expect(*state, pool_printf(pool, ASANA "%s", texts[i]), 0, NULL);
    pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("defaults-of-tasks-are-what-the-manual-says", defaults_of_tasks),
        SETTINGS_TEST("values-of-tasks", values_of_tasks),
        SETTINGS_TEST("defaults-of-feeds-are-what-the-manual-says", defaults_of_feeds),
        SETTINGS_TEST("values-of-feeds", values_of_feeds),
        SETTINGS_TEST("since-is-a-date-or-a-time", moments),
        SETTINGS_TEST("rules-that-leave-something-over", rules_that_differ),
    };

    return cmocka_run_group_tests_name("settings_tasks", tests, NULL, NULL);
}
