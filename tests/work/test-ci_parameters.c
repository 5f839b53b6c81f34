/* test-ci_parameters.c - what a build is told, of which deployment */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "work/ci_parameters.h"

#include <cmocka.h>

#define SHA "1dc6aa69429bff4806ad6afe58d3d8f57e25973e"

static void
assert_told(struct pool *pool, const struct ci_order *order, const char *expected)
{
    const struct build_parameters told = ci_parameters(pool, order);
    const char *text = "";

    for (size_t i = 0; i < told.count; i++)
        text = pool_printf(pool, "%s%s%s=%s", text, i > 0 ? " " : "", told.items[i].name,
                           told.items[i].value);
    assert_string_equal(text, expected);
}

static void
of_a_pull_request(void **state)
{
    const struct deployment row = {
        .id = 7, .environment = "pr12", .sha = SHA, .url = "https://pr12.example.org/"
    };
    const struct ci_order order = { .project = &project_default,
                                    .row = &row,
                                    .branch = "pull/12/head" };

    assert_told(*state, &order,
                "ENVIRONMENT=pr12 VERSION=pr12-1dc6aa6942 SUBDOMAIN=pr12 "
                "URL=https://pr12.example.org/ DEPLOYMENT=7 revision=" SHA);
}

/* The site itself: its version is the tag, and it has no subdomain. */
static void
of_production(void **state)
{
    struct deployment row = { .id = 8, .environment = "production", .sha = SHA };
    struct ci_order order = { .project = &project_default, .row = &row, .tag = "v1.2" };

    assert_told(*state, &order, "ENVIRONMENT=production VERSION=v1.2 DEPLOYMENT=8 revision=" SHA);
    order.tag = NULL;
    order.branch = "main";
    assert_told(*state, &order,
                "ENVIRONMENT=production VERSION=production-1dc6aa6942 DEPLOYMENT=8 revision=" SHA);
    row.environment = "staging";
    order.tag = "v1.2";
    order.branch = NULL;
    assert_told(*state, &order,
                "ENVIRONMENT=staging VERSION=staging-1dc6aa6942 SUBDOMAIN=staging DEPLOYMENT=8 "
                "revision=" SHA);
}

static void
other_names_and_fewer(void **state)
{
    const struct deployment row = {
        .id = 9, .environment = "test", .sha = SHA, .url = "http://x/"
    };
    const struct project_settings project = {
        .parameters = { [CI_VALUE_ENVIRONMENT] = "deploy_to", [CI_VALUE_DEPLOYMENT] = "id" }
    };
    const struct project_settings none = { 0 };
    struct ci_order order = { .project = &project, .row = &row, .branch = "main" };

    assert_told(*state, &order, "deploy_to=test id=9");
    order.project = &none;
    assert_told(*state, &order, "");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("of-a-pull-request", of_a_pull_request),
        TEST("of-production", of_production),
        TEST("other-names-and-fewer", other_names_and_fewer),
    };

    return cmocka_run_group_tests_name("ci_parameters", tests, NULL, NULL);
}
