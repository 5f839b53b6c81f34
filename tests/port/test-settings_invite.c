/* src/port/settings_invite.c, and the rules that comments set off: what is good is read as meant. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "settings_directory.h"
#include "settings_refusal.h"

#define ACME "invite a { organization = Acme-Inc\n"

static void
invite_defaults(void **state)
{
    struct settings *settings = settings_expect_good(*state, "\n" ACME "}\n");
    const struct rule *rule = settings_rule(settings, "a");
    const struct invite *invite = rule->invite;
    size_t length = 0;

    assert_int_equal(rule->kind, RULE_INVITE);
    assert_int_equal(rule->line, 2);
    assert_string_equal(rule->host, settings->host);
    assert_int_equal(rule->step_count + rule->events.count + rule->check.count, 0);
    assert_int_equal(rule->repositories.count, 1);
    assert_string_equal(rule->repositories.items[0], "Acme-Inc/*");
    assert_string_equal(invite->organization, "Acme-Inc");
    assert_int_equal(invite->after, 1);
    assert_false(invite->admin);
    assert_null(invite->countdown);
    assert_null(invite->greeting);
    assert_null(invite->welcome);
    assert_null(invite->welcome_repository);
    assert_non_null(strstr(invite->message, "@{username}!"));
    assert_non_null(strstr(invite->message, "{org}"));
    for (const char *at = invite->message; (at = invite_placeholder(at, &length)) != NULL; at++)
        assert_true(strncmp(at, "{username}", 10) == 0 || strncmp(at, "{org}", 5) == 0);
    settings_free(settings);
}

static void
invite_values(void **state)
{
    struct settings *settings = settings_expect_good(
        *state, ACME "repositories = { 'acme-inc/w*', other/x } after = 3 role = admin\n"
                     "message = 'You, {username}, into {org} for {repository}!'\n"
                     "countdown = '{count} of yours, {remaining} to go' greeting = Hi\n"
                     "welcome = 'Welcome!' welcome_repository = acme-inc/hall }\n");
    const struct rule *rule = &settings->rules[0];
    const struct invite *invite = rule->invite;

    assert_int_equal(rule->repositories.count, 2);
    assert_string_equal(rule->repositories.items[1], "other/x");
    assert_int_equal(invite->after, 3);
    assert_true(invite->admin);
    assert_string_equal(invite->message, "You, {username}, into {org} for {repository}!");
    assert_string_equal(invite->countdown, "{count} of yours, {remaining} to go");
    assert_string_equal(invite->greeting, "Hi");
    assert_string_equal(invite->welcome, "Welcome!");
    assert_string_equal(invite->welcome_repository, "acme-inc/hall");
    settings_free(settings);
}

/* As written, and as the rule has it. */
static const struct {
    const char *written, *text;
} texts[] = {
    { "'a\n\n- b\n'", "a\n\n- b\n" },
    { "\"a\n\n- b\"", "a\n\n- b" },
    { "\"a\\n\\nb\"", "a\n\nb" },
    { "'a\\nb'", "a\\nb" },
    { "\"a\\\\nb\"", "a\\nb" },
    { "\"a \\\nb\"", "a b" },
    { "'a\\\\\nb'", "a\\\nb" },
    { "'a\r\nb\r\n'", "a\nb\n" },
    { "'\ta  \n\tb'", "\ta  \n\tb" },
    { "\"Don't say \\\"no\\\"\nfor \\$5\"", "Don't say \"no\"\nfor $5" },
    { "'Don\\'t\nsay \"no\" ${X}'", "Don't\nsay \"no\" ${X}" },
    { "'# no comment\n/* nor\n*/ this // one'", "# no comment\n/* nor\n*/ this // one" },
    { "'{\n}; x = {'", "{\n}; x = {" },
    { "'{Username} { org } {} {a1} \xc3\xa9'", "{Username} { org } {} {a1} \xc3\xa9" },
    { "bare", "bare" },
    { "/* not */ 'a\nb' # nor this", "a\nb" },
};

static void
texts_of_several_lines(void **state)
{
    struct pool *pool = pool_new();

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *all = pool_printf(pool,
                                      ACME "message = %s\n}\ndeploy d { repository = a/b\n"
                                           "command = { \"x\" } }\n",
                                      texts[i].written);
        struct settings *settings = settings_expect_good(*state, all);
        int lines = 4;

        for (const char *at = texts[i].written; *at != '\0'; at++)
            lines += *at == '\n';
        assert_string_equal(settings->rules[0].invite->message, texts[i].text);
        assert_int_equal(settings->rules[1].line, lines);
        settings_free(settings);
    }
    pool_free(pool);
}

static void
the_longest_text(void **state)
{
    struct pool *pool = pool_new();
    const char *text = pool_printf(pool, "%060000d", 0);
    const char *all = pool_printf(pool, ACME "message = '%s' }\n", text);
    struct settings *settings = settings_expect_good(*state, all);

    assert_int_equal(strlen(settings->rules[0].invite->message), 60000);
    settings_free(settings);
    setenv("GITHUB_APP_ID", "1", 1);
    setenv("GITHUB_APP_PK", "-----BEGIN PRIVATE KEY-----", 1);
    settings_expect(*state, pool_printf(pool, ACME "message = '0%s' }\n", text), 2,
                    "60001 bytes; it takes 60000");
    pool_free(pool);
}

