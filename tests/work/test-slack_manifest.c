/* test-slack_manifest.c - what a Slack app is given, and no more */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/slack_manifest.h"

#include <cmocka.h>

static const char plain_scopes[] =
    "commands chat:write app_mentions:read channels:read groups:read";

static const struct slack_manifest usual = { "hooklet", "https://hooks.example.org", "hooklet",
                                             false };

static const char *
text_of(struct pool *pool, const struct slack_manifest *manifest)
{
    return json_text(pool, slack_manifest_json(pool, manifest), JSON_COMPACT);
}

static void
scopes_for_what_is_used(void **state)
{
    assert_string_equal(words_join(*state, slack_scopes_needed(*state, false), 0), plain_scopes);
    assert_string_equal(words_join(*state, slack_scopes_needed(*state, true), 0),
                        pool_printf(*state, "%s usergroups:read", plain_scopes));
}

static void
each_scope_says_why(void **state)
{
    (void)state;
    for (size_t i = 0; i < slack_scope_count; i++)
        assert_true(strlen(slack_scopes[i].why) > 0);
}

static void
the_json_that_slack_takes(void **state)
{
    assert_string_equal(
        text_of(*state, &usual),
        "{\"_metadata\":{\"major_version\":1},"
        "\"display_information\":{\"name\":\"hooklet\",\"description\":"
        "\"Deployments from Slack, and what becomes of pull requests and issues\"},"
        "\"features\":{\"bot_user\":{\"display_name\":\"hooklet\",\"always_online\":true},"
        "\"slash_commands\":[{\"command\":\"/hooklet\","
        "\"url\":\"https://hooks.example.org/hooks/slack/command\","
        "\"description\":\"Deployments of this channel's repository\","
        "\"usage_hint\":\"help | list | deploy REF to ENV | rollback ENV | lock ENV | "
        "setup OWNER/REPO\",\"should_escape\":false},"
        "{\"command\":\"/deploy\",\"url\":\"https://hooks.example.org/hooks/slack/command\","
        "\"description\":\"Short for /hooklet deploy\",\"usage_hint\":\"REF to ENV | ENV\","
        "\"should_escape\":false}]},"
        "\"oauth_config\":{\"scopes\":{\"bot\":[\"commands\",\"chat:write\",\"app_mentions:read\","
        "\"channels:read\",\"groups:read\"]}},"
        "\"settings\":{\"event_subscriptions\":{"
        "\"request_url\":\"https://hooks.example.org/hooks/slack/event\","
        "\"bot_events\":[\"app_mention\",\"member_joined_channel\",\"channel_rename\","
        "\"group_rename\",\"app_uninstalled\",\"tokens_revoked\"]},"
        "\"interactivity\":{\"is_enabled\":true,"
        "\"request_url\":\"https://hooks.example.org/hooks/slack/interactive\"},"
        "\"org_deploy_enabled\":false,\"socket_mode_enabled\":false,"
        "\"token_rotation_enabled\":false}}");
}

static void
a_command_of_another_name(void **state)
{
    struct slack_manifest manifest = usual;
    const char *text;

    manifest.command = "ship";
    text = text_of(*state, &manifest);
    assert_non_null(strstr(text, "\"command\":\"/ship\""));
    assert_non_null(strstr(text, "Short for /ship deploy"));
    assert_null(strstr(text, "\"command\":\"/hooklet\""));
}

/* Slack takes no command twice. */
static void
the_command_deploy_alone(void **state)
{
    struct slack_manifest manifest = usual;
    const char *text, *first;

    manifest.command = "deploy";
    text = text_of(*state, &manifest);
    first = strstr(text, "\"command\":");
    assert_non_null(first);
    assert_null(strstr(first + 1, "\"command\":"));
}

static void
the_bot_is_called_in_small_letters(void **state)
{
    struct slack_manifest manifest = usual;
    const char *text;

    manifest.name = "Acme's Hooklet 2.0";
    text = text_of(*state, &manifest);
    assert_non_null(strstr(text, "\"name\":\"Acme's Hooklet 2.0\""));
    assert_non_null(strstr(text, "\"display_name\":\"acme-s-hooklet-2.0\""));
}

static void
names_that_slack_takes(void **state)
{
    (void)state;
    assert_true(slack_name_valid("h"));
    assert_true(slack_name_valid("12345678901234567890123456789012345"));
    assert_true(slack_name_valid("Ämter für größere Übungen, Mai 2026")); /* 35 characters */
    assert_false(slack_name_valid("123456789012345678901234567890123456"));
    assert_false(slack_name_valid(""));
    assert_false(slack_name_valid("two\nlines"));
    assert_false(slack_name_valid("\xff"));
    assert_false(slack_name_valid("right\xe2\x80\xae to left"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("scopes-for-what-is-used", scopes_for_what_is_used),
        TEST("each-scope-says-why", each_scope_says_why),
        TEST("the-json-that-slack-takes", the_json_that_slack_takes),
        TEST("a-command-of-another-name", a_command_of_another_name),
        TEST("the-command-deploy-alone", the_command_deploy_alone),
        TEST("the-bot-is-called-in-small-letters", the_bot_is_called_in_small_letters),
        TEST("names-that-slack-takes", names_that_slack_takes),
    };

    return cmocka_run_group_tests_name("slack_manifest", tests, NULL, NULL);
}
