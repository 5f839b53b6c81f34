/* test-plan.c - what somebody's program asks for becomes a plan, or nothing does */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "an_event.h"
#include "base/fail.h"
#include "library/message_made.h"
#include "wire/github_place.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LITERAL(text)                                                                              \
    {                                                                                              \
        (const char *const[]){ text }, 1                                                           \
    }

static const struct rule rules[] = {
    { .kind = RULE_RUN,
      .name = "stars",
      .repositories = LITERAL("acme/*"),
      .events = LITERAL("star"),
      .host = "web1",
      .attempts = 1 },
    { .kind = RULE_RUN,
      .name = "greet",
      .repositories = LITERAL("acme/*"),
      .events = LITERAL("issues"),
      .host = "web1",
      .attempts = 1 },
    { .kind = RULE_RUN,
      .name = "elsewhere",
      .repositories = LITERAL("other/*"),
      .events = LITERAL("*"),
      .host = "web1",
      .attempts = 1 },
    { .kind = RULE_DEPLOY,
      .name = "web",
      .repositories = LITERAL("acme/web"),
      .on = RULE_ON_PUSH,
      .host = "web1",
      .attempts = 1 },
};
static const struct settings settings = { .rules = rules, .rule_count = COUNT(rules) };
static const struct app app = { .settings = &settings };

/* What "greet" is asked about such an event. */
static struct hooklet_plan
begin(struct pool *pool, const char *kind, const char *text)
{
    return (struct hooklet_plan){
        .program = "greet", .event = event_of(pool, kind, text), .app = &app, .pool = pool
    };
}

static struct plan
end(const struct hooklet_plan *made)
{
    struct plan plan = { 0 };

    assert_int_equal(plan_made(made, &plan), 0);
    return plan;
}

static void
assert_spoiled(const struct hooklet_plan *made, const char *why)
{
    struct plan plan = { 0 };

    assert_int_equal(plan_made(made, &plan), FAIL_CONFIG);
    assert_int_equal(plan.job_count, 0);
    assert_non_null(strstr(fail_detail(), why));
}

static void
a_comment_where_the_text_stands(void **state)
{
    struct hooklet_plan made = begin(*state, "issues", AN_ISSUE);
    struct plan plan;

    hooklet_plan_comment(&made, "Welcome, @%s!", "octocat");
    plan = end(&made);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_null(plan.reason);
    assert_string_equal(plan.action, "opened");
    assert_string_equal(plan.repository, "acme/web");
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].kind, "comment");
    assert_string_equal(plan.jobs[0].rule, "greet");
    assert_int_equal(plan.jobs[0].step, 0);
    assert_string_equal(plan.jobs[0].args, "{\"repository\":\"acme/web\",\"place\":\"issue\","
                                           "\"number\":\"12\",\"installation\":\"42\","
                                           "\"text\":\"Welcome, @octocat!\","
                                           "\"since_ms\":1700000000123}");
}

