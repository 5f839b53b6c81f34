/* test-plan_comment.c - what somebody wrote becomes jobs, in the order of its lines */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

#include "a_pool.h"
#include "wire/a_delivery.h"
#include "work/decide.h"

#include <cmocka.h>

#define ALL_COMMANDS 63
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LITERAL(text)                                                                              \
    {                                                                                              \
        (const char *const[]){ text }, 1                                                           \
    }

static const struct rule rules[] = {
    { .kind = RULE_COMMAND,
      .name = "format",
      .repositories = LITERAL("Acme/*"),
      .host = "web1",
      .attempts = 2,
      .crash = CRASH_ONCE },
    { .kind = RULE_COMMAND, .name = "other", .repositories = LITERAL("other/*"), .host = "web1" },
    { .kind = RULE_RUN,
      .name = "ping",
      .repositories = LITERAL("acme/web"),
      .events = LITERAL("issue_comment"),
      .host = "web1",
      .attempts = 1 },
};

static struct settings settings = {
    .rules = rules,
    .rule_count = COUNT(rules),
    .github_api = { .app_id = "1",
                    .key = { .name = "k" },
                    .commands = ALL_COMMANDS,
                    .read_delay_ms = 700 },
};
static const struct app app = { .settings = &settings };

/* An issue comment by this author, of this type. */
static struct plan
comment(struct pool *pool, const char *body, const char *login, const char *type)
{
    const char *text = pool_printf(
        pool,
        "{'action':'created','issue':{'number':12,'user':{'login':'opener'}},'comment':{'id':55,"
        "'user':{'login':'%s','type':'%s'},'author_association':'MEMBER','created_at':"
        "'2023-11-14T22:10:00Z','body':'%s'},'repository':{'full_name':'Acme/web','owner':{'login':"
        "'Acme','type':'Organization'},'default_branch':'main'},'installation':{'id':42},"
        "'sender':{'login':'%s','type':'%s'}}",
        login, type, body, login, type);
    struct delivery delivery = delivery_of(pool, "issue_comment", text);
    struct plan plan = { 0 };

    assert_int_equal(decide(&delivery, &app, pool, &plan), 0);
    return plan;
}

static const char *
listed(struct pool *pool, const struct plan *plan)
{
    const char *text = "";

    for (size_t i = 0; i < plan->job_count; i++)
        text = pool_printf(pool, "%s%s %s %d|", text, plan->jobs[i].kind, plan->jobs[i].rule,
                           plan->jobs[i].step);
    return text;
}

static void
a_job_for_each_line_that_is_known(void **state)
{
    struct plan plan = comment(
        *state, "hello\\n/ping\\n/usr/bin/x\\n/dance\\n/Ping\\n\\n/format src/*.c now\\n/other",
        "ann", "User");
    const struct planned_job *job = &plan.jobs[3];

    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_string_equal(listed(*state, &plan),
                        "run ping 0|command ping 1|command ping 3|command format 4|");
    assert_string_equal(plan.jobs[1].key, "comment:acme/web:issue_comment:12:55");
    assert_string_equal(job->key, plan.jobs[1].key);
    assert_string_equal(plan.jobs[1].lane, "github:42");
    assert_string_equal(job->lane, "command@web1");
    assert_int_equal(job->crash, CRASH_ONCE);
    assert_int_equal(job->attempts, 2);
    assert_false(job->newest);
    assert_int_equal(job->delay_ms, 700);
}

