/* test-slack_event.c - what a command, a press and an event of Slack's tell */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "wire/a_delivery.h"
#include "wire/slack_body.h"
#include "wire/slack_event.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The sample of inbound-samples.json. */
#define COMMAND                                                                                    \
    "token=verif&team_id=T0001&team_domain=example&channel_id=C2147483705&channel_name=test&"      \
    "user_id=U2147483697&user_name=steve&command=%2Fdeploy&text=main+to+staging&api_app_id="       \
    "A123456&is_enterprise_install=false&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"    \
    "%2FT0001%2F1234%2F5678&trigger_id=13345224609.738474920.8088930838d88f008e0"

static int
command_of(struct pool *pool, const char *form, struct slack_command *command)
{
    const struct delivery delivery = { .kind = SLACK_COMMAND,
                                       .document = form,
                                       .document_length = strlen(form) };

    return slack_command_decode(&delivery, pool, command);
}

static void
a_command(void **state)
{
    struct slack_command command = { 0 };

    assert_int_equal(command_of(*state, COMMAND, &command), 0);
    assert_string_equal(command.name, "deploy");
    assert_string_equal(command.text, "main to staging");
    assert_string_equal(command.place.team, "T0001");
    assert_string_equal(command.place.channel, "C2147483705");
    assert_string_equal(command.place.channel_name, "test");
    assert_string_equal(command.place.user, "U2147483697");
    assert_string_equal(command.place.user_name, "steve");
    assert_string_equal(command.response_url, "https://hooks.slack.com/commands/T0001/1234/5678");
}

static void
a_command_without_text(void **state)
{
    struct slack_command command = { 0 };

    assert_int_equal(
        command_of(*state, "command=%2Fhooklet&text=&user_id=U1&channel_id=D1", &command), 0);
    assert_string_equal(command.text, "");
    assert_null(command.response_url);
    assert_null(command.place.channel_name);
    assert_int_equal(command_of(*state,
                                "command=%2Fhooklet&user_id=U1&channel_id=G1&channel_name="
                                "privategroup",
                                &command),
                     0);
    assert_null(command.place.channel_name);
    assert_int_equal(command_of(*state, "command=%2Fhooklet&user_id=U1&channel_id=D1", &command),
                     0);
    assert_string_equal(command.text, "");
}

static void
no_command(void **state)
{
    static const char *const forms[] = {
        "",
        "ssl_check=1&token=verif",
        "command=hooklet&user_id=U1&channel_id=C1",
        "command=%2F&user_id=U1&channel_id=C1",
        "command=%2Fhooklet&user_id=U1",
        "command=%2Fhooklet&channel_id=C1",
        "command=%2Fhooklet&user_id=U1%3E&channel_id=C1",
        "command=%2Fhooklet&user_id=U1&channel_id=%3C%21channel%3E",
        "command=%2Fhooklet&command=%2Fother&user_id=U1&channel_id=C1",
    };
    struct slack_command command;

    for (size_t i = 0; i < COUNT(forms); i++)
        assert_int_equal(command_of(*state, forms[i], &command), FAIL_FIELD);
}

#define PRESSED                                                                                    \
    "'team':{'id':'T0001','domain':'example'},'user':{'id':'U1','username':'steve','name':"        \
    "'stephen','team_id':'T0001'},'channel':{'id':'C1','name':'review'},'response_url':"           \
    "'https://hooks.slack.com/actions/T0001/123/abc','trigger_id':'1.2.a',"

static int
action_of(struct pool *pool, const char *text, struct slack_action *action)
{
    struct delivery delivery = delivery_of(pool, SLACK_INTERACTIVE, text);

    return slack_action_decode(&delivery, pool, action);
}

