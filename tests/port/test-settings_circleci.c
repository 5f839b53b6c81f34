/* src/port/settings_circleci.c and its part of settings_secrets.c: who speaks to CircleCI, and what
 * lets its webhooks in. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "port/secret.h"
#include "port/settings_circleci.h"
#include "port/settings_deploys.h"
#include "settings_directory.h"
#include "settings_refusal.h"

#define TOKEN "0123456789abcdef0123456789ABCD-_"

static void
defaults(void **state)
{
    static const char *const texts[] = { "", "circleci { }\n" };

    for (int i = 0; i < 2; i++) {
        struct settings *settings = settings_expect_good(*state, texts[i]);
        const struct circleci_api *api = &settings->circleci_api;

        assert_string_equal(api->api_url, "https://circleci.com/api/v2");
        assert_string_equal(api->legacy_url, "https://circleci.com/api/v1.1");
        assert_string_equal(api->app_url, "https://app.circleci.com");
        assert_null(api->token.name);
        assert_false(circleci_api_configured(api));
        assert_int_equal(circleci_api_require(api), FAIL_CONFIG);
        assert_non_null(strstr(fail_detail(), "add token_file to circleci"));
        assert_int_equal(settings->circleci.secret_count, 0);
        assert_int_equal(settings->circleci_notify.secret_count, 0);
        assert_int_equal(settings_deploys(settings), i == 1);
        settings_free(settings);
        settings_expect(*state, texts[i], 0, NULL);
    }
    assert_string_equal(circleci_lane(), "circleci");
}

static void
a_token_and_secrets(void **state)
{
    static const char text[] =
        "circleci { token_file = '@/token' secret all { file = '@/secret' }\n"
        " secret web { file = '@/token' repositories = { acme/web } }\n"
        " api_url = 'http://h:1/v2/' legacy_url = 'http://h:1/v1' app_url = 'http://h:2/' }\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct circleci_api *api = &settings->circleci_api;

    assert_string_equal(api->api_url, "http://h:1/v2");
    assert_string_equal(api->legacy_url, "http://h:1/v1");
    assert_string_equal(api->app_url, "http://h:2");
    assert_string_equal(api->token.name, "token_file");
    assert_null(api->token.bytes);
    assert_int_equal(circleci_api_require(api), 0);
    assert_true(settings_deploys(settings));
    assert_int_equal(settings->circleci.secret_count, 2);
    assert_true(secret_good_for(&settings->circleci.secrets[0], "other/x"));
    assert_false(secret_good_for(&settings->circleci.secrets[1], "other/x"));
    assert_int_equal(source_limits(&settings->circleci, "web").count, 1);
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

static void
the_environment(void **state)
{
    struct settings *settings;

    setenv("CIRCLECI_API_TOKEN", "canary", 1);
    setenv("CIRCLECI_WEBHOOK_SECRET", "bird", 1);
    setenv("CIRCLECI_NOTIFY_TOKEN", TOKEN, 1);
    settings = settings_expect_good(*state, "");
    assert_string_equal(settings->circleci_api.token.name, "CIRCLECI_API_TOKEN");
    assert_string_equal(settings->circleci.secrets[0].bytes, "bird");
    assert_int_equal(settings->circleci_notify.secret_count, 1);
    assert_string_equal(settings->circleci_notify.secrets[0].name, "notify");
    assert_string_equal(settings->circleci_notify.secrets[0].bytes, TOKEN);
    settings_free(settings);
    settings_expect(*state, "", 0, NULL);

    setenv("CIRCLECI_NOTIFY_TOKEN", "canary", 1);
    settings_expect(*state, "", 1, "CIRCLECI_NOTIFY_TOKEN is no token for a path");
}

static void
a_notify_token_is_rotated(void **state)
{
    static const char text[] = "circleci { token_file = '@/token' notify_token_file = '@/n' }\n";
    char *path = settings_directory_write(*state, "n", TOKEN "\n", 0400);
    struct settings *settings = settings_expect_good(*state, text);

    assert_int_equal(settings->circleci_notify.secret_count, 1);
    assert_int_equal(settings->circleci_notify.limit_count, 1);
    assert_string_equal(settings->circleci_notify.secrets[0].path, path);
    settings_free(settings);
    /* A notify token hears CircleCI as well as a secret does. */
    settings_expect(*state, text, 0, NULL);

    assert_int_equal(secret_rotate(path), 0);
    settings = settings_expect_good(*state, text);
    assert_int_equal(settings->circleci_notify.secret_count, 2);
    assert_string_equal(settings->circleci_notify.secrets[1].name, "notify (previous)");
    assert_string_equal(settings->circleci_notify.secrets[1].bytes, TOKEN);
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
    free(path);
}

