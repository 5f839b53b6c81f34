/* test-plan_slack.c - what Slack tells beside commands: events, old buttons, what is none of ours */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_chat.h"
#include "base/fail.h"
#include "store/project.h"
#include "wire/a_delivery.h"
#include "wire/slack_body.h"
#include "work/decide.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int
begin(void **state)
{
    chat_settings = (struct settings){
        .slack_api = { .command = "hooklet", .token.name = "token_file" },
    };
    if (fixture_make(state) != 0)
        return -1;
    chat_type(*state, "setup acme/web");
    return 0;
}

#undef TEST
#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, begin, fixture_remove, NULL                                                \
    }

static void
a_mention_gets_help(void **state)
{
    struct fixture *f = *state;
    struct said said =
        chat_tell(f, "'type':'app_mention','user':'U1','channel':'C5','text':'<@U9> what?','ts':"
                     "'2.0','thread_ts':'1.0'");

    assert_string_equal(said.status, "accepted");
    assert_string_equal(chat_member(f, chat_args(f, "slack"), "/what"), "help");
    assert_string_equal(chat_member(f, chat_args(f, "slack"), "/channel"), "C5");
    assert_string_equal(chat_member(f, chat_args(f, "slack"), "/thread"), "1.0");
}

static void
who_joins_is_asked(void **state)
{
    struct fixture *f = *state;
    struct said said = chat_tell(f, "'type':'member_joined_channel','user':'U3','channel':'C1'");

    assert_string_equal(said.status, "accepted");
    assert_string_equal(chat_member(f, chat_args(f, "slack"), "/what"), "welcome");
    assert_string_equal(chat_member(f, chat_args(f, "slack"), "/user"), "U3");
    assert_string_equal(chat_member(f, chat_args(f, "slack"), "/repository"), "acme/web");
    chat_type_as(f, "U3", "C1", "hooklet", "hello octocat");
    said = chat_tell(f, "'type':'member_joined_channel','user':'U3','channel':'C1'");
    assert_string_equal(said.reason, "they are known");
    said = chat_tell(f, "'type':'member_joined_channel','user':'U4','channel':'C2'");
    assert_string_equal(said.reason, "no project");
    assert_int_equal(said.jobs, 0);
}

static void
a_name_is_kept(void **state)
{
    struct fixture *f = *state;
    struct project project;
    struct said said;

    said = chat_tell(f, "'type':'channel_rename','channel':{'id':'C1','name':'ops'}");
    assert_string_equal(said.status, "accepted");
    assert_int_equal(project_find_channel(f->store, &chat_settings, "C1", f->pool, &project), 0);
    assert_string_equal(project.settings.channel_name, "ops");
    said = chat_tell(f, "'type':'group_rename','channel':{'id':'C1','name':'secret-ops'}");
    assert_string_equal(said.status, "accepted");
    assert_int_equal(project_find_channel(f->store, &chat_settings, "C1", f->pool, &project), 0);
    assert_string_equal(project.settings.channel_name, "secret-ops");
    said = chat_tell(f, "'type':'channel_rename','channel':{'id':'C2','name':'ops'}");
    assert_string_equal(said.reason, "no project");
}

static bool
is_stopped(struct fixture *f)
{
    return sql_number(f, "SELECT count(*) FROM state WHERE kind = 'slack_stopped' AND key = 'T1'"
                         " AND value <> 'null'") == 1;
}

/* Until somebody there speaks to us again. */
static void
the_end_is_remembered(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(
        chat_tell(f, "'type':'tokens_revoked','tokens':{'oauth':['U1'],'bot':[]}").reason,
        "the bot's token is not among them");
    assert_false(is_stopped(f));
    assert_string_equal(chat_tell(f, "'type':'tokens_revoked','tokens':{'bot':['U9']}").status,
                        "accepted");
    assert_true(is_stopped(f));
    assert_string_equal(chat_tell(f, "'type':'app_uninstalled'").status, "accepted");
    assert_true(is_stopped(f));
    assert_string_equal(chat_type(f, "help").status, "accepted");
    assert_false(is_stopped(f));
    assert_string_equal(chat_type(f, "help").status, "ignored");
}

