/* test-decide.c - a delivery becomes a plan, by way of the rules of its repository */
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
#define WEB "'repository':{'full_name':'acme/web','default_branch':'main'}"
#define PUSH "{'ref':'refs/heads/main','before':'" A "','after':'" A "','commits':[]," WEB "}"
#define MERGE                                                                                      \
    "{'action':'closed','number':1,'pull_request':{'base':{'ref':'main'},'head':{'sha':'" A        \
    "'},'merged':true,'merge_commit_sha':'" A "'}," WEB "}"
#define LITERAL(text)                                                                              \
    {                                                                                              \
        (const char *const[]){ text }, 1                                                           \
    }

static const struct invite elsewhere = { .organization = "elsewhere", .after = 1 };
static const struct rule rules[] = {
    { .kind = RULE_DEPLOY,
      .name = "web",
      .repositories = LITERAL("Acme/Web"),
      .on = RULE_ON_PUSH | RULE_ON_MERGE,
      .host = "web1",
      .attempts = 1 },
    { .kind = RULE_RUN,
      .name = "stars",
      .repositories = LITERAL("acme/*"),
      .events = LITERAL("star"),
      .host = "web1",
      .attempts = 1 },
    { .kind = RULE_DEPLOY,
      .name = "api",
      .repositories = LITERAL("acme/api"),
      .on = RULE_ON_PUSH,
      .host = "web1",
      .attempts = 1 },
    { .kind = RULE_RUN,
      .name = "all",
      .repositories = LITERAL("*"),
      .events = LITERAL("organization"),
      .host = "web1",
      .attempts = 1 },
    { .kind = RULE_RUN,
      .name = "any",
      .events = LITERAL("organization"),
      .host = "web1",
      .attempts = 1 },
    /* These two are found, and neither acts on a push, a merge or another event. */
    { .kind = RULE_COMMAND, .name = "fmt", .repositories = LITERAL("acme/web"), .host = "web1" },
    { .kind = RULE_INVITE,
      .name = "team",
      .repositories = LITERAL("acme/*"),
      .host = "web1",
      .invite = &elsewhere },
};

static const struct settings settings = { .rules = rules, .rule_count = COUNT(rules) };
static const struct app app = { .settings = &settings };

static int
decide_text(struct pool *pool, const char *kind, const char *text, struct plan *plan)
{
    struct delivery delivery = delivery_of(pool, kind, text);

    return decide(&delivery, &app, pool, plan);
}

static void
assert_rules(struct pool *pool, const char *name, const char *expected)
{
    struct repo repo = { 0 };
    const char *found = "";

    repo_find(&settings, name, pool, &repo);
    for (size_t i = 0; i < repo.rule_count; i++)
        found = pool_printf(pool, "%s%s ", found, repo.rules[i]->name);
    assert_string_equal(found, expected);
    assert_ptr_equal(repo.pool, pool);
}

static void
rules_of_a_repository(void **state)
{
    assert_rules(*state, "acme/web", "web stars all any fmt team ");
    assert_rules(*state, "ACME/WEB", "web stars all any fmt team ");
    assert_rules(*state, "acme/api", "stars api all any team ");
    assert_rules(*state, "acme/other", "stars all any team ");
    assert_rules(*state, "other/web", "all any ");
    assert_rules(*state, "xacme/web", "all any ");
    assert_rules(*state, NULL, "all any ");
}

static void
push_deploys(void **state)
{
    struct plan plan = { 0 };

    assert_int_equal(decide_text(*state, "push", PUSH, &plan), 0);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_string_equal(plan.repository, "acme/web");
    assert_string_equal(plan.subject, A);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].rule, "web");
    assert_int_equal(plan.ignored_count, 3);
}

static void
merge_deploys(void **state)
{
    struct plan plan = { 0 };

    assert_int_equal(decide_text(*state, "pull_request", MERGE, &plan), 0);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_string_equal(plan.action, "closed");
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].rule, "web");
    assert_string_equal(plan.jobs[0].subject, A);
}

static void
other_event_runs(void **state)
{
    struct plan plan = { 0 };

    assert_int_equal(
        decide_text(*state, "star", "{'action':'created','starred_at':null," WEB "}", &plan), 0);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].rule, "stars");
}

