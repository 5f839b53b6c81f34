/* src/port/settings_places.c: an App's parts and a token come from one place each. */
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

#include "settings_directory.h"
#include "settings_refusal.h"

#define PEM SETTINGS_PEM
#define PEM_ESCAPED "-----BEGIN PRIVATE KEY-----\\ncanary\\n-----END PRIVATE KEY-----"
#define APP "github { app_id = Iv1.8a61 private_key_file = \"@/key\" }\n"

static void
the_environment(void **state)
{
    struct settings *settings;
    const struct github_api *api;

    setenv("GITHUB_APP_ID", "12345", 1);
    setenv("GITHUB_APP_INSTALLATIONID", "67890", 1);
    setenv("GITHUB_USER_AGENT", "acme", 1);
    setenv("GITHUB_PRIVATE_KEY", PEM_ESCAPED, 1);
    settings = settings_expect_good(*state, "");
    api = &settings->github_api;
    assert_string_equal(api->app_id, "12345");
    assert_true(api->installation == 67890);
    assert_string_equal(api->user_agent, "acme");
    assert_string_equal(api->key.name, "GITHUB_PRIVATE_KEY");
    assert_null(api->key.path);
    assert_int_equal(api->key.length, strlen(PEM_ESCAPED));
    assert_ptr_not_equal(api->key.bytes, getenv("GITHUB_PRIVATE_KEY"));
    settings_free(settings);
    settings_expect(*state, "", 0, NULL);

    setenv("GITHUB_PRIVATE_KEY", "", 1);
    setenv("GITHUB_APP_PK", PEM, 1);
    settings = settings_expect_good(*state, "");
    assert_string_equal(settings->github_api.key.name, "GITHUB_APP_PK");
    settings_free(settings);
    settings_expect(*state, "", 0, NULL);
}

static void
odd_values_of_the_environment(void **state)
{
    setenv("GITHUB_APP_ID", "my app", 1);
    settings_expect(*state, "\n\ngithub { }\n", 3, "GITHUB_APP_ID: my app is no name");
    unsetenv("GITHUB_APP_ID");
    setenv("GITHUB_APP_INSTALLATIONID", "acme", 1);
    settings_expect(*state, "", 1, "GITHUB_APP_INSTALLATIONID: acme is no number");
    unsetenv("GITHUB_APP_INSTALLATIONID");
    setenv("GITHUB_USER_AGENT", "a\r\nb: c", 1);
    settings_expect(*state, "", 1, "GITHUB_USER_AGENT: a control character");
    unsetenv("GITHUB_USER_AGENT");
    setenv("GITHUB_APP_ID", "1", 1);
    setenv("GITHUB_PRIVATE_KEY", "/etc/canary.pem", 1);
    settings_expect(*state, "", 1, "GITHUB_PRIVATE_KEY: is no private key");
    unsetenv("GITHUB_APP_ID");
    setenv("GITHUB_PRIVATE_KEY", PEM, 1);
    settings_expect(*state, "", 1, "GITHUB_PRIVATE_KEY needs the App");
}

static void
two_places_at_once(void **state)
{
    setenv("GITHUB_APP_ID", "1", 1);
    settings_expect(*state, APP, 1, "its app_id from app_id and from GITHUB_APP_ID; keep one");
    unsetenv("GITHUB_APP_ID");
    setenv("GITHUB_USER_AGENT", "a", 1);
    settings_expect(*state, "github { user_agent = a }\n", 1,
                    "from user_agent and from GITHUB_USER_AGENT");
    unsetenv("GITHUB_USER_AGENT");
    setenv("GITHUB_APP_INSTALLATIONID", "1", 1);
    settings_expect(*state, "github { installation = 1 }\n", 1,
                    "and from GITHUB_APP_INSTALLATIONID");
    unsetenv("GITHUB_APP_INSTALLATIONID");
    setenv("GITHUB_PRIVATE_KEY", PEM, 1);
    settings_expect(*state, APP, 1,
                    "its private key from private_key_file and from GITHUB_PRIVATE_KEY");
    setenv("GITHUB_APP_PK", PEM, 1);
    settings_expect(*state, "github { app_id = 1 }\n", 1,
                    "GITHUB_PRIVATE_KEY and from GITHUB_APP_PK; keep");
    unsetenv("GITHUB_PRIVATE_KEY");
    unsetenv("GITHUB_APP_PK");
    free(settings_directory_write(*state, "github_private_key", PEM, 0400));
    free(settings_directory_write(*state, "github_token", "canary", 0400));
    setenv("CREDENTIALS_DIRECTORY", *state, 1);
    settings_expect(*state, "github { token_file = \"@/token\" }\n", 1,
                    "its token from token_file and from systemd credential github_token; keep one");
}

