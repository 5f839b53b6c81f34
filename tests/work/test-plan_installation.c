/* test-plan_installation.c - which facts an installation makes, and what is said about it */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/plan_installation.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define RECEIVED INT64_C(1700000000123)
#define UPDATED INT64_C(1690000000000)
#define LITERAL(...)                                                                               \
    {                                                                                              \
        (const char *const[]){ __VA_ARGS__ },                                                      \
            sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)                          \
    }

static struct github_installation
installation_of_acme(const char *kind, const char *action)
{
    return (struct github_installation){
        .event = { .kind = kind, .action = action, .received_ms = RECEIVED, .installation = 42 },
        .id = 42,
        .account = "Acme",
        .account_type = "Organization",
        .selection = "selected",
        .updated_ms = UPDATED,
    };
}

static struct plan
plan_of(struct pool *pool, const struct github_installation *installation)
{
    const struct repo repo = { .pool = pool };
    struct plan plan = { 0 };

    plan_installation(installation, &repo, &plan);
    return plan;
}

static void
assert_fact(const struct planned_fact *fact, const char *kind, const char *key, const char *value)
{
    assert_string_equal(fact->kind, kind);
    assert_string_equal(fact->key, key);
    assert_string_equal(fact->value, value);
}

static void
created(void **state)
{
    struct github_installation installation = installation_of_acme("installation", "created");
    struct plan plan;

    installation.repositories = (struct strings)LITERAL("Acme/Web", "Acme/api");
    plan = plan_of(*state, &installation);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_string_equal(plan.reason, "installation 42 of Acme: 2 repositories");
    assert_string_equal(plan.action, "created");
    assert_int_equal(plan.job_count, 0);
    assert_int_equal(plan.fact_count, 3);
    assert_fact(&plan.facts[0], "installation", "42",
                "{\"account\":\"Acme\",\"type\":\"Organization\",\"selection\":\"selected\","
                "\"suspended\":false,\"deleted\":false}");
    assert_fact(&plan.facts[1], "repository_installation", "acme/web", "{\"installation\":\"42\"}");
    assert_fact(&plan.facts[2], "repository_installation", "acme/api", "{\"installation\":\"42\"}");
    for (size_t i = 0; i < plan.fact_count; i++)
        assert_int_equal(plan.facts[i].order_ms, UPDATED);
}

static void
added_and_removed(void **state)
{
    struct github_installation installation =
        installation_of_acme("installation_repositories", "added");
    struct plan plan;

    installation.added = (struct strings)LITERAL("Acme/new");
    installation.removed = (struct strings)LITERAL("Acme/OLD");
    plan = plan_of(*state, &installation);
    assert_int_equal(plan.fact_count, 3);
    assert_fact(&plan.facts[1], "repository_installation", "acme/new", "{\"installation\":\"42\"}");
    assert_fact(&plan.facts[2], "repository_installation", "acme/old",
                "{\"installation\":\"42\",\"removed\":true}");
}

/* An id is never used twice, so nothing that comes later can be newer. */
static void
deleted_is_the_end(void **state)
{
    struct github_installation installation = installation_of_acme("installation", "deleted");
    struct plan plan;

    installation.deleted = true;
    installation.repositories = (struct strings)LITERAL("Acme/Web");
    plan = plan_of(*state, &installation);
    assert_int_equal(plan.fact_count, 2);
    assert_non_null(strstr(plan.facts[0].value, "\"deleted\":true"));
    assert_int_equal(plan.facts[0].order_ms, RECEIVED);
    assert_fact(&plan.facts[1], "repository_installation", "acme/web",
                "{\"installation\":\"42\",\"removed\":true}");
    assert_int_equal(plan.facts[1].order_ms, UPDATED);

    installation.updated_ms = RECEIVED + 1000;
    plan = plan_of(*state, &installation);
    assert_int_equal(plan.facts[0].order_ms, RECEIVED + 1000);
}

