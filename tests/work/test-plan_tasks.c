/* test-plan_tasks.c - an item that a tasks rule is for gives one job, whatever else its event gives */
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
#include "work/decide.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LITERAL(text)                                                                              \
    {                                                                                              \
        (const char *const[]){ text }, 1                                                           \
    }
#define AROUND(name)                                                                               \
    "'repository':{'id':77,'full_name':'" name "','default_branch':'main'},"                       \
    "'installation':{'id':42},'sender':{'login':'bob','type':'User'}}"
#define ISSUE(action, body, name)                                                                  \
    "{'action':'" action "','issue':{'number':7,'title':'T','state':'open','body':'" body          \
    "','user':{'login':'ann'},'author_association':'MEMBER',"                                      \
    "'updated_at':'2023-11-14T22:13:19Z'}," AROUND(name)
#define PULL(action, members, name)                                                                \
    "{'action':'" action "','number':8,'pull_request':{'number':8,'base':{'ref':'main'},"          \
    "'head':{'sha':'" A "'},'user':{'login':'ann'},'updated_at':'2023-11-14T22:13:19Z'," members   \
    "}," AROUND(name)

static const struct tasks tasks = { .tag = "GitHub" };
static const struct rule rules[] = {
    { .kind = RULE_DEPLOY,
      .name = "web",
      .repositories = LITERAL("acme/web"),
      .on = RULE_ON_MERGE,
      .host = "web1",
      .attempts = 1 },
    { .kind = RULE_TASKS, .name = "todo", .repositories = LITERAL("Acme/*"), .tasks = &tasks },
    { .kind = RULE_RUN,
      .name = "look",
      .repositories = LITERAL("acme/web"),
      .events = LITERAL("issues"),
      .actions = LITERAL("labeled"),
      .host = "web1",
      .attempts = 1 },
    { .kind = RULE_TASKS, .name = "more", .repositories = LITERAL("acme/web"), .tasks = &tasks },
    { .kind = RULE_TASKS, .name = "last", .repositories = LITERAL("*/web"), .tasks = &tasks },
};

static const struct settings settings = {
    .rules = rules,
    .rule_count = COUNT(rules),
    .github_api = { .app_id = "1", .key = { .name = "k" }, .commands = 63 },
};
static const struct app app = { .settings = &settings };

static struct plan
decide_good(struct pool *pool, const char *kind, const char *text)
{
    struct delivery delivery = delivery_of(pool, kind, text);
    struct plan plan = { 0 };

    assert_int_equal(decide(&delivery, &app, pool, &plan), 0);
    return plan;
}

static const char *
listed(struct pool *pool, const struct plan *plan)
{
    const char *text = "";

    for (size_t i = 0; i < plan->job_count; i++)
        text = pool_printf(pool, "%s%s %s|", text, plan->jobs[i].kind, plan->jobs[i].rule);
    for (size_t i = 0; i < plan->ignored_count; i++)
        text =
            pool_printf(pool, "%s(%s: %s)", text, plan->ignored[i].rule, plan->ignored[i].reason);
    return text;
}

static void
issue_gives_a_job(void **state)
{
    struct plan plan = decide_good(*state, "issues", ISSUE("edited", "text", "acme/api"));
    const struct planned_job *job = plan.jobs;

    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_null(plan.reason);
    assert_string_equal(plan.action, "edited");
    assert_string_equal(plan.repository, "acme/api");
    assert_string_equal(listed(*state, &plan), "asana todo|");
    assert_int_equal(job->step, 0);
    assert_string_equal(job->key, "asana:77#7");
    assert_string_equal(job->lane, "asana");
    assert_null(job->subject);
    assert_int_equal(job->order_ms, INT64_C(1699999999000));
    assert_false(job->newest);
    assert_false(job->again);
    assert_int_equal(job->crash, CRASH_RERUN);
    assert_int_equal(job->attempts, RETRY_ATTEMPTS);
    assert_int_equal(job->delay_ms, 0);
    assert_string_equal(job->args,
                        "{\"event\":\"issues\",\"action\":\"edited\",\"repository\":\"acme/api\","
                        "\"repository_id\":\"77\",\"number\":\"7\",\"installation\":\"42\","
                        "\"sender\":\"bob\",\"item\":\"/issue\"}");
}

static void
pull_request_gives_a_job(void **state)
{
    struct plan plan =
        decide_good(*state, "pull_request", PULL("synchronize", "'state':'open'", "acme/api"));

    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_string_equal(listed(*state, &plan), "asana todo|");
    assert_string_equal(plan.jobs[0].key, "asana:77#8");
    assert_non_null(strstr(plan.jobs[0].args, "\"item\":\"/pull_request\""));
    assert_non_null(strstr(plan.jobs[0].args, "\"action\":\"synchronize\""));
}

static void
every_action_counts(void **state)
{
    static const char *const actions[] = {
        "opened",  "closed",       "reopened",  "assigned",  "unassigned", "labeled",
        "pinned",  "transferred",  "deleted",   "locked",    "milestoned", "something_new",
        "untyped", "demilestoned", "unlabeled", "converted",
    };

    for (size_t i = 0; i < COUNT(actions); i++) {
        const char *text = pool_printf(
            *state, "{'action':'%s','issue':{'number':7}," AROUND("acme/api"), actions[i]);
        struct plan plan = decide_good(*state, "issues", text);

        assert_string_equal(listed(*state, &plan), "asana todo|");
    }
}

