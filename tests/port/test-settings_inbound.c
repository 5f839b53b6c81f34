/* src/port/settings_inbound.c: senders that hooklet has no program of its own for. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "port/secret.h"
#include "settings_directory.h"
#include "settings_refusal.h"

#define MAIN " secret main { file = '@/secret' } "

static void
value_is(struct inbound_value value, enum inbound_from from, const char *text)
{
    assert_int_equal(value.from, from);
    if (text == NULL)
        assert_null(value.text);
    else
        assert_string_equal(value.text, text);
}

static void
a_plain_hmac(void **state)
{
    static const char text[] =
        "source shop { scheme = hmac header = X-Sign event = X-Event" MAIN "}\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct inbound *inbound = settings_inbound(settings, "shop");

    assert_int_equal(settings->inbound_count, 1);
    assert_null(settings_inbound(settings, "github"));
    assert_int_equal(inbound->scheme, INBOUND_HMAC);
    assert_string_equal(inbound->header, "X-Sign");
    assert_string_equal(inbound->prefix, "");
    assert_int_equal(inbound->encoding, INBOUND_HEX);
    assert_int_equal(inbound->algorithm, INBOUND_SHA256);
    value_is(inbound->timestamp, INBOUND_NOWHERE, NULL);
    assert_string_equal(inbound->signed_form, "{body}");
    assert_int_equal(inbound->tolerance_ms, 300000);
    value_is(inbound->id, INBOUND_NOWHERE, NULL);
    assert_false(inbound->replay_guard || inbound->form);
    value_is(inbound->event, INBOUND_HEADER, "X-Event");
    assert_true(inbound->action == NULL && inbound->repository == NULL && inbound->ref == NULL &&
                inbound->commit == NULL);
    assert_int_equal(inbound->body_most, 1 << 20);
    assert_int_equal(inbound->source.secret_count, 1);
    assert_string_equal(inbound->source.secrets[0].name, "main");
    assert_int_equal(inbound->line, 1);
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

static void
hmac_with_all(void **state)
{
    static const char text[] =
        "source stripe { scheme = hmac header = Stripe-Signature prefix = 'v1=' encoding = base64\n"
        " algorithm = sha512 timestamp = 'item:t' signed = '{timestamp}.{body}' tolerance = 1m\n"
        " id = /id event = /type action = /data/action repository = /repo ref = /ref\n"
        " commit = /sha form = yes body_most = 26214400 replay_guard = yes" MAIN "}\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct inbound *inbound = &settings->inbounds[0];

    assert_string_equal(inbound->prefix, "v1=");
    assert_int_equal(inbound->encoding, INBOUND_BASE64);
    assert_int_equal(inbound->algorithm, INBOUND_SHA512);
    value_is(inbound->timestamp, INBOUND_ITEM, "t");
    assert_string_equal(inbound->signed_form, "{timestamp}.{body}");
    assert_int_equal(inbound->tolerance_ms, 60000);
    value_is(inbound->id, INBOUND_POINTER, "/id");
    value_is(inbound->event, INBOUND_POINTER, "/type");
    assert_string_equal(inbound->action, "/data/action");
    assert_string_equal(inbound->repository, "/repo");
    assert_string_equal(inbound->ref, "/ref");
    assert_string_equal(inbound->commit, "/sha");
    assert_true(inbound->form && inbound->replay_guard);
    assert_int_equal(inbound->body_most, 26214400);
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

static void
standard_webhooks_say_the_rest(void **state)
{
    static const char text[] =
        "source a { scheme = standard-webhooks secret main { file = '@/whsec' } }\n"
        "source b { scheme = standard-webhooks header = svix-signature timestamp = svix-timestamp\n"
        " id = svix-id event = \"'a thing'\" secret main { file = '@/whpk' } }\n";
    struct settings *settings;
    const struct inbound *inbounds;

    free(settings_directory_write(*state, "whsec", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
                                  0400));
    free(settings_directory_write(*state, "whpk",
                                  "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 0400));
    settings = settings_expect_good(*state, text);
    inbounds = settings->inbounds;
    assert_int_equal(settings->inbound_count, 2);
    assert_int_equal(inbounds[0].scheme, INBOUND_STANDARD);
    assert_string_equal(inbounds[0].header, "webhook-signature");
    value_is(inbounds[0].timestamp, INBOUND_HEADER, "webhook-timestamp");
    value_is(inbounds[0].id, INBOUND_HEADER, "webhook-id");
    value_is(inbounds[0].event, INBOUND_POINTER, "/type");
    assert_false(inbounds[0].replay_guard);
    assert_string_equal(inbounds[1].header, "svix-signature");
    value_is(inbounds[1].timestamp, INBOUND_HEADER, "svix-timestamp");
    value_is(inbounds[1].id, INBOUND_HEADER, "svix-id");
    value_is(inbounds[1].event, INBOUND_LITERAL, "a_thing");
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

/* Whoever has one request could send it again under any id. */
static void
an_id_that_is_not_signed_is_guarded(void **state)
{
    static const char text[] =
        "source a { scheme = hmac header = S event = E id = I" MAIN "}\n"
        "source b { scheme = hmac header = S event = E id = I signed = '{id}.{body}'" MAIN "}\n"
        "source c { scheme = hmac header = S event = E id = /id" MAIN "}\n"
        "source d { scheme = hmac header = S event = E id = I replay_guard = no" MAIN "}\n"
        "source e { scheme = token header = S event = E id = I" MAIN "}\n";
    static const bool expected[] = { true, false, false, false, false };
    struct settings *settings = settings_expect_good(*state, text);

    for (size_t i = 0; i < 5; i++)
        assert_int_equal(settings->inbounds[i].replay_guard, expected[i]);
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

static void
each_has_secrets_of_its_own(void **state)
{
    static const char text[] = "github { secret main { file = '@/token' } }\n"
                               "source a { scheme = token header = T event = E" MAIN
                               " secret two { file = '@/token' repositories = { 'acme/*' } } }\n"
                               "source b { scheme = token header = T event = E" MAIN "}\n";
    struct settings *settings;
    const struct inbound *inbounds;

    unsetenv("GITHUB_WEBHOOK_SECRET");
    settings = settings_expect_good(*state, text);
    inbounds = settings->inbounds;
    assert_int_equal(settings->github.secret_count, 1);
    assert_int_equal(inbounds[0].source.secret_count, 2);
    assert_string_equal(inbounds[0].source.secrets[1].name, "two");
    assert_string_equal(inbounds[0].source.secrets[1].repositories.items[0], "acme/*");
    assert_int_equal(source_limits(&inbounds[0].source, "two").count, 1);
    assert_int_equal(inbounds[1].source.secret_count, 1);
    assert_int_equal(inbounds[1].source.limit_count, 1);
    assert_true(inbounds[1].source.secrets[0].bytes != inbounds[0].source.secrets[0].bytes);
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

static void
a_rotation_is_two_secrets(void **state)
{
    static const char text[] = "source a { scheme = token header = T event = E" MAIN "}\n";
    char *path = settings_directory_write(*state, "secret", "canary", 0400);
    struct settings *settings;

    assert_int_equal(secret_rotate(path), 0);
    settings = settings_expect_good(*state, text);
    assert_int_equal(settings->inbounds[0].source.secret_count, 2);
    assert_string_equal(settings->inbounds[0].source.secrets[1].name, "main (previous)");
    settings_free(settings);
    free(path);
}

static void
rules_of_a_source(void **state)
{
    static const char text[] =
        "source git { scheme = token header = T event = E repository = /r ref = /f commit = /c" MAIN
        "}\n"
        "deploy d { source = git repository = a/b branches = main command = make }\n"
        "deploy e { repository = a/b command = make }\n"
        "run r { source = git events = { 'Push Hook', '*' } command = make }\n"
        "run s { source = circleci events = workflow-completed command = make }\n";
    struct settings *settings = settings_expect_good(*state, text);
    const struct rule *rules = settings->rules;

    assert_true(rule_hears(&rules[0], "git") && !rule_hears(&rules[0], "github"));
    assert_true(rule_hears(&rules[1], "github") && !rule_hears(&rules[1], "git"));
    assert_string_equal(rules[2].events.items[0], "Push_Hook");
    assert_string_equal(rules[2].events.items[1], "*");
    assert_true(rule_hears(&rules[3], "circleci"));
    settings_free(settings);
    settings_expect(*state, text, 0, NULL);
}

/* Who takes others' webhooks alone, or only sends some, needs no secret of GitHub's. */
static void
github_need_not_be_heard(void **state)
{
    static const char source[] = "source a { scheme = token header = T event = E" MAIN "}\n";
    static const char both[] = "source a { scheme = token header = T event = E" MAIN "}\n"
                               "run r { events = push command = make }\n";
    static const struct {
        const char *text;
        bool heard;
    } cases[] = {
        { "", true },
        { source, false },
        { both, true },
        { "outgoing { }\n", false },
        { "outgoing { }\nreceiver r { command = cat }\n", false },
        { "outgoing { }\nforward f { events = push owner = ci }\n", true },
    };
    struct settings *settings;

    unsetenv("GITHUB_WEBHOOK_SECRET");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        settings = settings_expect_good(*state, cases[i].text);
        assert_int_equal(settings->hears_github, cases[i].heard);
        settings_expect(*state, cases[i].text, 1, cases[i].heard ? "github has no secret" : NULL);
        settings_free(settings);
    }
}

static void
names_of_events(void **state)
{
    struct pool *pool = pool_new();

    (void)state;
    assert_string_equal(inbound_event_name(pool, "invoice.paid"), "invoice.paid");
    assert_string_equal(inbound_event_name(pool, "Merge Request Hook"), "Merge_Request_Hook");
    assert_string_equal(inbound_event_name(pool, "orders/create"), "orders/create");
    assert_null(inbound_event_name(pool, NULL));
    assert_null(inbound_event_name(pool, ""));
    assert_null(inbound_event_name(pool, "a\nb"));
    assert_null(inbound_event_name(pool, "-a"));
    assert_null(inbound_event_name(pool, "a*"));
    assert_true(inbound_name_valid("shop-2") && inbound_name_valid("a"));
    assert_false(inbound_name_valid("") || inbound_name_valid("Shop") || inbound_name_valid("a/b"));
    assert_false(inbound_name_valid("circleci") || inbound_name_valid("message"));
    pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST("a-plain-hmac", a_plain_hmac),
        SETTINGS_TEST("hmac-with-all", hmac_with_all),
        SETTINGS_TEST("standard-webhooks-say-the-rest", standard_webhooks_say_the_rest),
        SETTINGS_TEST("an-id-that-is-not-signed-is-guarded", an_id_that_is_not_signed_is_guarded),
        SETTINGS_TEST("each-has-secrets-of-its-own", each_has_secrets_of_its_own),
        SETTINGS_TEST("a-rotation-is-two-secrets", a_rotation_is_two_secrets),
        SETTINGS_TEST("rules-of-a-source", rules_of_a_source),
        SETTINGS_TEST("github-need-not-be-heard", github_need_not_be_heard),
        SETTINGS_TEST("names-of-events", names_of_events),
    };

    return cmocka_run_group_tests_name("settings_inbound", tests, NULL, NULL);
}