/* Everything that github_place_read() will ask for is there. */
static void
each_of_the_six_places(void **state)
{
#define MORE "'repository':{'full_name':'acme/web'}}"
#define PULL "'pull_request':{'number':3,'base':{'ref':'main'},'head':{'sha':'" A "'}},"
    static const struct {
        const char *kind, *text, *name;
    } rows[] = {
        { "issues", AN_ISSUE, "acme/web#12" },
        { "pull_request", "{'action':'closed','number':3," PULL MORE, "acme/web#3" },
        { "issue_comment", "{'issue':{'number':4},'comment':{'id':7}," MORE, "acme/web#4" },
        { "pull_request_review", "{'review':{'id':7}," PULL MORE, "acme/web#3" },
        { "pull_request_review_comment", "{'comment':{'id':7}," PULL MORE, "acme/web#3" },
        { "commit_comment", "{'comment':{'id':7,'commit_id':'" A "'}," MORE, "acme/web@aaaaaaa" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hooklet_plan made = begin(*state, rows[i].kind, rows[i].text);
        struct github_place place;

        hooklet_plan_comment(&made, "!");
        assert_null(github_place_read(*state, end(&made).jobs[0].args, &place));
        assert_int_equal(place.kind, i);
        assert_string_equal(github_place_name(*state, &place), rows[i].name);
    }
}

static void
several_comments_are_several_jobs(void **state)
{
    struct hooklet_plan made = begin(*state, "issues", AN_ISSUE);
    struct plan plan;

    hooklet_plan_comment(&made, "one");
    hooklet_plan_comment_on(&made, 7, "two");
    hooklet_plan_reaction(&made, "heart");
    plan = end(&made);
    assert_int_equal(plan.job_count, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(plan.jobs[i].step, i);
    assert_non_null(strstr(plan.jobs[1].args, "\"place\":\"issue\",\"number\":\"7\""));
    assert_non_null(strstr(plan.jobs[2].args, "\"reaction\":\"heart\""));
    assert_null(strstr(plan.jobs[2].args, "\"text\""));
}

static void
what_has_no_place_spoils_the_plan(void **state)
{
    struct hooklet_plan made = begin(*state, "star", A_STAR);

    hooklet_plan_run(&made, "stars");
    hooklet_plan_comment(&made, "one");
    hooklet_plan_run(&made, "stars");
    assert_spoiled(&made, "greet: nobody writes in events of kind star");

    made = begin(*state, "star", A_STAR);
    hooklet_plan_comment_on(&made, 1, "one");
    assert_int_equal(end(&made).job_count, 1);
    hooklet_plan_comment_on(&made, 0, "one");
    assert_spoiled(&made, "number 0, which is none");

    made = begin(*state, "organization", "{'action':'x','organization':{'login':'acme'}}");
    hooklet_plan_comment_on(&made, 1, "one");
    assert_spoiled(&made, "of no repository");
}

static void
comments_and_reactions_that_are_none(void **state)
{
    struct hooklet_plan made = begin(*state, "issues", AN_ISSUE);

    hooklet_plan_comment(&made, "%s", "");
    assert_spoiled(&made, "without a text");
    made = begin(*state, "issues", AN_ISSUE);
    hooklet_plan_reaction(&made, "hug");
    assert_spoiled(&made, "no reaction \"hug\"");
}

static void
a_job_of_a_kind_of_ones_own(void **state)
{
    struct hooklet_plan made = begin(*state, "star", A_STAR);
    const char *none = NULL;
    struct hooklet_job job = {
        .kind = "star-count",
        .args = hooklet_plan_args(&made, "by", "\"octo\"", "note", none, "to", "x", NULL),
        .key = "acme/web",
        .newest = true,
        .crash = HOOKLET_VERIFY,
        .attempts = 3,
        .delay_ms = 1000,
    };
    const struct planned_job *planned;

    hooklet_plan_job(&made, &job);
    job = (struct hooklet_job){ .kind = "star-count", .rule = "tidy" };
    hooklet_plan_job(&made, &job);
    planned = end(&made).jobs;
    assert_string_equal(planned[0].kind, "star-count");
    assert_string_equal(planned[0].rule, "greet");
    assert_string_equal(planned[0].lane, "star-count");
    assert_string_equal(planned[0].key, "star-count:acme/web");
    assert_string_equal(planned[0].args, "{\"by\":\"\\\"octo\\\"\",\"to\":\"x\"}");
    assert_true(planned[0].newest);
    assert_int_equal(planned[0].crash, CRASH_VERIFY);
    assert_int_equal(planned[0].attempts, 3);
    assert_int_equal(planned[0].delay_ms, 1000);
    assert_int_equal(planned[0].order_ms, RECEIVED);
    assert_string_equal(planned[1].rule, "tidy");
    assert_int_equal(planned[1].step, 0);
    assert_int_equal(planned[1].crash, CRASH_RERUN);
    assert_int_equal(planned[1].attempts, 12);
    assert_null(planned[1].key);
    assert_null(planned[1].args);
}

/* A repetition comes to the same ids, so whoever has had them knows. */
static void
messages_have_ids_that_stay(void **state)
{
    const struct hooklet_message messages[] = {
        { .event = "star.given", .owner = "acme", .identifier = "blue", .data = "{\"by\":1}" },
        { .event = "star.given", .owner = "acme" },
        { .event = "star.given", .owner = "acme", .id = "mine" },
    };
    struct plan plans[2];

    for (size_t i = 0; i < 2; i++) {
        struct hooklet_plan made = begin(*state, "star", A_STAR);

        for (size_t k = 0; k < COUNT(messages); k++)
            hooklet_plan_send(&made, &messages[k]);
        plans[i] = end(&made);
        assert_int_equal(plans[i].job_count, 3);
    }
    for (size_t k = 0; k < 3; k++) {
        assert_string_equal(plans[0].jobs[k].kind, "fanout");
        assert_int_equal(plans[0].jobs[k].step, 0);
        assert_string_equal(plans[0].jobs[k].args, plans[1].jobs[k].args);
    }
    assert_string_not_equal(plans[0].jobs[0].rule, plans[0].jobs[1].rule);
    assert_non_null(strstr(plans[0].jobs[0].args, "\"identifier\":\"blue\""));
    assert_non_null(strstr(plans[0].jobs[0].args, "\"id\":\"msg_"));
    assert_non_null(strstr(plans[0].jobs[2].args, "\"id\":\"mine\""));
}

static void
messages_that_can_not_be(void **state)
{
    static const struct {
        struct hooklet_message message;
        int code;
        const char *why;
    } rows[] = {
        { { .owner = "acme" }, FAIL_FIELD, "event" },
        { { .event = "star.given" }, FAIL_FIELD, "owner" },
        { { .event = "target.disabled", .owner = "acme" }, FAIL_FIELD, "target.disabled" },
        { { .event = "star.given", .owner = "acme", .id = "a.b" }, FAIL_FIELD, "id" },
        { { .event = "star.given", .owner = "acme", .data = "{" }, FAIL_MALFORMED, "" },
        { { .event = "star.given", .owner = "acme", .data = "\"\377\"" }, FAIL_MALFORMED, "" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hooklet_plan made = begin(*state, "star", A_STAR);
        struct plan plan = { 0 };

        hooklet_plan_send(&made, &rows[i].message);
        assert_int_equal(plan_made(&made, &plan), rows[i].code);
        assert_int_equal(plan.job_count, 0);
        assert_non_null(strstr(fail_detail(), rows[i].why));
    }
}

static void
jobs_that_can_not_be(void **state)
{
    const char *const long_name = pool_printf(*state, "a-%0254d", 0);
    const struct {
        struct hooklet_job job;
        const char *why;
    } rows[] = {
        { { .kind = NULL }, "no kind of one's own" },
        { { .kind = "deploy" }, "\"deploy\" is no kind of one's own" },
        { { .kind = "-star" }, "no kind" },
        { { .kind = "Star-count" }, "no kind" },
        { { .kind = "star-count@web1" }, "no kind" },
        { { .kind = long_name }, "no kind" },
        { { .kind = "a-b", .args = "[]" }, "no JSON object" },
        { { .kind = "a-b", .args = "{\"a\"" }, "no JSON object" },
        { { .kind = "a-b", .args = "" }, "no JSON object" },
        { { .kind = "a-b", .rule = "" }, "rule is no name" },
        { { .kind = "a-b", .rule = "a\nb" }, "rule is no name" },
        { { .kind = "a-b", .rule = long_name }, "rule is no name" },
        { { .kind = "a-b", .key = "a\033b" }, "key is no name" },
        { { .kind = "a-b", .newest = true }, "needs a key" },
        { { .kind = "a-b", .crash = (enum hooklet_crash)3 }, "crash class" },
        { { .kind = "a-b", .attempts = -1 }, "below zero" },
        { { .kind = "a-b", .delay_ms = -1 }, "below zero" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hooklet_plan made = begin(*state, "star", A_STAR);

        hooklet_plan_job(&made, &rows[i].job);
        assert_spoiled(&made, rows[i].why);
    }
}

static void
a_thousand_jobs_and_no_more(void **state)
{
    struct hooklet_plan made = begin(*state, "star", A_STAR);

    for (int i = 0; i < 1000; i++)
        hooklet_plan_comment_on(&made, 1, "%d", i);
    assert_int_equal(end(&made).job_count, 1000);
    assert_int_equal(end(&made).jobs[999].step, 999);
    hooklet_plan_comment_on(&made, 1, "one too many");
    assert_spoiled(&made, "more than 1000 jobs");
}

static void
a_run_rule_by_its_name(void **state)
{
    struct hooklet_plan made = begin(*state, "issues", AN_ISSUE);
    struct plan plan;

    hooklet_plan_run(&made, "stars");
    hooklet_plan_run(&made, "elsewhere");
    plan = end(&made);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].kind, "run");
    assert_string_equal(plan.jobs[0].rule, "stars");
    assert_string_equal(plan.jobs[0].lane, "run@web1");
    assert_int_equal(plan.ignored_count, 1);
    assert_string_equal(plan.ignored[0].rule, "elsewhere");
    assert_string_equal(plan.ignored[0].reason, "it is not for this repository");

    hooklet_plan_run(&made, "web");
    assert_spoiled(&made, "no run rule \"web\"");
    made = begin(*state, "issues", AN_ISSUE);
    hooklet_plan_run(&made, "nothing");
    assert_spoiled(&made, "no run rule \"nothing\"");
}

/* Rule and step must tell them apart, even where a rule of hooklet.conf is called as the program. */
static void
stock_and_own(void **state)
{
    struct hooklet_plan made = begin(*state, "issues", AN_ISSUE);
    struct plan plan;

    hooklet_plan_comment(&made, "one");
    hooklet_plan_stock(&made);
    hooklet_plan_ignore(&made, "not %d", 2);
    plan = end(&made);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_null(plan.reason);
    assert_int_equal(plan.job_count, 2);
    assert_string_equal(plan.jobs[0].kind, "run");
    assert_string_equal(plan.jobs[0].rule, "greet");
    assert_int_equal(plan.jobs[0].step, 0);
    assert_string_equal(plan.jobs[1].kind, "comment");
    assert_string_equal(plan.jobs[1].rule, "greet");
    assert_int_equal(plan.jobs[1].step, 1);
    assert_string_equal(plan.ignored[plan.ignored_count - 1].rule, "greet");
    assert_string_equal(plan.ignored[plan.ignored_count - 1].reason, "not 2");
}

static void
nothing_is_asked_for(void **state)
{
    struct hooklet_plan made = begin(*state, "star", A_STAR);
    struct plan plan = end(&made);

    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason, "greet asks for nothing");
    hooklet_plan_ignore(&made, "no %s", "star");
    plan = end(&made);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason, "no star");
    hooklet_plan_ignore(&made, "no moon");
    assert_string_equal(end(&made).reason, "none of 2 wishes applies");

    made = begin(*state, "push", "{'ref':'refs/heads/main','after':'" A "'," MORE);
    hooklet_plan_stock(&made);
    plan = end(&made);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_int_not_equal(plan.ignored_count, 0);
    assert_non_null(plan.reason);
}

