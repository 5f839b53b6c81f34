/* src/port/settings_secrets.c: a secret comes from one place, and is private there. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "port/secret.h"
#include "port/settings.h"
#include "settings_directory.h"
#include "settings_refusal.h"

#define ONE "github {\n secret main {\n  file = \"@/secret\" }\n}\n"

static int
setup(void **state)
{
    log_open("hooklet", LOG_FORMAT_PLAIN, LOG_ERROR);
    settings_environment_clear();
    if (settings_directory_make(state) != 0)
        return -1;
    free(settings_directory_write(*state, "secret", "one\n", 0400));
    free(settings_directory_write(*state, "other", "two\n", 0600));
    return 0;
}

static void
secrets_of_files(void **state)
{
    struct settings *settings = settings_expect_good(
        *state, "github { secret main { file = \"@/secret\" }\n"
                "secret acme { file = \"@/other\" repositories = { 'acme/*', x/y } } }\n");
    const struct secret *secrets = settings->github.secrets;
    struct pool *pool = pool_new();
    struct strings mistakes;

    assert_int_equal(settings->github.secret_count, 2);
    assert_string_equal(secrets[0].name, "main");
    assert_string_equal(secrets[0].bytes, "one");
    assert_int_equal(secrets[0].length, 3);
    assert_int_equal(match_any_name(secrets[0].repositories, "any/repository") ||
                         secrets[0].repositories.count == 0,
                     1);
    assert_string_equal(secrets[1].name, "acme");
    assert_string_equal(secrets[1].bytes, "two");
    assert_int_equal(secrets[1].repositories.count, 2);
    assert_string_equal(secrets[1].repositories.items[0], "acme/*");
    assert_int_equal(source_limits(&settings->github, "main").count, 0);
    assert_int_equal(source_limits(&settings->github, "acme").count, 2);
    assert_int_equal(settings_check(settings->path, pool, &mistakes), 0);
    assert_int_equal(mistakes.count, 0);
    settings_free(settings);
    pool_free(pool);
}

static void
both_are_live_during_a_rotation(void **state)
{
    struct pool *pool = pool_new();
    const char *path = pool_printf(pool, "%s/secret", (const char *)*state);
    struct settings *settings;

    assert_int_equal(secret_rotate(path), 0);
    settings = settings_expect_good(*state, ONE);
    assert_int_equal(settings->github.secret_count, 2);
    assert_string_equal(settings->github.secrets[0].name, "main");
    assert_int_equal(settings->github.secrets[0].length, 64);
    assert_string_equal(settings->github.secrets[1].name, "main (previous)");
    assert_string_equal(settings->github.secrets[1].bytes, "one");
    assert_string_equal(settings->github.secrets[1].path, secret_previous_path(pool, path));
    settings_free(settings);

    assert_int_equal(secret_rotate_finish(path), 0);
    settings = settings_expect_good(*state, ONE);
    assert_int_equal(settings->github.secret_count, 1);
    assert_int_equal(settings->github.secrets[0].length, 64);
    settings_free(settings);
    pool_free(pool);
}

static void
a_previous_secret_open_to_others(void **state)
{
    free(settings_directory_write(*state, "secret.previous", "canary\n", 0444));
    settings_expect(*state, ONE, 3, "secret.previous: its mode 0444");
}

static void
files_that_are_refused(void **state)
{
    free(settings_directory_write(*state, "secret", "canary\n", 0444));
    settings_expect(*state, ONE, 3, "chmod 0400");
    free(settings_directory_write(*state, "secret", "", 0400));
    settings_expect(*state, ONE, 3, "is empty");
    settings_expect(*state, "github { secret a {\n file = '@/none' } }\n", 2, "no such file");
    settings_expect(*state, "github { secret a {\n file = '@' } }\n", 2, "directory");
    settings_expect(*state, "github { secret a {\n file = secret } }\n", 2, "from / on");
    settings_expect(*state, "github {\n secret a { } }\n", 2, "add file");
    settings_expect(*state, "github { secret a { file = '@/other'\n repositories = { acme } } }\n",
                    2, "'acme/*'");
}

static void
a_bad_secret_refuses_the_load(void **state)
{
    char *path = settings_directory_write(*state, "test.conf", ONE, 0600);
    struct settings *settings = NULL;

    free(settings_directory_write(*state, "secret", "canary\n", 0440));
    assert_int_equal(settings_load(path, SETTINGS_SECRETS, &settings), FAIL_CONFIG);
    assert_null(settings);
    assert_null(strstr(fail_detail(), "canary"));
    /* Who needs the rules alone does not open it. */
    assert_int_equal(settings_load(path, SETTINGS_RULES, &settings), 0);
    assert_int_equal(settings->github.secret_count, 0);
    settings_free(settings);
    free(path);
}