static void
a_press(void **state)
{
    struct slack_action action = { 0 };

    assert_int_equal(
        action_of(*state,
                  "{'type':'block_actions'," PRESSED
                  "'container':{'type':'message','message_ts':'1548261231.000200','channel_id':"
                  "'C1','is_ephemeral':true},'actions':[{'type':'button','action_id':'link:ann',"
                  "'block_id':'b','value':'ann','action_ts':'1.2'}]}",
                  &action),
        0);
    assert_string_equal(action.type, "block_actions");
    assert_false(action.other);
    assert_false(action.legacy);
    assert_true(action.ephemeral);
    assert_string_equal(action.id, "link:ann");
    assert_string_equal(action.value, "ann");
    assert_string_equal(action.stamp, "1548261231.000200");
    assert_string_equal(action.place.channel, "C1");
    assert_string_equal(action.place.channel_name, "review");
    assert_string_equal(action.place.user, "U1");
    assert_string_equal(action.place.user_name, "stephen");
    assert_string_equal(action.place.team, "T0001");
    assert_string_equal(action.response_url, "https://hooks.slack.com/actions/T0001/123/abc");
}

static void
a_pick(void **state)
{
    struct slack_action action = { 0 };

    assert_int_equal(action_of(*state,
                               "{'type':'block_actions','team':null,'user':{'id':'U1','username':"
                               "'steve','team_id':'T9'},'container':{'channel_id':'C7'},'actions':"
                               "[{'type':'static_select','action_id':'link','selected_option':"
                               "{'text':{'type':'plain_text','text':'Ann'},'value':'ann'}}]}",
                               &action),
                     0);
    assert_string_equal(action.id, "link");
    assert_string_equal(action.value, "ann");
    assert_string_equal(action.place.channel, "C7");
    assert_string_equal(action.place.team, "T9");
    assert_string_equal(action.place.user_name, "steve");
    assert_null(action.response_url);
}

/* The sample of inbound-samples.json. */
static void
an_old_button(void **state)
{
    struct slack_action action = { 0 };

    assert_int_equal(action_of(*state,
                               "{'type':'interactive_message','callback_id':'acme/web:::C1',"
                               "'actions':[{'name':'github_username','type':'button','value':"
                               "'octocat'}]," PRESSED "'message_ts':'1548261231.000200',"
                               "'attachment_id':'1'}",
                               &action),
                     0);
    assert_true(action.legacy);
    assert_string_equal(action.id, "github_username");
    assert_string_equal(action.value, "octocat");
    assert_string_equal(action.stamp, "1548261231.000200");
    assert_true(action.ephemeral);
    assert_int_equal(action_of(*state,
                               "{'type':'interactive_message','actions':[{'name':'link','type':"
                               "'select','selected_options':[{'value':'ann'}]}]," PRESSED
                               "'original_message':{'text':'Who are you?'}}",
                               &action),
                     0);
    assert_string_equal(action.value, "ann");
    assert_false(action.ephemeral);
}

static void
other_interactions(void **state)
{
    static const char *const types[] = { "view_submission", "view_closed", "shortcut",
                                         "message_action", "block_suggestion" };
    struct slack_action action;

    for (size_t i = 0; i < COUNT(types); i++) {
        const char *text = pool_printf(*state, "{'type':'%s'}", types[i]);

        assert_int_equal(action_of(*state, text, &action), 0);
        assert_true(action.other);
        assert_string_equal(action.type, types[i]);
    }
}

static void
no_press(void **state)
{
    struct slack_action action;

    assert_int_equal(action_of(*state, "{}", &action), FAIL_FIELD);
    assert_int_equal(action_of(*state, "{'type':'block_actions'}", &action), FAIL_FIELD);
    assert_int_equal(
        action_of(*state, "{'type':'block_actions','user':{'id':'<!channel>'}}", &action),
        FAIL_FIELD);
    assert_int_equal(action_of(*state, "[", &action), FAIL_MALFORMED);
}

static struct slack_happening
happening_of(struct pool *pool, const char *text)
{
    struct delivery delivery = delivery_of(pool, SLACK_EVENT, text);
    struct slack_happening happening = { 0 };

    assert_int_equal(slack_happening_decode(&delivery, pool, &happening), 0);
    return happening;
}

#define EVENT(event)                                                                               \
    "{'token':'verif','team_id':'T0001','type':'event_callback','event_id':'Ev1','authorizations'" \
    ":[{'team_id':'T0001','user_id':'U9','is_bot':true}],'event':{" event "}}"

