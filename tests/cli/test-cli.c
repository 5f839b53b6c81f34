/* src/cli/cli.c: settings on demand. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */
#include "cli/cli.h"
#include "../port/settings_directory.h"

#include <cmocka.h>

#define CONFIG "state = \"@\"\ngithub {\n secret main {\n  file = \"@/secret\" }\n}\n"

static int
setup(void **state)
{
    log_open("hooklet", LOG_FORMAT_PLAIN, LOG_ERROR);
    settings_environment_clear();
    return settings_directory_make(state);
}

static void
secrets_are_loaded_when_they_are_needed_after_all(void **state)
{
    char *path = settings_directory_write(*state, "hooklet.conf", CONFIG, 0600);
    struct cli cli = { .config = path };

    free(settings_directory_write(*state, "secret", "one\n", 0400));
    assert_int_equal(cli_settings(&cli, SETTINGS_RULES), 0);
    assert_int_equal(cli.settings->github.secret_count, 0);
    assert_int_equal(cli_settings(&cli, SETTINGS_SECRETS), 0);
    assert_int_equal(cli.settings->github.secret_count, 1);
    assert_int_equal(cli_settings(&cli, SETTINGS_RULES), 0);
    assert_int_equal(cli.settings->github.secret_count, 1);
    settings_free(cli.settings);
    free(path);
}

static void
rules_stay_when_the_secrets_cannot_be_read(void **state)
{
    char *path = settings_directory_write(*state, "hooklet.conf", CONFIG, 0600);
    struct cli cli = { .config = path };

    assert_int_equal(cli_settings(&cli, SETTINGS_RULES), 0);
    assert_int_equal(cli_settings(&cli, SETTINGS_SECRETS), FAIL_CONFIG);
    assert_non_null(cli.settings);
    assert_int_equal(cli_settings(&cli, SETTINGS_SECRETS), FAIL_CONFIG);
    assert_int_equal(cli_settings(&cli, SETTINGS_RULES), 0);
    settings_free(cli.settings);
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        { "secrets-are-loaded-when-they-are-needed-after-all",
          secrets_are_loaded_when_they_are_needed_after_all, setup, settings_directory_remove,
          NULL },
        { "rules-stay-when-the-secrets-cannot-be-read", rules_stay_when_the_secrets_cannot_be_read,
          setup, settings_directory_remove, NULL },
    };

    return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
