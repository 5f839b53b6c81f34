/* src/port/settings_outgoing.c, src/port/settings_forward.c: what is sent, where to, and what of it
 * comes from received events. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "settings_directory.h"
#include "settings_refusal.h"

#define SOURCE                                                                                     \
    "source shop { scheme = hmac header = X-Sign event = X-Event\n"                                \
    " secret main { file = '@/secret' } }\n"

static void
expect_list(struct strings list, const char *const *expected, size_t count)
{
    assert_int_equal(list.count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(list.items[i], expected[i]);
}

static void
defaults(void **state)
{
    static const char *const texts[] = { "", "outgoing { }\n" };
    static const char *const own[] = { "target.test", "target.confirm", "target.disabled" };

    for (int i = 0; i < 2; i++) {
        struct settings *settings = settings_expect_good(*state, texts[i]);
        const struct outgoing_settings *outgoing = &settings->outgoing;

        assert_false(outgoing->limited || outgoing->forwards_any);
        expect_list(outgoing->catalogue, own, 3);
        assert_false(outgoing->wall.plain_http || outgoing->wall.any_port);
        assert_int_equal(outgoing->wall.network_count, 0);
        assert_int_equal(outgoing->wall.port_count, 1);
        assert_int_equal(outgoing->wall.ports[0], 443);
        assert_null(outgoing->wall.ca_file);
        assert_string_equal(outgoing->user_agent, PACKAGE_NAME "/" PACKAGE_VERSION);
        assert_int_equal(outgoing->transfers, 256);
        assert_int_equal(outgoing->disable_after_ms, INT64_C(5) * 86400000);
        assert_true(outgoing->confirm);
        settings_free(settings);
        settings_expect(*state, texts[i], 0, NULL);
    }
}

static void
all_of_it(void **state)
{
    static const char text[] =
        "outgoing { events = { 'invoice.*', user.created, user.created } plain_http = yes\n"
        " networks = { 10.0.0.0/8, 'fd00::/8', 192.0.2.7 } ports = { 8080, 65535 }\n"
        " ca_file = '@/ca.pem' user_agent = 'acme (x)' transfers = 8 disable_after = 1h\n"
        " confirm = no }\n";
    static const char *const catalogue[] = { "invoice.*", "user.created", "target.test",
                                             "target.confirm", "target.disabled" };
    struct settings *settings;
    const struct outgoing_settings *outgoing;

    free(settings_directory_write(*state, "ca.pem", "-----BEGIN CERTIFICATE-----\n", 0644));
    settings_expect(*state, text, 0, NULL);
    settings = settings_expect_good(*state, text);
    outgoing = &settings->outgoing;
    assert_true(outgoing->limited && outgoing->wall.plain_http);
    expect_list(outgoing->catalogue, catalogue, 5);
    assert_int_equal(outgoing->wall.network_count, 3);
    assert_int_equal(outgoing->wall.networks[1].family, AF_INET6);
    assert_int_equal(outgoing->wall.networks[1].bits, 8);
    assert_int_equal(outgoing->wall.networks[2].bits, 32);
    assert_int_equal(outgoing->wall.port_count, 2);
    assert_int_equal(outgoing->wall.ports[1], 65535);
    assert_non_null(strstr(outgoing->wall.ca_file, "/ca.pem"));
    assert_string_equal(outgoing->user_agent, "acme (x)");
    assert_int_equal(outgoing->transfers, 8);
    assert_int_equal(outgoing->disable_after_ms, 3600000);
    assert_false(outgoing->confirm);
    settings_free(settings);
}

static void
plain_http_brings_its_port(void **state)
{
    struct settings *settings = settings_expect_good(*state, "outgoing { plain_http = true }\n");

    assert_int_equal(settings->outgoing.wall.port_count, 2);
    assert_int_equal(settings->outgoing.wall.ports[1], 80);
    settings_free(settings);
    settings = settings_expect_good(*state, "outgoing { ports = '*' }\n");
    assert_true(settings->outgoing.wall.any_port);
    settings_free(settings);
}

static void
what_rules_forward_is_in_the_catalogue(void **state)
{
    static const char text[] =
        SOURCE "outgoing { events = user.created }\n"
               "forward a { events = { push, release } owner = ci }\n"
               "forward b { events = { push, '*' } owner = ci event = code.changed }\n"
               "forward c { source = shop events = { 'Order Paid', 'item.*' } owner = ci }\n";
    static const char *const catalogue[] = { "user.created", "push",           "release",
                                             "code.changed", "Order_Paid",     "item.*",
                                             "target.test",  "target.confirm", "target.disabled" };
    struct settings *settings = settings_expect_good(*state, text);

    expect_list(settings->outgoing.catalogue, catalogue, 9);
    assert_false(settings->outgoing.forwards_any);
    settings_free(settings);
    settings = settings_expect_good(*state, "forward b { events = '*' owner = ci }\n");
    assert_true(settings->outgoing.forwards_any);
    settings_free(settings);
}

static void
a_plain_forward(void **state)
{
    static const char *const headers[] = { "X-GitHub-Event", "X-GitHub-Delivery" };
    struct settings *settings =
        settings_expect_good(*state, "forward f { events = { push } owner = ci }\n");
    const struct rule *rule = settings_rule(settings, "f");
    const struct forward *forward = rule->forward;

    assert_int_equal(rule->kind, RULE_FORWARD);
    assert_string_equal(rule_kind_name(rule->kind), "fanout");
    assert_false(rule_runs_commands(rule));
    assert_true(rule_hears(rule, "github"));
    assert_false(rule_hears(rule, "circleci"));
    assert_string_equal(rule->repositories.items[0], "*");
    assert_int_equal(rule->actions.count, 0);
    assert_string_equal(forward->owner, "ci");
    assert_string_equal(forward->identifier, "");
    assert_string_equal(forward->event, "");
    expect_list(forward->headers, headers, 2);
    assert_int_equal(forward->field_count, 0);
    settings_free(settings);
}

static void
a_forward_with_all(void **state)
{
    static const char text[] =
        "forward f { source = circleci events = { workflow-completed } owner = 'ann@@example.org'\n"
        " repositories = { 'acme/*' } actions = { done } identifier = stage event = ci.done\n"
        " headers = { X-One } template = { \"state=/workflow/status\", \"by='it''s'\",\n"
        " 'no=/a~1b', \"empty=''\" } }\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct rule *rule = settings_rule(settings, "f");
    const struct forward *forward = rule->forward;

    assert_true(rule_hears(rule, "circleci"));
    assert_string_equal(rule->events.items[0], "workflow-completed");
    assert_string_equal(rule->repositories.items[0], "acme/*");
    assert_string_equal(rule->actions.items[0], "done");
    assert_string_equal(forward->owner, "ann@example.org");
    assert_string_equal(forward->identifier, "stage");
    assert_string_equal(forward->event, "ci.done");
    assert_int_equal(forward->headers.count, 1);
    assert_int_equal(forward->field_count, 4);
    assert_string_equal(forward->fields[0].name, "state");
    assert_string_equal(forward->fields[0].pointer, "/workflow/status");
    assert_null(forward->fields[0].text);
    assert_string_equal(forward->fields[1].text, "it''s");
    assert_null(forward->fields[1].pointer);
    assert_string_equal(forward->fields[2].pointer, "/a~1b");
    assert_string_equal(forward->fields[3].text, "");
    settings_free(settings);
}

/* Other senders' requests have none of GitHub's headers. */
static void
headers_of_others_are_named(void **state)
{
    struct settings *settings =
        settings_expect_good(*state, SOURCE "forward f { source = shop events = '*' owner = ci }\n"
                                            "forward g { events = '*' owner = ci headers = {} }\n");

    assert_int_equal(settings_rule(settings, "f")->forward->headers.count, 0);
    assert_int_equal(settings_rule(settings, "g")->forward->headers.count, 0);
    settings_free(settings);
}