static void
no_secret_is_a_mistake_to_who_checks(void **state)
{
    struct settings *settings = settings_expect_good(*state, "\n\ngithub { }\n");

    assert_int_equal(settings->github.secret_count, 0);
    settings_free(settings);
    settings_expect(*state, "\n\ngithub { }\n", 3, "every request will be refused");
    settings_expect(*state, "", 1, "every request will be refused");
}

static void
the_environment_is_a_place(void **state)
{
    struct settings *settings;

    setenv("GITHUB_WEBHOOKS_SECRET", "canary", 1);
    settings = settings_expect_good(*state, "");
    assert_int_equal(settings->github.secret_count, 1);
    assert_string_equal(settings->github.secrets[0].name, "GITHUB_WEBHOOKS_SECRET");
    assert_string_equal(settings->github.secrets[0].bytes, "canary");
    assert_int_equal(settings->github.secrets[0].length, 6);
    assert_null(settings->github.secrets[0].path);
    settings_free(settings);

    settings_expect(*state, ONE, 1, "keep one");
    setenv("GITHUB_WEBHOOK_SECRET", "canary", 1);
    settings_expect(*state, "\n", 1, "keep one");
    setenv("GITHUB_WEBHOOKS_SECRET", "", 1);
    settings = settings_expect_good(*state, "");
    assert_string_equal(settings->github.secrets[0].name, "GITHUB_WEBHOOK_SECRET");
    settings_free(settings);
}

static void
a_systemd_credential_is_a_place(void **state)
{
    struct settings *settings;
    struct pool *pool = pool_new();
    char *path = settings_directory_write(*state, "github_webhook_secret", "canary\n", 0440);

    setenv("CREDENTIALS_DIRECTORY", *state, 1);
    settings = settings_expect_good(*state, "");
    assert_int_equal(settings->github.secret_count, 1);
    assert_string_equal(settings->github.secrets[0].name, "credential");
    assert_string_equal(settings->github.secrets[0].bytes, "canary");
    settings_free(settings);

    settings_expect(*state, ONE, 1, "keep one");
    assert_int_equal(truncate(path, 0), 0);
    settings_expect(*state, "", 1, "is empty");
    assert_int_equal(unlink(path), 0);
    settings = settings_expect_good(*state, ONE);
    assert_string_equal(settings->github.secrets[0].name, "main");
    settings_free(settings);
    free(path);
    pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(secrets_of_files, setup, settings_directory_remove),
        cmocka_unit_test_setup_teardown(both_are_live_during_a_rotation, setup,
                                        settings_directory_remove),
        cmocka_unit_test_setup_teardown(a_previous_secret_open_to_others, setup,
                                        settings_directory_remove),
        cmocka_unit_test_setup_teardown(files_that_are_refused, setup, settings_directory_remove),
        cmocka_unit_test_setup_teardown(a_bad_secret_refuses_the_load, setup,
                                        settings_directory_remove),
        cmocka_unit_test_setup_teardown(no_secret_is_a_mistake_to_who_checks, setup,
                                        settings_directory_remove),
        cmocka_unit_test_setup_teardown(the_environment_is_a_place, setup,
                                        settings_directory_remove),
        cmocka_unit_test_setup_teardown(a_systemd_credential_is_a_place, setup,
                                        settings_directory_remove),
    };

    return cmocka_run_group_tests_name("settings_secrets", tests, NULL, NULL);
}
