/* src/port/settings_slack.c, src/port/slack_api.c: who speaks to Slack, and who may command. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "port/settings_deploys.h"
#include "port/settings_slack.h"
#include "settings_directory.h"
#include "settings_refusal.h"

#define BOT "slack { token_file = '@/token' secret main { file = '@/secret' } }\n"

static void
defaults(void **state)
{
    static const char *const texts[] = { "", "slack { }\n" };

    for (int i = 0; i < 2; i++) {
        struct settings *settings = settings_expect_good(*state, texts[i]);
        const struct slack_api *api = &settings->slack_api;

        assert_string_equal(api->api_url, "https://slack.com/api");
        assert_string_equal(api->response_url, "https://hooks.slack.com");
        assert_string_equal(api->command, "hooklet");
        assert_null(api->team);
        assert_null(api->channel);
        assert_null(api->token.name);
        assert_null(api->webhook.name);
        assert_int_equal(settings->slack.secret_count + settings->slack.limit_count, 0);
        assert_false(slack_api_configured(api));
        assert_int_equal(settings_deploys(settings), i == 1);
        settings_free(settings);
        settings_expect(*state, texts[i], 0, NULL);
    }
    assert_string_equal(slack_lane(), "slack");
}

static void
a_bot(void **state)
{
    struct settings *settings = settings_expect_good(
        *state, "slack {\n token_file = '@/token' team = T0123 command = deploy channel = C01\n"
                " api_url = 'http://127.0.0.1:1/api/' response_url = 'http://127.0.0.1:1/'\n"
                " secret main { file = '@/secret' }\n secret next { file = '@/token' } }\n");
    const struct slack_api *api = &settings->slack_api;

    assert_string_equal(api->api_url, "http://127.0.0.1:1/api");
    assert_string_equal(api->response_url, "http://127.0.0.1:1");
    assert_string_equal(api->command, "deploy");
    assert_string_equal(api->team, "T0123");
    assert_string_equal(api->channel, "C01");
    assert_string_equal(api->token.name, "token_file");
    assert_null(api->token.bytes);
    assert_true(slack_api_configured(api));
    assert_true(settings_deploys(settings));
    assert_int_equal(settings->slack.secret_count, 2);
    assert_string_equal(settings->slack.secrets[0].name, "main");
    assert_string_equal(settings->slack.secrets[0].bytes, "canary");
    assert_int_equal(settings->slack.secrets[0].repositories.count, 0);
    assert_string_equal(settings->slack.secrets[1].name, "next");
    assert_int_equal(settings->github.secret_count, 1);
    settings_free(settings);
    settings_expect(*state, BOT, 0, NULL);
}

/* Nobody who only wants to be told needs a secret, a bot or a team. */
static void
a_webhook_alone(void **state)
{
    static const char text[] = "slack { webhook_url_file = '@/hook' }\n";
    struct settings *settings;

    free(settings_directory_write(*state, "hook", "https://hooks.slack.com/services/canary", 0400));
    settings = settings_expect_good(*state, text);
    assert_string_equal(settings->slack_api.webhook.name, "webhook_url_file");
    assert_true(slack_api_configured(&settings->slack_api));
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
    free(settings_directory_write(*state, "hook", "hooks.slack.com/canary", 0400));
    settings_expect(*state, text, 1, "webhook_url_file: is no http or https URL");
}

static void
permits(void **state)
{
    struct settings *settings = settings_expect_good(
        *state, "slack { token_file = '@/token' permit deploy { who = group group = S01 }\n"
                "permit lock { who = write }\n permit set { } secret a { file = '@/secret' } }\n");
    const struct slack_api *api = &settings->slack_api;

    assert_int_equal(slack_permit(api, "deploy")->who, PERMIT_GROUP);
    assert_string_equal(slack_permit(api, "deploy")->group, "S01");
    assert_int_equal(slack_permit(api, "lock")->who, PERMIT_WRITE);
    assert_null(slack_permit(api, "lock")->group);
    assert_int_equal(slack_permit(api, "set")->who, PERMIT_CHANNEL);
    assert_int_equal(slack_permit(api, "unlock")->who, PERMIT_CHANNEL);
    settings_free(settings);
}

static void
the_environment(void **state)
{
    struct settings *settings;

    setenv("SLACK_BOT_TOKEN", "canary", 1);
    setenv("SLACK_SIGNING_SECRET", "bird", 1);
    setenv("SLACK_TEAM_ID", "T7", 1);
    setenv("SLACK_CHANNEL", "C7", 1);
    setenv("SLACK_WEBHOOK_URL", "", 1);
    settings = settings_expect_good(*state, "");
    assert_string_equal(settings->slack_api.token.name, "SLACK_BOT_TOKEN");
    assert_string_equal(settings->slack_api.team, "T7");
    assert_string_equal(settings->slack_api.channel, "C7");
    assert_int_equal(settings->slack.secret_count, 1);
    assert_string_equal(settings->slack.secrets[0].name, "SLACK_SIGNING_SECRET");
    assert_string_equal(settings->slack.secrets[0].bytes, "bird");
    assert_true(settings_deploys(settings));
    assert_false(settings_deploys_for_all(settings));
    settings_free(settings);
    settings_expect(*state, "", 0, NULL);

    setenv("SLACK_TEAM_ID", "acme", 1);
    settings_expect(*state, "\nslack { }\n", 2, "SLACK_TEAM_ID: acme is no id of Slack's");
    unsetenv("SLACK_TEAM_ID");
    setenv("SLACK_WEBHOOK_URL", "https://h/canary", 1);
    settings_expect(*state, "", 1, "SLACK_BOT_TOKEN and SLACK_WEBHOOK_URL stand side by side");
    unsetenv("SLACK_BOT_TOKEN");
    settings_expect(*state, "", 0, NULL);
    settings_expect(*state, "\nslack { secret a { file = '@/secret' } }\n", 2,
                    "slack has its secret from a secret section and from SLACK_SIGNING_SECRET");
}