static void
event_without_repository_runs(void **state)
{
    struct plan plan = { 0 };

    assert_int_equal(decide_text(*state, "organization",
                                 "{'action':'renamed','organization':{'login':'acme'}}", &plan),
                     0);
    assert_int_equal(plan.job_count, 2);
    assert_null(plan.repository);
}

static void
unknown_repository_is_ignored(void **state)
{
    const struct settings no_rules = { 0 };
    const struct app empty = { .settings = &no_rules };
    struct delivery delivery = delivery_of(*state, "push", PUSH);
    struct plan plan = { 0 };

    assert_int_equal(decide(&delivery, &empty, *state, &plan), 0);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason, "no rule for repository acme/web");
}

static void
ping_does_nothing(void **state)
{
    struct plan plan = { 0 };

    assert_int_equal(decide_text(*state, "ping", "{'zen':'z','hook_id':7}", &plan), 0);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_string_equal(plan.reason, "a ping: hook 7 reaches this server");
    assert_int_equal(plan.job_count, 0);
}

static void
installation_tells(void **state)
{
    struct plan plan = { 0 };

    assert_int_equal(decide_text(*state, "installation",
                                 "{'action':'created','installation':{'id':42,'app_id':7}}", &plan),
                     0);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_int_equal(plan.fact_count, 1);
    assert_int_equal(plan.job_count, 0);
    assert_int_equal(decide_text(*state, "installation_repositories",
                                 "{'installation':{'id':42},'repositories_added':"
                                 "[{'full_name':'acme/web'}]}",
                                 &plan),
                     0);
    assert_int_equal(plan.fact_count, 2);
}

static void
beyond_our_reader_is_unreadable(void **state)
{
    static const char *const kinds[] = { "push", "pull_request", "ping",
                                         "star", "installation", "brand_new" };
    static const char *const bodies[] = {
        "{'a':1,'a':2}",
        "{'a':'\\u0000'}",
        "{'a':'\\ud800'}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
        "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    };

    for (size_t i = 0; i < COUNT(kinds); i++)
        for (size_t j = 0; j < COUNT(bodies); j++) {
            struct plan plan = { 0 };

            assert_int_equal(decide_text(*state, kinds[i], bodies[j], &plan), 0);
            assert_int_equal(plan.status, PLAN_UNREADABLE);
            assert_string_equal(plan.reason, fail_detail());
            assert_true(strlen(plan.reason) > 0);
            assert_int_equal(plan.job_count, 0);
        }
}

static void
not_json_fails(void **state)
{
    static const char *const bodies[] = { "", "Hello, World!", "{'a':1", "{'a':1}}", "\xff" };
    struct plan plan = { 0 };

    for (size_t i = 0; i < COUNT(bodies); i++)
        assert_int_equal(decide_text(*state, "push", bodies[i], &plan), FAIL_MALFORMED);
}

static void
body_of_another_event_fails(void **state)
{
    struct plan plan = { 0 };

    assert_int_equal(decide_text(*state, "pull_request", PUSH, &plan), FAIL_FIELD);
    assert_int_equal(decide_text(*state, "push", MERGE, &plan), FAIL_FIELD);
    assert_int_equal(decide_text(*state, "star", PUSH, &plan), FAIL_FIELD);
    assert_int_equal(decide_text(*state, "ping", PUSH, &plan), FAIL_FIELD);
    assert_int_equal(plan.job_count, 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("rules-of-a-repository", rules_of_a_repository),
        TEST("push-deploys", push_deploys),
        TEST("merge-deploys", merge_deploys),
        TEST("other-event-runs", other_event_runs),
        TEST("event-without-repository-runs", event_without_repository_runs),
        TEST("unknown-repository-is-ignored", unknown_repository_is_ignored),
        TEST("ping-does-nothing", ping_does_nothing),
        TEST("installation-tells", installation_tells),
        TEST("beyond-our-reader-is-unreadable", beyond_our_reader_is_unreadable),
        TEST("not-json-fails", not_json_fails),
        TEST("body-of-another-event-fails", body_of_another_event_fails),
    };

    return cmocka_run_group_tests_name("decide", tests, NULL, NULL);
}