/* Stock plans that only remember something stay what they are. */
static void
facts_of_the_stock_plan(void **state)
{
    struct hooklet_plan made = begin(
        *state, "installation",
        "{'action':'deleted','installation':{'id':42,'app_id':1,'account':{'login':'acme'}}}");
    struct plan plan;

    hooklet_plan_ignore(&made, "not mine");
    hooklet_plan_stock(&made);
    plan = end(&made);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_int_equal(plan.fact_count, 1);
    assert_string_equal(plan.reason, "installation 42 of acme: deleted");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-comment-where-the-text-stands", a_comment_where_the_text_stands),
        TEST("each-of-the-six-places", each_of_the_six_places),
        TEST("several-comments-are-several-jobs", several_comments_are_several_jobs),
        TEST("what-has-no-place-spoils-the-plan", what_has_no_place_spoils_the_plan),
        TEST("comments-and-reactions-that-are-none", comments_and_reactions_that_are_none),
        TEST("a-job-of-a-kind-of-ones-own", a_job_of_a_kind_of_ones_own),
        TEST("messages-have-ids-that-stay", messages_have_ids_that_stay),
        TEST("messages-that-can-not-be", messages_that_can_not_be),
        TEST("jobs-that-can-not-be", jobs_that_can_not_be),
        TEST("a-thousand-jobs-and-no-more", a_thousand_jobs_and_no_more),
        TEST("a-run-rule-by-its-name", a_run_rule_by_its_name),
        TEST("stock-and-own", stock_and_own),
        TEST("nothing-is-asked-for", nothing_is_asked_for),
        TEST("facts-of-the-stock-plan", facts_of_the_stock_plan),
    };

    return cmocka_run_group_tests_name("library/plan", tests, NULL, NULL);
}
