/* test-decide_source.c - events of configured senders set off their rules, and nobody else's */
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
#include "wire/some_sources.h"
#include "work/decide.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SHA "bffeb74224043ba2feb48d137756c8a9331c449a"
#define PUSH                                                                                       \
    "{'ref':'refs/heads/main','before':'28e1879d029cb852e4844d9c718537df08844e03','after':'" SHA   \
    "','repository':{'full_name':'acme/web','default_branch':'main'}}"

static const char *const web[] = { "acme/web" }, *const paid[] = { "invoice.*", "push" };
static const char *const branches[] = { "main" };

/* The same rules for a sender of the configuration, for another, and for GitHub. */
static const struct rule rules[] = {
    { .kind = RULE_DEPLOY,
      .name = "from-gitea",
      .source = "gitea",
      .repositories = { web, 1 },
      .branches = { branches, 1 },
      .on = RULE_ON_PUSH | RULE_ON_MERGE,
      .newest = true,
      .attempts = 1,
      .host = "here" },
    { .kind = RULE_DEPLOY,
      .name = "from-github",
      .repositories = { web, 1 },
      .on = RULE_ON_PUSH | RULE_ON_MERGE,
      .newest = true,
      .attempts = 1,
      .host = "here" },
    { .kind = RULE_RUN,
      .name = "money",
      .source = "stripe",
      .events = { paid, 2 },
      .attempts = 3,
      .host = "here" },
    { .kind = RULE_RUN,
      .name = "money-of-github",
      .source = "github",
      .events = { paid, 2 },
      .attempts = 3,
      .host = "here" },
};

static struct plan
decided_by(struct pool *pool, const char *source, const char *kind, const char *text)
{
    struct settings settings = source_settings();
    const struct app app = { .settings = &settings };
    struct delivery delivery = delivery_of(pool, kind, text);
    struct plan plan = { 0 };

    settings.rules = rules;
    settings.rule_count = COUNT(rules);
    delivery.source = source;
    assert_int_equal(decide(&delivery, &app, pool, &plan), 0);
    return plan;
}

static void
a_push_sets_off_its_deploy_rule(void **state)
{
    const struct plan plan = decided_by(*state, "gitea", "push", PUSH);

    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_string_equal(plan.repository, "acme/web");
    assert_string_equal(plan.subject, SHA);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].kind, "deploy");
    assert_string_equal(plan.jobs[0].rule, "from-gitea");
    assert_string_equal(plan.jobs[0].subject, SHA);
    assert_int_equal(plan.jobs[0].order_ms, RECEIVED);
    assert_non_null(strstr(plan.jobs[0].args, "\"branch\":\"main\""));
    assert_int_equal(plan.ignored_count, 0);
}

static void
githubs_push_sets_off_githubs_rules(void **state)
{
    const struct plan plan = decided_by(*state, "github", "push", PUSH);

    assert_int_equal(plan.job_count, 2);
    assert_string_equal(plan.jobs[0].rule, "from-github");
    assert_string_equal(plan.jobs[1].rule, "money-of-github");
}

static void
another_branch_is_told_why_not(void **state)
{
    const struct plan plan =
        decided_by(*state, "gitea", "push",
                   "{'ref':'refs/heads/dev','after':'" SHA
                   "','repository':{'full_name':'acme/web','default_branch':'main'}}");

    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason, "branch dev is not main");
}

static void
an_event_sets_off_its_run_rule(void **state)
{
    struct plan plan = decided_by(*state, "stripe", "invoice.paid", "{'id':'evt_1'}");

    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].kind, "run");
    assert_string_equal(plan.jobs[0].rule, "money");
    assert_string_equal(plan.jobs[0].key, "run:money:");
    plan = decided_by(*state, "stripe", "charge.refunded", "{'id':'evt_2'}");
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason, "event charge.refunded is not one of invoice.*, push");
}

static void
no_rule_is_for_it(void **state)
{
    const struct plan plan = decided_by(*state, "shopify", "orders/create", "{}");

    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_int_equal(plan.job_count, 0);
}

/* A replay of an event whose section is gone must not pass for GitHub's, which has the same names. */
static void
a_source_that_is_gone(void **state)
{
    const struct plan plan = decided_by(*state, "gone", "push", PUSH);

    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_int_equal(plan.job_count, 0);
    assert_string_equal(plan.reason, "hooklet.conf has no source \"gone\"");
}

static void
what_our_reader_refuses_is_kept(void **state)
{
    const struct plan plan = decided_by(*state, "gitea", "push", "{'a':1,'a':2}");

    assert_int_equal(plan.status, PLAN_UNREADABLE);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("a-push-sets-off-its-deploy-rule", a_push_sets_off_its_deploy_rule),
        TEST("githubs-push-sets-off-githubs-rules", githubs_push_sets_off_githubs_rules),
        TEST("another-branch-is-told-why-not", another_branch_is_told_why_not),
        TEST("an-event-sets-off-its-run-rule", an_event_sets_off_its_run_rule),
        TEST("no-rule-is-for-it", no_rule_is_for_it),
        TEST("a-source-that-is-gone", a_source_that_is_gone),
        TEST("what-our-reader-refuses-is-kept", what_our_reader_refuses_is_kept),
    };

    return cmocka_run_group_tests_name("decide_source", tests, NULL, NULL);
}
