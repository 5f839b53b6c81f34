/* test-github_deploy_event.c - deployments, statuses and check suites as events */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_delivery.h"
#include "a_pool.h"
#include "base/fail.h"
#include "wire/github_deploy_event.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define REPOSITORY "'repository':{'full_name':'Acme/web','owner':{'type':'Organization'}}"
#define MORE REPOSITORY ",'sender':{'login':'ann','type':'User'},'installation':{'id':42}"
#define DEPLOYMENT                                                                                 \
    "'deployment':{'id':9,'sha':'" A "','ref':'main','environment':'staging',"                     \
    "'payload':{'hooklet':'5'}}"

static int
decode(struct pool *pool, const char *kind, const char *text, void *event)
{
    struct delivery delivery = delivery_of(pool, kind, text);

    if (strcmp(kind, "deployment") == 0)
        return github_deployment_event_decode(&delivery, pool, event);
    if (strcmp(kind, "deployment_status") == 0)
        return github_deployment_status_event_decode(&delivery, pool, event);
    if (strcmp(kind, "status") == 0)
        return github_status_event_decode(&delivery, pool, event);
    return github_check_suite_event_decode(&delivery, pool, event);
}

static void
a_deployment(void **state)
{
    struct github_deployment_event made;

    assert_int_equal(
        decode(*state, "deployment", "{'action':'created'," DEPLOYMENT "," MORE "}", &made), 0);
    assert_string_equal(made.event.action, "created");
    assert_string_equal(made.event.repository, "Acme/web");
    assert_string_equal(made.event.sender, "ann");
    assert_string_equal(made.event.subject, A);
    assert_int_equal(made.event.installation, 42);
    assert_string_equal(made.deployment.remote, "9");
    assert_int_equal(made.deployment.row, 5);
}

static void
a_deployment_status(void **state)
{
    static const char text[] =
        "{'action':'created'," DEPLOYMENT ",'deployment_status':{'state':'success',"
        "'description':'done','log_url':'https://ci/1','environment_url':'https://staging/',"
        "'environment':'blue','creator':{'login':'ci[bot]'},"
        "'created_at':'2023-11-14T22:13:20Z'}," MORE "}";
    static const char bare[] =
        "{'action':'created'," DEPLOYMENT ",'deployment_status':{'state':'error','log_url':'',"
        "'target_url':'https://old/1','environment_url':'','creator':null}," MORE "}";
    struct github_deployment_status_event made;

    assert_int_equal(decode(*state, "deployment_status", text, &made), 0);
    assert_string_equal(made.deployment.environment, "staging");
    assert_string_equal(made.state, "success");
    assert_string_equal(made.description, "done");
    assert_string_equal(made.log_url, "https://ci/1");
    assert_string_equal(made.environment_url, "https://staging/");
    assert_string_equal(made.environment, "blue");
    assert_string_equal(made.creator, "ci[bot]");
    assert_true(made.creator_bot);
    assert_int_equal(made.created_ms, 1700000000000);
    assert_int_equal(decode(*state, "deployment_status", bare, &made), 0);
    assert_string_equal(made.log_url, "https://old/1");
    assert_null(made.environment_url);
    assert_null(made.creator);
    assert_string_equal(made.environment, "staging");
    assert_int_equal(made.created_ms, RECEIVED);
}

static void
a_status(void **state)
{
    static const char text[] =
        "{'id':1,'sha':'" A "','name':'Acme/web','context':'ci/test','state':'pending',"
        "'description':null,'target_url':'https://ci/2',"
        "'branches':[{'name':'main'},{'name':'next'}],"
        "'updated_at':'2023-11-14T22:13:20Z'," MORE "}";
    struct github_status_event made;

    assert_int_equal(decode(*state, "status", text, &made), 0);
    assert_null(made.event.action);
    assert_string_equal(made.event.subject, A);
    assert_string_equal(made.sha, A);
    assert_string_equal(made.context, "ci/test");
    assert_string_equal(made.state, "pending");
    assert_null(made.description);
    assert_string_equal(made.target_url, "https://ci/2");
    assert_int_equal(made.branches.count, 2);
    assert_string_equal(made.branches.items[1], "next");
    assert_int_equal(made.updated_ms, 1700000000000);
}

static void
a_check_suite(void **state)
{
    static const char text[] =
        "{'action':'completed','check_suite':{'head_sha':'" A "','head_branch':'main',"
        "'status':'completed','conclusion':'failure','app':{'name':'GitHub Actions'},"
        "'updated_at':'2023-11-14T22:13:20Z'}," MORE "}";
    static const char requested[] =
        "{'action':'requested','check_suite':{'head_sha':'" A "','head_branch':null,"
        "'status':'queued','conclusion':null,'app':null}," MORE "}";
    struct github_check_suite_event made;

    assert_int_equal(decode(*state, "check_suite", text, &made), 0);
    assert_string_equal(made.sha, A);
    assert_string_equal(made.event.subject, A);
    assert_string_equal(made.branch, "main");
    assert_string_equal(made.status, "completed");
    assert_string_equal(made.conclusion, "failure");
    assert_string_equal(made.app, "GitHub Actions");
    assert_int_equal(made.updated_ms, 1700000000000);
    assert_int_equal(decode(*state, "check_suite", requested, &made), 0);
    assert_null(made.branch);
    assert_null(made.conclusion);
    assert_null(made.app);
}

static void
what_must_be_there(void **state)
{
    static const char *const rows[][2] = {
        { "deployment", "{" DEPLOYMENT "}" },
        { "deployment", "{'deployment':{'id':9}," MORE "}" },
        { "deployment", "{'deployment':7," MORE "}" },
        { "deployment", "{" MORE "}" },
        { "deployment_status", "{" DEPLOYMENT ",'deployment_status':{}," MORE "}" },
        { "deployment_status", "{" DEPLOYMENT "," MORE "}" },
        { "deployment_status", "{'deployment_status':{'state':'success'}," MORE "}" },
        { "status", "{'sha':'" A "','context':'x'," MORE "}" },
        { "status", "{'sha':'" A "','context':'','state':'success'," MORE "}" },
        { "status", "{'sha':'main','context':'x','state':'success'," MORE "}" },
        { "status", "{'sha':'" A "','context':'x','state':'success'}" },
        { "check_suite", "{'check_suite':{}," MORE "}" },
        { "check_suite", "{'check_suite':{'head_sha':'" A "'}}" },
        /* the body of another event */
        { "deployment", "{" DEPLOYMENT ",'deployment_status':{'state':'success'}," MORE "}" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        union {
            struct github_deployment_event deployment;
            struct github_deployment_status_event deployment_status;
            struct github_status_event status;
            struct github_check_suite_event check_suite;
        } made;

        if (decode(*state, rows[i][0], rows[i][1], &made) != FAIL_FIELD)
            fail_msg("%s: %s", rows[i][0], rows[i][1]);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("a-deployment", a_deployment),
        TEST("a-deployment-status", a_deployment_status),
        TEST("a-status", a_status),
        TEST("a-check-suite", a_check_suite),
        TEST("what-must-be-there", what_must_be_there),
    };

    return cmocka_run_group_tests_name("github_deploy_event", tests, NULL, NULL);
}
