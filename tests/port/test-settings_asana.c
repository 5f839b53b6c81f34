/* src/port/settings_asana.c: who speaks to Asana, and how. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "port/settings_asana.h"
#include "settings_directory.h"
#include "settings_refusal.h"

#define APP "asana { client_id = 1201 client_secret_file = \"@/secret\" }\n"

static void
defaults(void **state)
{
    static const char *const texts[] = { "", "asana { }\n" };

    for (int i = 0; i < 2; i++) {
        struct settings *settings = settings_expect_good(*state, texts[i]);
        const struct asana_api *api = &settings->asana_api;

        assert_string_equal(api->api_url, "https://app.asana.com/api/1.0");
        assert_string_equal(api->login_url, "https://app.asana.com");
        assert_string_equal(api->redirect_uri, "urn:ietf:wg:oauth:2.0:oob");
        assert_null(api->token.name);
        assert_null(api->client_id);
        assert_null(api->client_secret.name);
        assert_null(api->workspace);
        assert_false(asana_api_configured(api));
        assert_false(asana_api_oauth(api));
        assert_int_equal(asana_api_require(api), FAIL_CONFIG);
        assert_non_null(strstr(fail_detail(), "add token_file, or client_id"));
        settings_free(settings);
        settings_expect(*state, texts[i], 0, NULL);
    }
    assert_string_equal(asana_lane(), "asana");
}

static void
a_token(void **state)
{
    struct settings *settings = settings_expect_good(
        *state, "asana { token_file = \"@/token\" workspace = 'Acme Inc'\n"
                "api_url = 'http://127.0.0.1:8080/api/1.0//' login_url = 'http://h:1/x/' }\n");
    const struct asana_api *api = &settings->asana_api;

    assert_string_equal(api->api_url, "http://127.0.0.1:8080/api/1.0");
    assert_string_equal(api->login_url, "http://h:1/x");
    assert_string_equal(api->token.name, "token_file");
    assert_non_null(strstr(api->token.path, "/token"));
    assert_null(api->token.bytes);
    assert_string_equal(api->workspace, "Acme Inc");
    assert_true(asana_api_configured(api));
    assert_false(asana_api_oauth(api));
    assert_int_equal(asana_api_require(api), 0);
    settings_free(settings);
    settings_expect(*state, "asana { token_file = \"@/token\" workspace = 1200 }\n", 0, NULL);
}

static void
an_app(void **state)
{
    struct settings *settings = settings_expect_good(*state, APP);
    const struct asana_api *api = &settings->asana_api;

    assert_string_equal(api->client_id, "1201");
    assert_string_equal(api->client_secret.name, "client_secret_file");
    assert_null(api->client_secret.bytes);
    assert_true(asana_api_configured(api));
    assert_true(asana_api_oauth(api));
    settings_free(settings);
    settings_expect(*state, APP, 0, NULL);
    settings = settings_expect_good(
        *state, "asana { redirect_uri = 'https://hooks.example.org/asana?x=1' client_id = 1\n"
                "client_secret_file = \"@/secret\" }\n");
    assert_string_equal(settings->asana_api.redirect_uri, "https://hooks.example.org/asana?x=1");
    settings_free(settings);
}

static void
half_an_app_is_none(void **state)
{
    struct settings *settings = settings_expect_good(*state, "asana { client_id = 1201 }\n");

    assert_false(asana_api_configured(&settings->asana_api));
    settings_free(settings);
    settings = settings_expect_good(*state, "asana { client_secret_file = \"@/secret\" }\n");
    assert_false(asana_api_configured(&settings->asana_api));
    settings_free(settings);
}

static void
the_environment(void **state)
{
    struct settings *settings;
    const struct asana_api *api;

    setenv("ASANA_CLIENT_ID", "1201", 1);
    setenv("ASANA_CLIENT_SECRET", "canary", 1);
    setenv("ASANA_TOKEN", "", 1);
    settings = settings_expect_good(*state, "");
    api = &settings->asana_api;
    assert_string_equal(api->client_id, "1201");
    assert_string_equal(api->client_secret.name, "ASANA_CLIENT_SECRET");
    assert_string_equal(api->client_secret.bytes, "canary");
    assert_int_equal(api->client_secret.length, 6);
    assert_ptr_not_equal(api->client_secret.bytes, getenv("ASANA_CLIENT_SECRET"));
    assert_null(api->token.name);
    settings_free(settings);
    settings_expect(*state, "", 0, NULL);

    unsetenv("ASANA_CLIENT_ID");
    unsetenv("ASANA_CLIENT_SECRET");
    setenv("ASANA_TOKEN", "canary", 1);
    settings = settings_expect_good(*state, "asana { }\n");
    assert_string_equal(settings->asana_api.token.name, "ASANA_TOKEN");
    assert_true(asana_api_configured(&settings->asana_api));
    settings_free(settings);
    settings_expect(*state, "", 0, NULL);
}

static void
odd_values_of_the_environment(void **state)
{
    setenv("ASANA_CLIENT_ID", "my app", 1);
    settings_expect(*state, "\n\nasana { }\n", 3, "asana: ASANA_CLIENT_ID: my app is no name");
    setenv("ASANA_CLIENT_ID", "1", 1);
    settings_expect(*state, "\nasana { }\n", 2, "asana: client_id needs the OAuth app's secret");
    setenv("ASANA_CLIENT_SECRET", "canary bird", 1);
    settings_expect(*state, "\nasana { }\n", 2, "ASANA_CLIENT_SECRET: is no token or secret");
    unsetenv("ASANA_CLIENT_ID");
    setenv("ASANA_CLIENT_SECRET", "canary", 1);
    settings_expect(*state, "", 1, "ASANA_CLIENT_SECRET needs the OAuth app");
}

static void
two_places_at_once(void **state)
{
    setenv("ASANA_TOKEN", "canary", 1);
    settings_expect(*state, "\nasana { token_file = \"@/token\" }\n", 2,
                    "asana has its token from token_file and from ASANA_TOKEN; keep one");
    settings_expect(*state, APP, 1, "client_id and ASANA_TOKEN stand side by side");
    unsetenv("ASANA_TOKEN");
    setenv("ASANA_CLIENT_ID", "1", 1);
    settings_expect(*state, APP, 1, "its client_id from client_id and from ASANA_CLIENT_ID");
    unsetenv("ASANA_CLIENT_ID");
    setenv("ASANA_CLIENT_SECRET", "canary", 1);
    settings_expect(*state, APP, 1,
                    "its client secret from client_secret_file and from ASANA_CLIENT_SECRET");
    unsetenv("ASANA_CLIENT_SECRET");
    free(settings_directory_write(*state, "asana_token", "canary", 0400));
    setenv("CREDENTIALS_DIRECTORY", *state, 1);
    settings_expect(*state, "asana { token_file = \"@/token\" }\n", 1,
                    "from token_file and from systemd credential asana_token; keep one");
}

static void
credentials(void **state)
{
    char *secret = settings_directory_write(*state, "asana_client_secret", "canary\n", 0440);
    struct pool *pool = pool_new();
    struct settings *settings;
    char *bytes = NULL;
    size_t length = 0;

    setenv("CREDENTIALS_DIRECTORY", *state, 1);
    settings = settings_expect_good(*state, "asana { client_id = 1 }\n");
    assert_string_equal(settings->asana_api.client_secret.name,
                        "systemd credential asana_client_secret");
    assert_true(asana_api_configured(&settings->asana_api));
    assert_int_equal(key_source_read(pool, &settings->asana_api.client_secret, &bytes, &length), 0);
    assert_string_equal(bytes, "canary");
    settings_free(settings);
    settings_expect(*state, "asana { client_id = 1 }\n", 0, NULL);
    free(settings_directory_write(*state, "asana_client_secret", "", 0400));
    settings_expect(*state, "\n\nasana { client_id = 1 }\n", 3, "systemd credential: ");
    assert_int_equal(unlink(secret), 0);
    free(secret);

    free(settings_directory_write(*state, "asana_token", "canary\n", 0440));
    settings = settings_expect_good(*state, "");
    assert_string_equal(settings->asana_api.token.name, "systemd credential asana_token");
    settings_free(settings);
    settings_expect(*state, "", 0, NULL);
    pool_free(pool);
}

/* The web programs have neither the worker's rights nor its environment. */
static void
loading_opens_and_misses_nothing(void **state)
{
    static const char *const texts[] = {
        "asana { token_file = /none/such }\n",
        "asana { client_id = 1 }\n",
        "asana { client_secret_file = /none/such }\n",
        "asana { client_id = 1 client_secret_file = /none/such }\n",
        "asana { redirect_uri = 'https://h/' }\n",
        "tasks a { repositories = acme/web both_ways = yes }\n",
        "feed a { url = 'https://h/f' workspace = w project = p }\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        settings_free(settings_expect_good(*state, texts[i]));
}

static void
what_came_from_the_environment_is_wiped(void **state)
{
    char token[] = "canary", secret[] = "bird";
    struct asana_api api = { .token = { .name = "A", .bytes = token, .length = 6 },
                             .client_secret = { .name = "B", .bytes = secret, .length = 4 } };

    (void)state;
    asana_api_wipe(&api);
    assert_memory_equal(token, "\0\0\0\0\0\0", 6);
    assert_memory_equal(secret, "\0\0\0\0", 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("defaults-are-what-the-manual-says", defaults),
        SETTINGS_TEST("a-personal-token", a_token),
        SETTINGS_TEST("an-oauth-app", an_app),
        SETTINGS_TEST("half-an-app-is-none", half_an_app_is_none),
        SETTINGS_TEST("the-environment-is-a-place", the_environment),
        SETTINGS_TEST("odd-values-of-the-environment", odd_values_of_the_environment),
        SETTINGS_TEST("two-places-at-once", two_places_at_once),
        SETTINGS_TEST("a-systemd-credential-is-a-place", credentials),
        SETTINGS_TEST("loading-opens-and-misses-nothing", loading_opens_and_misses_nothing),
        SETTINGS_TEST("what-came-from-the-environment-is-wiped",
                      what_came_from_the_environment_is_wiped),
    };

    return cmocka_run_group_tests_name("settings_asana", tests, NULL, NULL);
}
