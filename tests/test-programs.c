/* The table of web programs is whole: each program, event and path stands in it, and once. */
#include "config.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "a_pool.h"
#include "api_call.h"
#include "base/text.h"
#include "cli/nginx_config.h"
#include "programs.h"
#include "sender.h"
#include "wire/github_shape.h"

static void
no_program_stands_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < web_program_count; i++)
        assert_ptr_equal(web_program_find(web_programs[i].name), &web_programs[i]);
    assert_null(web_program_find("github-nothing"));
}

/* A path alone may stand below a tree: nginx and Apache take the longer one. */
static void
no_path_stands_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < web_route_count; i++)
        assert_ptr_equal(web_route_find(web_routes[i].path), &web_routes[i]);
    for (size_t i = 0; i < web_alias_count; i++) {
        assert_null(web_route_find(web_aliases[i].path));
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(web_aliases[i].path, web_aliases[j].path);
    }
    assert_null(web_route_find("/hooks"));
}

static void
every_program_has_a_path_and_every_path_a_program(void **state)
{
    (void)state;
    for (size_t i = 0; i < web_program_count; i++) {
        bool asked = false;

        for (size_t j = 0; j < web_route_count; j++)
            asked = asked || text_equal(web_routes[j].program, web_programs[i].name);
        if (!asked)
            fail_msg("%s has no path", web_programs[i].name);
    }
    for (size_t i = 0; i < web_route_count; i++) {
        const struct web_route *route = &web_routes[i];

        if (route->program == NULL)
            assert_string_equal(route->path, "/hooks/github");
        else if (web_program_find(route->program) == NULL)
            fail_msg("%s: there is no program %s", route->path, route->program);
        assert_true(route->body_most > 0 && route->wait_ms > 0);
    }
}

/* github-pull-request for pull_request, at /hooks/github/pull_request. */
static void
each_event_has_the_program_of_its_name(void **state)
{
    struct strings events = github_event_names(*state);

    assert_true(events.count > 50);
    for (size_t i = 0; i < events.count; i++) {
        const struct web_program *program = web_event_program(events.items[i]);
        const char *path = pool_printf(*state, "/hooks/github/%s", events.items[i]);
        char *name = pool_printf(*state, "github-%s", events.items[i]);

        for (char *at = name; *at != '\0'; at++)
            *at = (char)(*at == '_' ? '-' : *at);
        if (strcmp(program->name, WEB_OTHER) == 0) {
            assert_null(web_program_find(name));
            assert_null(web_route_find(path));
            continue;
        }
        assert_string_equal(program->name, name);
        assert_string_equal(web_route_find(path)->program, name);
    }
}

static void
events_of_the_table_are_events_of_github(void **state)
{
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < web_program_count; i++)
        if (web_programs[i].event != NULL) {
            assert_true(github_event_known(web_programs[i].event));
            count++;
        }
    assert_true(count >= 15);
    assert_string_equal(web_event_program("nothing")->name, WEB_OTHER);
}

static void
every_source_file_is_a_program_of_the_table(void **state)
{
    const char *top = getenv("srcdir");
    DIR *directory = opendir(pool_printf(*state, "%s/cgi-bin", top != NULL ? top : "."));
    const struct dirent *entry;
    size_t count = 0;

    assert_non_null(directory);
    while ((entry = readdir(directory)) != NULL) {
        if (!text_ends_with(entry->d_name, ".c"))
            continue;
        count++;
        if (web_program_find(pool_copy(*state, entry->d_name, strlen(entry->d_name) - 2)) == NULL)
            fail_msg("cgi-bin/%s is not in cgi-bin/programs.def", entry->d_name);
    }
    closedir(directory);
    assert_int_equal(count, web_program_count);
}

/* The web server reads no more of a body than the program would, and no less. */
static void
limits_are_those_of_the_programs(void **state)
{
    const struct {
        const char *path;
        size_t most;
    } limits[] = {
        { "/hooks/github", sender_github.body_most },
        { "/hooks/github/other", sender_github.body_most },
        { "/hooks/github/push", sender_github.body_most },
        { "/hooks/asana/", sender_asana.body_most },
        { "/hooks/circleci", sender_circleci.body_most },
        { "/hooks/circleci/", sender_circleci.body_most },
        { "/hooks/in/", sender_source.body_most },
        { "/hooks/slack/command", sender_slack_command.body_most },
        { "/hooks/slack/interactive", sender_slack_interactive.body_most },
        { "/hooks/slack/event", sender_slack_event.body_most },
        { "/hooklet/api/", API_BODY_MOST },
    };

    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        assert_int_equal(web_route_find(limits[i].path)->body_most, limits[i].most);
}

static void
paths_that_are_trees(void **state)
{
    (void)state;
    assert_true(web_path_is_tree("/hooks/asana/"));
    assert_false(web_path_is_tree("/hooks/asana"));
    assert_false(web_path_is_tree("/"));
}

static void
aliases_lead_somewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < web_alias_count; i++) {
        const struct web_alias *alias = &web_aliases[i];

        assert_non_null(web_route_find(alias->route));
        if (web_path_is_tree(alias->route))
            assert_true(web_alias_is_tree(alias));
        for (size_t j = 0; j < nginx_group_count; j++)
            assert_null(text_behind(alias->path, nginx_groups[j].prefix));
    }
}

/* nginx has one location for each group; what is at home in none is a fallback. */
static void
each_path_has_its_group_in_nginx(void **state)
{
    (void)state;
    for (size_t i = 0; i < web_route_count; i++)
        assert_true((nginx_group_of(&web_routes[i]) == NULL) ==
                    ((web_routes[i].flags & WEB_FALLBACK) != 0));
}

/* The errors of such a path are called after its program, so they are the same at each of them. */
static void
secret_paths_of_a_program_have_one_limit(void **state)
{
    (void)state;
    for (size_t i = 0; i < web_route_count; i++)
        for (size_t j = 0; j < i; j++)
            if ((web_routes[i].flags & web_routes[j].flags & WEB_SECRET) != 0 &&
                text_equal(web_routes[i].program, web_routes[j].program))
                assert_int_equal(web_routes[i].body_most, web_routes[j].body_most);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("no-program-stands-twice", no_program_stands_twice),
        TEST("no-path-stands-twice", no_path_stands_twice),
        TEST("every-program-has-a-path-and-every-path-a-program",
             every_program_has_a_path_and_every_path_a_program),
        TEST("each-event-has-the-program-of-its-name", each_event_has_the_program_of_its_name),
        TEST("events-of-the-table-are-events-of-github", events_of_the_table_are_events_of_github),
        TEST("every-source-file-is-a-program-of-the-table",
             every_source_file_is_a_program_of_the_table),
        TEST("limits-are-those-of-the-programs", limits_are_those_of_the_programs),
        TEST("paths-that-are-trees", paths_that_are_trees),
        TEST("aliases-lead-somewhere", aliases_lead_somewhere),
        TEST("each-path-has-its-group-in-nginx", each_path_has_its_group_in_nginx),
        TEST("secret-paths-of-a-program-have-one-limit", secret_paths_of_a_program_have_one_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