static void
args_tell_all_that_the_action_needs(void **state)
{
    struct plan plan = comment(*state, "/format a b", "ann", "User");
    static const char *const parts[] = {
        "\"argv\":[\"format\",\"a\",\"b\"]",
        "\"arguments\":\"a b\"",
        "\"author\":\"ann\"",
        "\"association\":\"MEMBER\"",
        "\"subject_author\":\"opener\"",
        "\"owner\":\"Acme\"",
        "\"owner_is_organization\":true",
        "\"on_pull_request\":false",
        "\"place\":\"issue_comment\"",
        "\"number\":\"12\"",
        "\"id\":\"55\"",
        "\"installation\":\"42\"",
        "\"repository\":\"Acme/web\"",
        "\"created_ms\":1699999800000",
        "\"default_branch\":\"main\"",
    };

    for (size_t i = 0; i < COUNT(parts); i++)
        assert_non_null(strstr(plan.jobs[1].args, parts[i]));
}

static void
whose_commands_are_not_taken(void **state)
{
    struct plan plan = comment(*state, "/format", "helper[bot]", "Bot");

    assert_string_equal(listed(*state, &plan), "run ping 0|");
    assert_string_equal(plan.ignored[plan.ignored_count - 1].reason,
                        "commands of bots are not taken");
    settings.github_api.key.name = NULL; /* the worker's alone */
    plan = comment(*state, "/format", "ann", "User");
    assert_int_equal(plan.job_count, 2);
    settings.github_api.app_id = NULL;
    plan = comment(*state, "/format", "ann", "User");
    settings.github_api.app_id = "1";
    assert_string_equal(listed(*state, &plan), "run ping 0|");
    assert_non_null(
        strstr(plan.ignored[plan.ignored_count - 1].reason, "need a GitHub App or a token"));
}

static void
a_command_that_is_off_is_unknown(void **state)
{
    struct plan plan;

    settings.github_api.commands = GITHUB_COMMAND_HELP;
    plan = comment(*state, "/deploy\\n/help", "ann", "User");
    settings.github_api.commands = ALL_COMMANDS;
    assert_string_equal(listed(*state, &plan), "run ping 0|command help 2|");
}

static void
no_more_than_fifty(void **state)
{
    const char *body = "";
    struct plan plan;

    for (int i = 0; i < 60; i++)
        body = pool_printf(*state, "%s/ping\\n", body);
    plan = comment(*state, body, "ann", "User");
    assert_int_equal(plan.job_count, 51);
    assert_int_equal(plan.jobs[50].step, 50);
}

/* With a personal token we speak as a person, whose commands would be taken. */
static void
our_own_words_are_no_commands(void **state)
{
    struct plan plan =
        comment(*state, "Welcome!\\n\\n/help\\n\\n<!-- hooklet:00ff -->", "ann", "User");

    assert_int_equal(plan.job_count, 1); /* the run rule's */
    assert_string_equal(plan.ignored[0].rule, "help");
    assert_string_equal(plan.ignored[0].reason, "hooklet's own words are no commands");
}

/* Whoever may comment may write it: the whole text is 64 KiB of words of one letter. */
static void
a_command_of_thirty_thousand_words(void **state)
{
    enum { WORDS = 30000 };
    char *body = pool_alloc(*state, sizeof("/lock") + 2 * WORDS);
    char *end = stpcpy(body, "/lock");
    struct rusage before, after;
    struct plan plan;

    for (int i = 0; i < WORDS; i++)
        end = stpcpy(end, " a");
    assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
    plan = comment(*state, body, "ann", "User");
    assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
    assert_int_equal(plan.job_count, 2);
    assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, 128 * 1024 /* KiB */);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("a-job-for-each-line-that-is-known", a_job_for_each_line_that_is_known),
        TEST("args-tell-all-that-the-action-needs", args_tell_all_that_the_action_needs),
        TEST("whose-commands-are-not-taken", whose_commands_are_not_taken),
        TEST("a-command-that-is-off-is-unknown", a_command_that_is_off_is_unknown),
        TEST("no-more-than-fifty", no_more_than_fifty),
        TEST("our-own-words-are-no-commands", our_own_words_are_no_commands),
        TEST("a-command-of-thirty-thousand-words", a_command_of_thirty_thousand_words),
    };

    return cmocka_run_group_tests_name("plan_comment", tests, NULL, NULL);
}