static void
what_is_ignored(void **state)
{
    static const struct {
        const char *event, *reason;
    } cases[] = {
        { "'type':'app_mention','user':'U9','channel':'C1'", "a bot did it" },
        { "'type':'app_mention','user':'U1','bot_id':'B1','channel':'C1'", "a bot did it" },
        { "'type':'member_joined_channel','user':'U9','channel':'C1'", "a bot did it" },
        { "'type':'app_mention','user':'U1'", "it names no channel" },
        { "'type':'app_mention','channel':'C1'", "it names nobody" },
        { "'type':'channel_rename','channel':{'id':'C1'}", "it tells no name" },
        { "'type':'reaction_added','user':'U1'", "event reaction_added is not for us" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct said said = chat_tell(f, cases[i].event);

        assert_string_equal(said.status, "ignored");
        assert_string_equal(said.reason, cases[i].reason);
    }
    chat_settings.slack_api.token.name = NULL;
    assert_string_equal(chat_tell(f, "'type':'app_mention','user':'U1','channel':'C1'").reason,
                        "there is no bot token to answer with");
}

/* What the pure half says of a body. */
static struct plan
plan_of(struct fixture *f, const char *kind, const char *text)
{
    static const struct app app = { &chat_settings, NULL };
    struct delivery *delivery = pool_alloc(f->pool, sizeof *delivery);
    struct plan plan = { 0 };

    *delivery = delivery_of(f->pool, kind, text);
    delivery->source = SLACK_SOURCE;
    assert_int_equal(decide(delivery, &app, f->pool, &plan), 0);
    return plan;
}

static void
a_challenge_is_given_back(void **state)
{
    struct plan plan =
        plan_of(*state, SLACK_EVENT, "{'type':'url_verification','challenge':'3eZbrw1aBm2'}");

    assert_string_equal(plan.reply, "3eZbrw1aBm2");
    assert_string_equal(plan.reply_type, "text/plain");
    assert_null(plan.change.apply);
}

static void
without_a_store(void **state)
{
    struct plan plan =
        plan_of(*state, SLACK_COMMAND, "command=%2Fhooklet&user_id=U1&channel_id=C1");

    assert_non_null(plan.change.apply);
    assert_false(plan.change.repeatable);
    assert_string_equal(plan.change.asks, "the project of channel C1, and what U1 may do");
    plan = plan_of(*state, SLACK_INTERACTIVE, "{'type':'view_submission'}");
    assert_null(plan.change.apply);
    assert_string_equal(plan.reply, "");
    assert_string_equal(plan.reason, "only buttons and lists are ours");
    plan = plan_of(*state, SLACK_EVENT, "{'type':1,'type':2}");
    assert_int_equal(plan.status, PLAN_UNREADABLE);
}

/* What is answered takes the place of the message, if only they see it. */
static void
an_old_button(void **state)
{
    static const char pressed[] =
        "{'type':'interactive_message','callback_id':'acme/web:::C1','actions':[{'name':"
        "'github_username','type':'button','value':'octocat'}],'user':{'id':'U1'},'channel':{'id':"
        "'C1'}%s}";
    struct fixture *f = *state;
    const char *const rest[] = { "", ",'original_message':{'text':'Who are you?'}" };
    const char *const replaces[] = { "true", "false" };

    for (size_t i = 0; i < COUNT(rest); i++) {
        struct plan plan = plan_of(f, SLACK_INTERACTIVE, pool_printf(f->pool, pressed, rest[i]));
        struct delivery delivery = *plan.change.delivery;
        struct receipt receipt = { 0 };

        delivery.id = pool_printf(f->pool, "old/%zu", i);
        delivery.body = delivery.document;
        delivery.length = delivery.document_length;
        assert_int_equal(store_accept(f->store, &delivery, &plan, f->pool, &receipt), 0);
        assert_string_equal(chat_member(f, receipt.reply, "/replace_original"), replaces[i]);
        assert_non_null(strstr(chat_member(f, receipt.reply, "/text"), "`octocat`"));
        assert_int_equal(receipt.job_count, 0);
    }
    assert_int_equal(sql_number(f, "SELECT count(*) FROM person WHERE slack = 'U1'"), 1);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("a-mention-gets-help", a_mention_gets_help),
        TEST("who-joins-is-asked", who_joins_is_asked),
        TEST("a-name-is-kept", a_name_is_kept),
        TEST("the-end-is-remembered", the_end_is_remembered),
        TEST("what-is-ignored", what_is_ignored),
        TEST("a-challenge-is-given-back", a_challenge_is_given_back),
        TEST("without-a-store", without_a_store),
        TEST("an-old-button", an_old_button),
    };

    return cmocka_run_group_tests_name("plan_slack", tests, NULL, NULL);
}