static void
a_receiver(void **state)
{
    static const char text[] =
        "receiver import { command = { cat, '-' } directory = '@' variables = { 'A=b' } }\n"
        "receiver there { command = cat timeout = 1m host = web2 }\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct rule *rules = settings->rules;

    assert_int_equal(rules[0].kind, RULE_RECEIVER);
    assert_string_equal(rule_kind_name(rules[0].kind), "exec");
    assert_true(rule_runs_commands(&rules[0]));
    assert_int_equal(rules[0].repositories.count, 0);
    assert_int_equal(rules[0].step_count, 1);
    assert_int_equal(rules[0].steps[0].argv.count, 2);
    assert_int_equal(rules[0].variables.count, 1);
    assert_int_equal(rules[0].timeout_ms, 15000);
    assert_string_equal(rules[0].host, settings->host);
    assert_int_equal(rules[1].timeout_ms, 60000);
    assert_string_equal(rules[1].host, "web2");
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("defaults-are-what-the-manual-says", defaults),
        SETTINGS_TEST("all-of-it", all_of_it),
        SETTINGS_TEST("plain-http-brings-its-port", plain_http_brings_its_port),
        SETTINGS_TEST("what-rules-forward-is-in-the-catalogue",
                      what_rules_forward_is_in_the_catalogue),
        SETTINGS_TEST("a-plain-forward", a_plain_forward),
        SETTINGS_TEST("a-forward-with-all", a_forward_with_all),
        SETTINGS_TEST("headers-of-others-are-named", headers_of_others_are_named),
        SETTINGS_TEST("a-receiver", a_receiver),
    };

    return cmocka_run_group_tests_name("settings_outgoing", tests, NULL, NULL);
}