static void
first_rule_has_it(void **state)
{
    struct plan plan = decide_good(*state, "issues", ISSUE("labeled", "text", "acme/web"));

    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_string_equal(listed(*state, &plan),
                        "run look|asana todo|"
                        "(web: event issues is neither push nor pull_request)"
                        "(more: rule todo has it already)(last: rule todo has it already)");
}

static void
merge_deploys_and_closes_a_task(void **state)
{
    struct plan plan =
        decide_good(*state, "pull_request",
                    PULL("closed", "'merged':true,'merge_commit_sha':'" A "'", "acme/web"));

    assert_string_equal(listed(*state, &plan),
                        "deploy web|asana todo|"
                        "(look: event pull_request is not issues)"
                        "(more: rule todo has it already)(last: rule todo has it already)");
    assert_null(strstr(plan.jobs[1].args, A));
}

static void
commands_of_an_opened_one_too(void **state)
{
    struct plan plan = decide_good(*state, "issues", ISSUE("opened", "/ping", "acme/api"));

    assert_string_equal(listed(*state, &plan), "command ping|asana todo|");
    plan = decide_good(*state, "pull_request", PULL("opened", "'body':'/ping'", "acme/api"));
    assert_string_equal(listed(*state, &plan), "command ping|asana todo|");
    /* What is refused there is no reason for the task. */
    plan = decide_good(*state, "issues", ISSUE("edited", "/ping", "acme/api"));
    assert_string_equal(listed(*state, &plan),
                        "asana todo|(ping: commands count only in new text)");
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_null(plan.reason);
}

static void
what_people_say_about_it_is_no_task(void **state)
{
    struct plan plan = decide_good(
        *state, "issue_comment",
        "{'action':'created','issue':{'number':7},'comment':{'id':1,'body':'x'}," AROUND(
            "acme/api"));

    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(listed(*state, &plan), "");
    plan = decide_good(*state, "pull_request_review",
                       "{'action':'submitted','review':{'id':1},"
                       "'pull_request':{'number':8}," AROUND("acme/api"));
    assert_string_equal(listed(*state, &plan), "");
}

/* What a secret is good for goes along, for whoever meets names that the secret has not signed for. */
static void
limits_of_the_secret_go_along(void **state)
{
    static const char *const patterns[] = { "acme/*" };
    static const struct secret secrets[] = { { .name = "all" },
                                             { .name = "own", .repositories = { patterns, 1 } } };
    struct settings limited = settings;
    const struct app with = { .settings = &limited };
    struct delivery delivery = delivery_of(*state, "issues", ISSUE("edited", "text", "acme/api"));
    struct plan plan = { 0 };

    limited.github.limits = secrets;
    limited.github.limit_count = COUNT(secrets);
    delivery.secret = "own";
    assert_int_equal(decide(&delivery, &with, *state, &plan), 0);
    assert_non_null(strstr(plan.jobs[0].args, "\"restricted\":[\"acme/*\"]"));
    delivery.secret = "all";
    plan = (struct plan){ 0 };
    assert_int_equal(decide(&delivery, &with, *state, &plan), 0);
    assert_null(strstr(plan.jobs[0].args, "restricted"));
}

/* Nor has an item to be whole then. */
static void
without_a_rule_for_it_that_is_said(void **state)
{
    struct plan plan = decide_good(*state, "issues", ISSUE("edited", "text", "other/api"));

    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason,
                        "there is no command in it, and no tasks rule names other/api");
    assert_string_equal(listed(*state, &plan), "");
    plan = decide_good(*state, "pull_request", PULL("opened", "'state':'open'", "other/api"));
    assert_string_equal(plan.reason, "no rule for repository other/api");
    plan = decide_good(*state, "issues",
                       "{'action':'edited','issue':{'number':7},"
                       "'repository':{'full_name':'other/api'}}");
    assert_int_equal(plan.status, PLAN_IGNORED);
}

/* Word for word what was said before there were such rules. */
static void
without_any_rule_nothing_changes(void **state)
{
    const struct settings none = { .github = settings.github, .github_api = settings.github_api };
    const struct app without = { .settings = &none };
    struct delivery delivery = delivery_of(*state, "issues", ISSUE("edited", "text", "other/api"));
    struct plan plan = { 0 };

    assert_int_equal(decide(&delivery, &without, *state, &plan), 0);
    assert_string_equal(plan.reason, "there is no command in it");
}

static void
item_that_nobody_can_find(void **state)
{
    struct delivery delivery = delivery_of(*state, "issues",
                                           "{'action':'edited','issue':{'number':7},"
                                           "'repository':{'full_name':'acme/api'}}");
    struct plan plan = { 0 };

    assert_int_equal(decide(&delivery, &app, *state, &plan), FAIL_FIELD);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("issue-gives-a-job", issue_gives_a_job),
        TEST("pull-request-gives-a-job", pull_request_gives_a_job),
        TEST("every-action-counts", every_action_counts),
        TEST("first-rule-has-it", first_rule_has_it),
        TEST("merge-deploys-and-closes-a-task", merge_deploys_and_closes_a_task),
        TEST("commands-of-an-opened-one-too", commands_of_an_opened_one_too),
        TEST("what-people-say-about-it-is-no-task", what_people_say_about_it_is_no_task),
        TEST("limits-of-the-secret-go-along", limits_of_the_secret_go_along),
        TEST("without-a-rule-for-it-that-is-said", without_a_rule_for_it_that_is_said),
        TEST("without-any-rule-nothing-changes", without_any_rule_nothing_changes),
        TEST("item-that-nobody-can-find", item_that_nobody_can_find),
    };

    return cmocka_run_group_tests_name("plan_tasks", tests, NULL, NULL);
}
