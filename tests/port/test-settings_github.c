/* src/port/settings_github.c: who speaks to the API, and how. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "port/settings_github.h"
#include "settings_directory.h"
#include "settings_refusal.h"

#define PEM SETTINGS_PEM
#define APP "github { app_id = Iv1.8a61 private_key_file = \"@/key\" }\n"

enum { ALL_COMMANDS = 63, NOBODY = 65534 };

static void
defaults(void **state)
{
    static const char *const texts[] = { "", "github { }\n" };

    for (int i = 0; i < 2; i++) {
        struct settings *settings = settings_expect_good(*state, texts[i]);
        const struct github_api *api = &settings->github_api;

        assert_string_equal(api->api_url, "https://api.github.com");
        assert_string_equal(api->user_agent, "hooklet/" PACKAGE_VERSION);
        assert_int_equal(api->read_delay_ms, 1000);
        assert_int_equal(api->commands, ALL_COMMANDS);
        assert_int_equal(api->installation, 0);
        assert_int_equal(api->recover.count, 0);
        assert_false(api->forks);
        assert_null(api->app_id);
        assert_null(api->key.name);
        assert_null(api->token.name);
        assert_false(github_api_configured(api));
        settings_free(settings);
    }
}

static void
values(void **state)
{
    struct settings *settings = settings_expect_good(
        *state, "github { app_id = Iv1.8a61 private_key_file = \"@/key\"\n"
                "api_url = 'http://127.0.0.1:8080/api/v3//' installation = 123456789012345678\n"
                "user_agent = 'acme (ops)' read_delay = 0 forks = yes\n"
                "commands = { unlock, help } recover = { app, acme, acme/web } }\n");
    const struct github_api *api = &settings->github_api;

    assert_string_equal(api->api_url, "http://127.0.0.1:8080/api/v3");
    assert_string_equal(api->app_id, "Iv1.8a61");
    assert_string_equal(api->key.name, "private_key_file");
    assert_non_null(strstr(api->key.path, "/key"));
    assert_null(api->key.bytes);
    assert_true(api->installation == INT64_C(123456789012345678));
    assert_string_equal(api->user_agent, "acme (ops)");
    assert_int_equal(api->read_delay_ms, 0);
    assert_int_equal(api->commands, GITHUB_COMMAND_HELP | GITHUB_COMMAND_UNLOCK);
    assert_true(api->forks);
    assert_int_equal(api->recover.count, 3);
    assert_string_equal(api->recover.items[2], "acme/web");
    assert_true(github_api_configured(api));
    settings_free(settings);
    settings_expect(*state, "github { app_id = 1 private_key_file = \"@/key\" installation = 7 }\n",
                    0, NULL);
}

static void
commands_in_the_order_of_their_bits(void **state)
{
    static const char *const names[] = { "ping", "help", "deploy", "rollback", "lock", "unlock" };
    struct pool *pool = pool_new();

    for (unsigned i = 0; i < 6; i++) {
        struct settings *settings =
            settings_expect_good(*state, pool_printf(pool, "github { commands = %s }\n", names[i]));

        assert_int_equal(settings->github_api.commands, 1u << i);
        settings_free(settings);
    }
    pool_free(pool);
}

static void
empty_lists(void **state)
{
    struct settings *settings =
        settings_expect_good(*state, "github { commands = {} recover = { }\n"
                                     "app_id = 1 private_key_file = \"@/key\" }\n");

    assert_int_equal(settings->github_api.commands, 0);
    assert_int_equal(settings->github_api.recover.count, 0);
    settings_free(settings);
    settings_expect(*state, "github { commands = {} recover = {} }\n", 0, NULL);
}

static void
an_app_is_recovered_by_default(void **state)
{
    struct settings *settings = settings_expect_good(*state, APP);

    assert_int_equal(settings->github_api.recover.count, 1);
    assert_string_equal(settings->github_api.recover.items[0], "app");
    settings_free(settings);
    settings = settings_expect_good(*state, "github { token_file = \"@/token\" }\n");
    assert_int_equal(settings->github_api.recover.count, 0);
    assert_true(github_api_configured(&settings->github_api));
    settings_free(settings);
    settings_expect(*state, "github { token_file = \"@/token\" recover = { acme } }\n", 0, NULL);
}

/* The web programs have neither the worker's rights nor its environment. */
static void
loading_opens_and_misses_nothing(void **state)
{
    static const char *const texts[] = {
        "github { app_id = 1 }\n",
        "github { private_key_file = /none/such }\n",
        "github { app_id = 1 private_key_file = /none/such }\n",
        "github { token_file = /none/such recover = { acme } }\n",
        "github { recover = { app, acme } }\n",
        "invite a { organization = acme }\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        settings_free(settings_expect_good(*state, texts[i]));
}

/* Runs as a user who may not see the key: 0 when it is hidden, and to settings_check() nothing. */
static int
examine_as_another(const char *path)
{
    struct pool *pool = pool_new();
    struct strings mistakes;
    struct strings hidden;
    bool good;

    if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        return 1;
    good = settings_examine(path, pool, &mistakes, &hidden) == 0 && mistakes.count == 0 &&
           hidden.count == 1 && strstr(hidden.items[0], ":1: github: ") != NULL &&
           strstr(hidden.items[0], "locked/key: ") != NULL;
    good = good && settings_check(path, pool, &mistakes) == 0 && mistakes.count == 0;
    pool_free(pool);
    return good ? 0 : 2;
}

static void
a_key_of_another_user_is_hidden(void **state)
{
    struct pool *pool = pool_new();
    const char *locked = pool_printf(pool, "%s/locked", (char *)*state);
    char *path = settings_directory_write(
        *state, "test.conf",
        "github { app_id = 1 private_key_file = \"@/locked/key\" recover = { acme } }\n", 0644);
    int status = 0;
    pid_t child;

    assert_int_equal(mkdir(locked, 0700), 0);
    free(settings_directory_write(locked, "key", PEM, 0400));
    assert_int_equal(chmod(locked, 0), 0);
    assert_int_equal(chmod(*state, 0755), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(examine_as_another(path));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(chmod(locked, 0700), 0);
    free(path);
    pool_free(pool);
}

static void
a_password_in_the_url_is_not_said(void **state)
{
    struct pool *pool = pool_new();
    const char *text = "github { api_url = 'https://me:canary\x40host' }\n";
    char *path = settings_directory_write(*state, "test.conf", "", 0600);
    struct strings mistakes;
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
    assert_int_equal(settings_check(path, pool, &mistakes), 0);
    assert_int_equal(mistakes.count, 1);
    assert_non_null(strstr(mistakes.items[0], ":1: github: api_url: there is a user's name"));
    assert_null(strstr(mistakes.items[0], "canary"));
    free(path);
    pool_free(pool);
}

static void
what_came_from_the_environment_is_wiped(void **state)
{
    char key[] = "canary", token[] = "bird";
    struct github_api api = { .key = { .name = "A", .bytes = key, .length = 6 },
                              .token = { .name = "B", .bytes = token, .length = 4 } };

    (void)state;
    github_api_wipe(&api);
    assert_memory_equal(key, "\0\0\0\0\0\0", 6);
    assert_memory_equal(token, "\0\0\0\0", 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("defaults-are-what-the-manual-says", defaults),
        SETTINGS_TEST("values", values),
        SETTINGS_TEST("commands-in-the-order-of-their-bits", commands_in_the_order_of_their_bits),
        SETTINGS_TEST("an-empty-list-is-none", empty_lists),
        SETTINGS_TEST("an-app-is-recovered-by-default", an_app_is_recovered_by_default),
        SETTINGS_TEST("loading-opens-and-misses-nothing", loading_opens_and_misses_nothing),
        SETTINGS_TEST("a-key-of-another-user-is-hidden", a_key_of_another_user_is_hidden),
        SETTINGS_TEST("a-password-in-the-url-is-not-said", a_password_in_the_url_is_not_said),
        SETTINGS_TEST("what-came-from-the-environment-is-wiped",
                      what_came_from_the_environment_is_wiped),
    };

    return cmocka_run_group_tests_name("settings_github", tests, NULL, NULL);
}