static void
a_mention(void **state)
{
    struct slack_happening happening =
        happening_of(*state, EVENT("'type':'app_mention','user':'U1','text':'<@U9> status','ts':"
                                   "'1525215129.000001','channel':'C1'"));

    assert_string_equal(happening.type, "app_mention");
    assert_string_equal(happening.text, "<@U9> status");
    assert_string_equal(happening.stamp, "1525215129.000001");
    assert_null(happening.thread);
    assert_string_equal(happening.place.channel, "C1");
    assert_string_equal(happening.place.user, "U1");
    assert_string_equal(happening.place.team, "T0001");
    assert_false(happening.by_us);
}

static void
by_our_own_bot(void **state)
{
    static const char *const texts[] = {
        EVENT("'type':'app_mention','user':'U9','text':'x'"),
        EVENT("'type':'app_mention','user':'U1','bot_id':'B1'"),
        EVENT("'type':'app_mention','subtype':'bot_message'"),
        EVENT("'type':'member_joined_channel','user':'U9','channel':'C1'"),
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_true(happening_of(*state, texts[i]).by_us);
    /* Authorized by a person, who is no bot. */
    assert_false(happening_of(*state, "{'type':'event_callback','authorizations':[{'user_id':'U9',"
                                      "'is_bot':false}],'event':{'type':'app_mention','user':"
                                      "'U9'}}")
                     .by_us);
}

static void
a_rename(void **state)
{
    struct slack_happening happening =
        happening_of(*state, EVENT("'type':'channel_rename','channel':{'id':'C1','name':'new',"
                                   "'created':1360782804}"));

    assert_string_equal(happening.place.channel, "C1");
    assert_string_equal(happening.place.channel_name, "new");
    assert_null(happening.place.user);
}

static void
revoked_tokens(void **state)
{
    assert_true(
        happening_of(*state, EVENT("'type':'tokens_revoked','tokens':{'oauth':[],'bot':['U9']}"))
            .bot_revoked);
    assert_false(
        happening_of(*state, EVENT("'type':'tokens_revoked','tokens':{'oauth':['U1'],'bot':[]}"))
            .bot_revoked);
}

static void
when_it_happened(void **state)
{
    assert_int_equal(happening_of(*state, "{'type':'x','event_time':1600000000}").happened_ms,
                     INT64_C(1600000000000));
    assert_int_equal(happening_of(*state, "{'type':'x'}").happened_ms, RECEIVED);
    assert_int_equal(happening_of(*state, "{'type':'x','event_time':9e9}").happened_ms, RECEIVED);
    assert_int_equal(happening_of(*state, "{'type':'x','event_time':9000000000}").happened_ms,
                     RECEIVED);
}

static void
a_challenge(void **state)
{
    struct slack_happening happening = happening_of(
        *state, "{'token':'verif','challenge':'3eZbrw1aBm2rZgRNFdxV','type':'url_verification'}");

    assert_string_equal(happening.type, "url_verification");
    assert_string_equal(happening.challenge, "3eZbrw1aBm2rZgRNFdxV");
    assert_null(happening_of(*state, EVENT("'type':'x','challenge':'y'")).challenge);
}

static void
no_event(void **state)
{
    struct delivery delivery = delivery_of(*state, SLACK_EVENT, "{'type':'event_callback'}");
    struct slack_happening happening;

    assert_int_equal(slack_happening_decode(&delivery, *state, &happening), FAIL_FIELD);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("a-command", a_command),
        TEST("a-command-without-text", a_command_without_text),
        TEST("no-command", no_command),
        TEST("a-press", a_press),
        TEST("a-pick", a_pick),
        TEST("an-old-button", an_old_button),
        TEST("other-interactions", other_interactions),
        TEST("no-press", no_press),
        TEST("a-mention", a_mention),
        TEST("by-our-own-bot", by_our_own_bot),
        TEST("a-rename", a_rename),
        TEST("revoked-tokens", revoked_tokens),
        TEST("when-it-happened", when_it_happened),
        TEST("a-challenge", a_challenge),
        TEST("no-event", no_event),
    };

    return cmocka_run_group_tests_name("slack_event", tests, NULL, NULL);
}