/* The worker's keys are not in the environment of the programs that take GitHub's events. */
static void
an_empty_section_tells_all_programs(void **state)
{
    static const char *const texts[] = { "slack { }\n", "circleci { }\n" };

    for (size_t i = 0; i < 2; i++) {
        struct settings *settings = settings_expect_good(*state, texts[i]);

        assert_false(slack_api_configured(&settings->slack_api));
        assert_true(settings_deploys_for_all(settings));
        assert_true(settings_deploys(settings));
        settings_free(settings);
    }
}

static void
credentials(void **state)
{
    struct settings *settings;

    free(settings_directory_write(*state, "slack_token", "canary\n", 0440));
    free(settings_directory_write(*state, "slack_signing_secret", "bird\n", 0440));
    setenv("CREDENTIALS_DIRECTORY", *state, 1);
    settings = settings_expect_good(*state, "");
    assert_string_equal(settings->slack_api.token.name, "systemd credential slack_token");
    assert_int_equal(settings->slack.secret_count, 1);
    assert_string_equal(settings->slack.secrets[0].name, "credential");
    assert_string_equal(settings->slack.secrets[0].bytes, "bird");
    settings_free(settings);
    settings_expect(*state, "", 0, NULL);
}

/* The web programs have neither the worker's rights nor its environment. */
static void
loading_opens_and_misses_nothing(void **state)
{
    static const char *const texts[] = {
        "slack { token_file = /none/such }\n",
        "slack { webhook_url_file = /none/such }\n",
        "slack { permit deploy { who = group group = S1 } }\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        settings_free(settings_expect_good(*state, texts[i]));
}

static void
those_who_open_no_secret_know_of_the_source(void **state)
{
    char *path = settings_directory_write(*state, "test.conf",
                                          "slack { secret main { file = /none/such } }\n", 0644);
    struct settings *settings = NULL;

    assert_int_equal(settings_load(path, SETTINGS_RULES, &settings), 0);
    assert_int_equal(settings->slack.secret_count, 0);
    assert_int_equal(settings->slack.limit_count, 1);
    assert_true(settings_deploys(settings));
    settings_free(settings);
    free(path);
}

static void
what_came_from_the_environment_is_wiped(void **state)
{
    char token[] = "canary", url[] = "bird";
    struct slack_api api = { .token = { .name = "A", .bytes = token, .length = 6 },
                             .webhook = { .name = "B", .bytes = url, .length = 4 } };

    (void)state;
    slack_api_wipe(&api);
    assert_memory_equal(token, "\0\0\0\0\0\0", 6);
    assert_memory_equal(url, "\0\0\0\0", 4);
}

static void
ids(void **state)
{
    (void)state;
    assert_true(slack_channel_valid("C0123ABCD"));
    assert_true(slack_channel_valid("G1"));
    assert_false(slack_channel_valid("D0123"));
    assert_false(slack_channel_valid("C"));
    assert_false(slack_channel_valid("c0123"));
    assert_false(slack_channel_valid("#web"));
    assert_false(slack_channel_valid("C01|web"));
    assert_false(slack_channel_valid(""));
    assert_false(slack_channel_valid(NULL));
    assert_false(slack_channel_valid("C01234567890123456789012345678901"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("defaults-are-what-the-manual-says", defaults),
        SETTINGS_TEST("a-bot", a_bot),
        SETTINGS_TEST("a-webhook-alone", a_webhook_alone),
        SETTINGS_TEST("who-may-command", permits),
        SETTINGS_TEST("the-environment-is-a-place", the_environment),
        SETTINGS_TEST("an-empty-section-tells-all-programs", an_empty_section_tells_all_programs),
        SETTINGS_TEST("a-systemd-credential-is-a-place", credentials),
        SETTINGS_TEST("loading-opens-and-misses-nothing", loading_opens_and_misses_nothing),
        SETTINGS_TEST("those-who-open-no-secret-know-of-the-source",
                      those_who_open_no_secret_know_of_the_source),
        SETTINGS_TEST("what-came-from-the-environment-is-wiped",
                      what_came_from_the_environment_is_wiped),
        SETTINGS_TEST("ids-of-channels", ids),
    };

    return cmocka_run_group_tests_name("settings_slack", tests, NULL, NULL);
}