static void
placeholders(void **state)
{
    const char *text = "{Org} {{org} {count}} {no_such}";
    size_t length = 0;

    (void)state;
    text = invite_placeholder(text, &length);
    assert_int_equal(strncmp(text, "{org}", 5), 0);
    assert_int_equal(length, 3);
    text = invite_placeholder(text + length, &length);
    assert_int_equal(strncmp(text, "{count}", 7), 0);
    text = invite_placeholder(text + length, &length);
    assert_int_equal(strncmp(text, "{no_such}", 9), 0);
    assert_int_equal(length, 7);
    assert_null(invite_placeholder(text + length, &length));
    assert_int_equal(invite_placeholders.count, 5);
}

static void
nobody_can_invite(void **state)
{
    settings_expect(*state, "\n" ACME "}\n", 2, "add app_id and private_key_file, or token_file");
    free(settings_directory_write(*state, "token", "ghp_1\n", 0400));
    settings_expect(*state, ACME "}\ngithub { token_file = '@/token' }\n", 0, NULL);
}

static void
command_defaults(void **state)
{
    struct settings *settings = settings_expect_good(*state, "command x.y-z_1 { run = make }\n");
    const struct rule *rule = &settings->rules[0];

    assert_int_equal(rule->kind, RULE_COMMAND);
    assert_string_equal(rule->name, "x.y-z_1");
    assert_int_equal(rule->who, RULE_WHO_WRITE);
    assert_null(rule->help);
    assert_null(rule->invite);
    assert_null(rule->directory);
    assert_null(rule->environment);
    assert_int_equal(rule->repositories.count, 1);
    assert_string_equal(rule->repositories.items[0], "*");
    assert_int_equal(rule->step_count, 1);
    assert_string_equal(rule->steps[0].title, "make");
    assert_int_equal(rule->timeout_ms, 600000);
    assert_int_equal(rule->attempts, 1);
    assert_int_equal(rule->crash, CRASH_RERUN);
    assert_false(rule->newest || rule->checkout);
    assert_string_equal(rule->host, settings->host);
    settings_free(settings);
    settings_expect(*state, "command x { run = make }\n", 0, NULL);
}

static void
command_values(void **state)
{
    struct settings *settings = settings_expect_good(
        *state, "command fmt {\n run = { make, 'a b' } who = author repositories = { 'acme/*' }\n"
                " directory = '/srv//fmt/' variables = { 'A=b c' } timeout = 90 crash = verify\n"
                " check = { test, -e, x } attempts = 20 host = web2 help = 'Formats, `a b`.' }\n");
    const struct rule *rule = settings_rule(settings, "fmt");

    assert_int_equal(rule->steps[0].argv.count, 2);
    assert_string_equal(rule->steps[0].title, "make 'a b'");
    assert_int_equal(rule->who, RULE_WHO_AUTHOR);
    assert_string_equal(rule->repositories.items[0], "acme/*");
    assert_string_equal(rule->directory, "/srv/fmt");
    assert_string_equal(rule->variables.items[0], "A=b c");
    assert_int_equal(rule->timeout_ms, 90000);
    assert_int_equal(rule->crash, CRASH_VERIFY);
    assert_int_equal(rule->check.count, 3);
    assert_int_equal(rule->attempts, 20);
    assert_string_equal(rule->host, "web2");
    assert_string_equal(rule->help, "Formats, `a b`.");
    settings_free(settings);
}

static void
names_of_kinds_and_people(void **state)
{
    static const char *const who[] = { "anyone", "author", "write", "maintain", "member" };
    struct pool *pool = pool_new();

    for (unsigned i = 0; i < 5; i++) {
        const char *text = pool_printf(pool, "command x { run = y who = %s }\n", who[i]);
        struct settings *settings = settings_expect_good(*state, text);

        assert_int_equal(settings->rules[0].who, i);
        assert_string_equal(rule_who_name(i), who[i]);
        settings_free(settings);
    }
    assert_string_equal(rule_kind_name(RULE_DEPLOY), "deploy");
    assert_string_equal(rule_kind_name(RULE_RUN), "run");
    assert_string_equal(rule_kind_name(RULE_COMMAND), "command");
    assert_string_equal(rule_kind_name(RULE_INVITE), "invite");
    pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("invite-defaults", invite_defaults),
        SETTINGS_TEST("invite-values", invite_values),
        SETTINGS_TEST("texts-of-several-lines", texts_of_several_lines),
        SETTINGS_TEST("the-longest-text", the_longest_text),
        SETTINGS_TEST("placeholders", placeholders),
        SETTINGS_TEST("nobody-can-invite", nobody_can_invite),
        SETTINGS_TEST("command-defaults", command_defaults),
        SETTINGS_TEST("command-values", command_values),
        SETTINGS_TEST("names-of-kinds-and-people", names_of_kinds_and_people),
    };

    return cmocka_run_group_tests_name("settings_invite", tests, NULL, NULL);
}