static void
an_account_that_is_not_told(void **state)
{
    struct github_installation installation = installation_of_acme("installation", "created");
    struct plan plan;

    installation.account = installation.account_type = installation.selection = NULL;
    plan = plan_of(*state, &installation);
    assert_string_equal(plan.reason, "installation 42: 0 repositories");
    assert_fact(&plan.facts[0], "installation", "42", "{\"suspended\":false,\"deleted\":false}");
}

static void
what_is_said(void **state)
{
    static const struct {
        const char *kind, *action, *selection;
        bool suspended, deleted;
        size_t listed, added, removed;
        const char *said;
    } rows[] = {
        { "installation", "created", "selected", false, false, 1, 0, 0, "1 repository" },
        { "installation", "created", "all", false, false, 3, 0, 0, "3 repositories" },
        { "installation", "created", "all", false, false, 0, 0, 0, "all repositories" },
        { "installation", "suspend", "all", true, false, 0, 0, 0, "suspended" },
        { "installation", "unsuspend", "all", false, false, 0, 0, 0, "no longer suspended" },
        { "installation", "deleted", "all", true, true, 3, 0, 0, "deleted" },
        { "installation", NULL, NULL, false, false, 0, 0, 0, "0 repositories" },
        { "installation_repositories", "added", "selected", false, false, 0, 1, 0,
          "1 repository added" },
        { "installation_repositories", "removed", "selected", true, false, 0, 0, 2,
          "2 repositories removed" },
        { "installation_repositories", "added", "all", false, false, 0, 3, 1,
          "3 repositories added, 1 repository removed" },
    };
    static const char *const names[] = { "a/1", "a/2", "a/3" };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct github_installation installation =
            installation_of_acme(rows[i].kind, rows[i].action);
        struct plan plan;

        installation.selection = rows[i].selection;
        installation.suspended = rows[i].suspended;
        installation.deleted = rows[i].deleted;
        installation.repositories = (struct strings){ names, rows[i].listed };
        installation.added = (struct strings){ names, rows[i].added };
        installation.removed = (struct strings){ names, rows[i].removed };
        plan = plan_of(*state, &installation);
        assert_string_equal(plan.reason,
                            pool_printf(*state, "installation 42 of Acme: %s", rows[i].said));
    }
}

static void
run_rules_act_beside_it(void **state)
{
    const struct rule rule = { .kind = RULE_RUN,
                               .name = "tell",
                               .events = LITERAL("installation"),
                               .host = "web1",
                               .attempts = 1 };
    const struct rule *const rules[] = { &rule };
    const struct repo repo = { .rules = rules, .rule_count = 1, .pool = *state };
    struct github_installation installation = installation_of_acme("installation", "created");
    struct plan plan = { 0 };

    plan_installation(&installation, &repo, &plan);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_null(plan.reason);
    assert_int_equal(plan.job_count, 1);
    assert_int_equal(plan.fact_count, 1);

    installation.event.kind = "installation_repositories";
    plan_installation(&installation, &repo, &plan);
    assert_int_equal(plan.job_count, 0);
    assert_int_equal(plan.ignored_count, 1);
    assert_int_equal(plan.fact_count, 1);
    assert_non_null(plan.reason);
}

/* Whoever knows the secret of one repository could sign it, and tell about all the others. */
static void
one_that_names_a_repository_tells_nothing(void **state)
{
    struct github_installation installation = installation_of_acme("installation", "deleted");
    struct plan plan;

    installation.deleted = true;
    installation.event.repository = "acme/web";
    plan = plan_of(*state, &installation);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason,
                        "an installation is of no repository, so this one is not believed");
    assert_int_equal(plan.fact_count, 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("created", created),
        TEST("added-and-removed", added_and_removed),
        TEST("deleted-is-the-end", deleted_is_the_end),
        TEST("an-account-that-is-not-told", an_account_that_is_not_told),
        TEST("what-is-said", what_is_said),
        TEST("run-rules-act-beside-it", run_rules_act_beside_it),
        TEST("one-that-names-a-repository-tells-nothing",
             one_that_names_a_repository_tells_nothing),
    };

    return cmocka_run_group_tests_name("plan_installation", tests, NULL, NULL);
}