/* So that programs without it know that there is one. */
static void
a_credential_may_be_named_where_it_is(void **state)
{
    struct settings *settings;

    free(settings_directory_write(*state, "github_token", "canary", 0440));
    settings = settings_expect_good(*state, "github { token_file = \"@/github_token\" }\n");
    assert_string_equal(settings->github_api.token.name, "token_file");
    assert_false(settings->github_api.token.credential);
    settings_free(settings);
    setenv("CREDENTIALS_DIRECTORY", *state, 1);
    settings = settings_expect_good(*state, "github { token_file = \"@/github_token\" }\n");
    assert_string_equal(settings->github_api.token.name, "systemd credential github_token");
    assert_true(settings->github_api.token.credential);
    settings_free(settings);
    settings_expect(*state, "github { token_file = \"@/github_token\" }\n", 0, NULL);
}

static void
an_app_and_a_token(void **state)
{
    struct settings *settings = NULL;
    char *path = settings_directory_write(
        *state, "test.conf",
        "github { app_id = 1 private_key_file = \"@/key\"\ntoken_file = \"@/token\" }\n", 0600);

    assert_int_equal(settings_load(path, SETTINGS_RULES, &settings), FAIL_CONFIG);
    assert_non_null(strstr(fail_detail(), ":2: github: app_id and token_file stand side by side"));
    free(path);
    setenv("GITHUB_APP_ID", "1", 1);
    settings_expect(*state, "\n\ngithub { token_file = \"@/token\" }\n", 3, "side by side");
}

static void
credentials(void **state)
{
    char *key = settings_directory_write(*state, "github_private_key", PEM_ESCAPED "\n", 0440);
    struct pool *pool = pool_new();
    struct settings *settings;
    char *bytes = NULL;
    size_t length = 0;

    setenv("CREDENTIALS_DIRECTORY", *state, 1);
    settings = settings_expect_good(*state, "github { app_id = 1 }\n");
    assert_string_equal(settings->github_api.key.name, "systemd credential github_private_key");
    assert_true(github_api_configured(&settings->github_api));
    assert_int_equal(key_source_read(pool, &settings->github_api.key, &bytes, &length), 0);
    assert_string_equal(bytes, PEM);
    settings_free(settings);
    settings_expect(*state, "github { app_id = 1 }\n", 0, NULL);
    assert_int_equal(chmod(key, 0444), 0);
    settings_expect(*state, "github { app_id = 1 }\n", 1, "systemd credential: ");
    assert_int_equal(unlink(key), 0);
    free(key);

    free(settings_directory_write(*state, "github_token", "canary\n", 0440));
    settings = settings_expect_good(*state, "");
    assert_int_equal(key_source_read(pool, &settings->github_api.token, &bytes, &length), 0);
    assert_string_equal(bytes, "canary");
    settings_free(settings);
    settings_expect(*state, "", 0, NULL);
    pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("the-environment-is-a-place", the_environment),
        SETTINGS_TEST("odd-values-of-the-environment", odd_values_of_the_environment),
        SETTINGS_TEST("two-places-at-once", two_places_at_once),
        SETTINGS_TEST("a-credential-may-be-named-where-it-is",
                      a_credential_may_be_named_where_it_is),
        SETTINGS_TEST("an-app-and-a-token", an_app_and_a_token),
        SETTINGS_TEST("a-systemd-credential-is-a-place", credentials),
    };

    return cmocka_run_group_tests_name("settings_places", tests, NULL, NULL);
}