static void
those_who_open_no_secret_know_of_the_source(void **state)
{
    char *path = settings_directory_write(*state, "test.conf",
                                          "circleci { notify_token_file = /none/such }\n", 0644);
    struct settings *settings = NULL;

    assert_int_equal(settings_load(path, SETTINGS_RULES, &settings), 0);
    assert_int_equal(settings->circleci_notify.secret_count, 0);
    assert_true(settings_deploys(settings));
    settings_free(settings);
    free(path);
}

static void
refusals(void **state)
{
    free(settings_directory_write(*state, "short", "canary\n", 0400));
    free(settings_directory_write(*state, "path", TOKEN "/" TOKEN "\n", 0400));
    free(settings_directory_write(*state, "good", TOKEN "\n", 0400));
    free(settings_directory_write(*state, "words", "the canary\n", 0400));
    settings_expect(*state, "\ncircleci { token_file = '@/token' }\n", 2,
                    "circleci has no secret: every request will be refused; add circleci {");
    settings_expect(*state, "circleci { secret a { file = '@/secret' }\n token_file = '@/words' }",
                    2, "is no token or secret");
    settings_expect(*state, "circleci {\n notify_token_file = '@/short' }\n", 2,
                    "make one: openssl rand -hex 32");
    settings_expect(*state, "circleci {\n notify_token_file = '@/path' }\n", 2, "is no token for");
    settings_expect(*state, "circleci {\n notify_token_file = '@/none' }\n", 2, "no such file");
    settings_expect(*state, "circleci {\n notify_token_file = good }\n", 2, "from / on");
    settings_expect(*state, "circleci {\n secret notify { file = '@/secret' } }\n", 2,
                    "notify is what the ledger calls bodies that notify_token_file lets in");
    settings_expect(*state, "circleci {\n api_url = 'https://circleci.com/api' }\n", 2,
                    "api_url: https://circleci.com/api lacks its path; write "
                    "https://circleci.com/api/v2");
    settings_expect(*state, "circleci {\n legacy_url = 'https://circleci.com/' }\n", 2,
                    "write https://circleci.com/api/v1.1");
    settings_expect(*state, "circleci {\n app_url = app.circleci.com }\n", 2,
                    "write https://app.circleci.com");
    settings_expect(*state, "circleci { secret a {\n repositories = acme/web } }\n", 1,
                    "file is missing");
    settings_expect(*state, "circleci { secret a { file = '@/secret'\n repositories = acme } }\n",
                    2, "neither OWNER/NAME nor a pattern");
    settings_expect(*state, "circleci { }\ncircleci { }\n", 2, "put all into one");
}

static void
what_came_from_the_environment_is_wiped(void **state)
{
    char token[] = "canary";
    struct circleci_api api = { .token = { .name = "A", .bytes = token, .length = 6 } };

    (void)state;
    circleci_api_wipe(&api);
    assert_memory_equal(token, "\0\0\0\0\0\0", 6);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("defaults-are-what-the-manual-says", defaults),
        SETTINGS_TEST("a-token-and-secrets", a_token_and_secrets),
        SETTINGS_TEST("the-environment-is-a-place", the_environment),
        SETTINGS_TEST("a-notify-token-is-rotated", a_notify_token_is_rotated),
        SETTINGS_TEST("those-who-open-no-secret-know-of-the-source",
                      those_who_open_no_secret_know_of_the_source),
        SETTINGS_TEST("refusals", refusals),
        SETTINGS_TEST("what-came-from-the-environment-is-wiped",
                      what_came_from_the_environment_is_wiped),
    };

    return cmocka_run_group_tests_name("settings_circleci", tests, NULL, NULL);
}
