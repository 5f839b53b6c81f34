/* test-github_deployment.c - deployments as GitHub writes them, checks, refs, descriptions */
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
#include "base/utf8.h"
#include "wire/github_checks.h"
#include "wire/github_deployment.h"
#include "wire/github_ref.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SMILE "\xf0\x9f\x98\x80"
#define ELLIPSIS "\xe2\x80\xa6"

static const char *
repeat(struct pool *pool, const char *text, size_t times)
{
    char *made = pool_alloc(pool, strlen(text) * times + 1);

    for (size_t i = 0; i < times; i++)
        memcpy(made + i * strlen(text), text, strlen(text));
    return made;
}

static void
descriptions_of_140_characters(void **state)
{
    struct pool *pool = *state;
    const char *fits = repeat(pool, SMILE, 140), *long_one = repeat(pool, SMILE, 141);
    const char *cut = github_deployment_description(pool, long_one);

    assert_null(github_deployment_description(pool, NULL));
    assert_string_equal(github_deployment_description(pool, ""), "");
    assert_string_equal(github_deployment_description(pool, fits), fits);
    assert_int_equal(strlen(cut), 139 * strlen(SMILE) + strlen(ELLIPSIS));
    assert_string_equal(cut + 139 * strlen(SMILE), ELLIPSIS);
    assert_true(utf8_valid(cut, strlen(cut)));
    assert_string_equal(github_deployment_description(pool, "two\nlines \xff"),
                        "two lines \xef\xbf\xbd");
}

static int
read_one(struct pool *pool, const char *text, const char *root, struct github_deployment *one)
{
    const char *document = quoted(pool, text);

    return github_deployment_read(pool, document, strlen(document), root, "deployment", one);
}

static void
a_deployment_of_ours(void **state)
{
    static const char text[] =
        "{'deployment':{'id':3000000001,'sha':'" A "','ref':'main','environment':'pr12',"
        "'task':'deploy','description':'by ann','creator':{'login':'hooklet[bot]','type':'Bot'},"
        "'transient_environment':true,'production_environment':false,"
        "'created_at':'2023-11-14T22:13:20Z',"
        "'payload':{'hooklet':'77','number':12,'url':'https://pr12.example.org/'}}}";
    struct github_deployment one;

    assert_int_equal(read_one(*state, text, "/deployment", &one), 0);
    assert_string_equal(one.remote, "3000000001");
    assert_string_equal(one.sha, A);
    assert_string_equal(one.ref, "main");
    assert_string_equal(one.environment, "pr12");
    assert_string_equal(one.task, "deploy");
    assert_string_equal(one.description, "by ann");
    assert_string_equal(one.creator, "hooklet[bot]");
    assert_true(one.creator_bot && one.transient && !one.production);
    assert_int_equal(one.created_ms, 1700000000000);
    assert_int_equal(one.row, 77);
    assert_int_equal(one.pull_request, 12);
    assert_string_equal(one.url, "https://pr12.example.org/");
}

/* A payload may be anything. */
static void
payloads_of_others(void **state)
{
    static const struct {
        const char *payload;
        int64_t row, pull_request;
        const char *url;
    } rows[] = {
        { "null", 0, 0, NULL },
        { "''", 0, 0, NULL },
        { "'deploy it'", 0, 0, NULL },
        { "'{ no json'", 0, 0, NULL },
        { "'{\\'hooklet\\':'", 0, 0, NULL },
        { "'{\\'hooklet\\':\\'77\\',\\'number\\':12}'", 77, 12, NULL },
        { "[1,2]", 0, 0, NULL },
        { "{'hooklet':77}", 0, 0, NULL },
        { "{'hooklet':'x'}", 0, 0, NULL },
        { "{'hooklet':'-7'}", 0, 0, NULL },
        { "{'hooklet':'9999999999999999999'}", 0, 0, NULL },
        { "{'number':-1,'url':7}", 0, 0, NULL },
        { "{'hooklet':'7','url':'https://x\\u001b[2J/'}", 7, 0, NULL },
        { "{'hooklet':'7','url':'https://x/'}", 7, 0, "https://x/" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *text =
            pool_printf(*state, "{'id':1,'sha':'" A "','payload':%s}", rows[i].payload);
        struct github_deployment one;

        assert_int_equal(read_one(*state, text, "", &one), 0);
        assert_int_equal(one.row, rows[i].row);
        assert_int_equal(one.pull_request, rows[i].pull_request);
        assert_true(text_equal(one.url, rows[i].url));
        assert_string_equal(one.environment, "");
        assert_string_equal(one.ref, "");
        assert_null(one.creator);
    }
}

static void
what_is_no_deployment(void **state)
{
    static const char *const texts[] = {
        "{}",       "{'id':0,'sha':'" A "'}", "{'id':'1','sha':'" A "'}",
        "{'id':1}", "{'id':1,'sha':null}",    "{'id':1,'sha':'main'}",
        "[]",
    };
    struct github_deployment one;

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_int_equal(read_one(*state, texts[i], "", &one), FAIL_FIELD);
    assert_int_equal(read_one(*state, "{'id':", "", &one), FAIL_MALFORMED);
}

static void
what_a_state_means(void **state)
{
    static const struct {
        const char *state;
        enum github_verdict verdict;
    } rows[] = {
        { "success", CHECK_PASSED },         { "skipped", CHECK_SKIPPED },
        { "neutral", CHECK_SKIPPED },        { "pending", CHECK_PENDING },
        { "queued", CHECK_PENDING },         { "in_progress", CHECK_PENDING },
        { "waiting", CHECK_PENDING },        { "requested", CHECK_PENDING },
        { "expected", CHECK_PENDING },       { "", CHECK_PENDING },
        { "something new", CHECK_PENDING },  { "failure", CHECK_FAILED },
        { "error", CHECK_FAILED },           { "cancelled", CHECK_FAILED },
        { "timed_out", CHECK_FAILED },       { "action_required", CHECK_FAILED },
        { "startup_failure", CHECK_FAILED }, { "stale", CHECK_FAILED },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(github_check_verdict(rows[i].state), rows[i].verdict);
}

/* A failure outweighs what is pending, that outweighs what was skipped. */
static void
what_checks_come_to(void **state)
{
    static const char *const steps[] = { "success", "skipped", "pending", "failure", "success" };
    static const enum github_verdict verdicts[] = { CHECK_PASSED, CHECK_SKIPPED, CHECK_PENDING,
                                                    CHECK_FAILED, CHECK_FAILED };
    struct github_checks checks = { 0 };

    assert_int_equal(checks.verdict, CHECK_PASSED);
    for (size_t i = 0; i < COUNT(steps); i++) {
        github_checks_add(*state, &checks, pool_printf(*state, "c%zu", i), steps[i]);
        assert_int_equal(checks.verdict, verdicts[i]);
        assert_int_equal(checks.count, i + 1);
    }
    github_checks_add(*state, &checks, "c3", "failure");
    assert_int_equal(github_checks_words(*state, &checks, CHECK_FAILED).count, 1);
    assert_string_equal(github_checks_words(*state, &checks, CHECK_FAILED).items[0],
                        "c3 (failure)");
}

static void
only_some_contexts_count(void **state)
{
    static const char *const names[] = { "test", "never-reported" };
    const struct strings only = { names, 2 }, none = { names, 0 };
    struct github_checks checks = { 0 };

    github_checks_add(*state, &checks, "lint", "failure");
    github_checks_add(*state, &checks, "test", "success");
    github_checks_keep(*state, &checks, NULL);
    assert_int_equal(checks.count, 2);
    github_checks_keep(*state, &checks, &only);
    assert_int_equal(checks.count, 2);
    assert_int_equal(checks.verdict, CHECK_PENDING);
    assert_string_equal(github_checks_words(*state, &checks, CHECK_PENDING).items[0],
                        "never-reported (expected)");
    github_checks_keep(*state, &checks, &none);
    assert_int_equal(checks.count, 0);
    assert_int_equal(checks.verdict, CHECK_PASSED);
}

static void
pull_requests_as_refs(void **state)
{
    static const struct {
        const char *ref;
        int64_t number;
    } rows[] = {
        { "pull/12/head", 12 },
        { "refs/pull/12/head", 12 },
        { "pull/12", 0 },
        { "pull/12/merge", 0 },
        { "pull//head", 0 },
        { "pull/1x/head", 0 },
        { "pull/12/head/x", 0 },
        { "refs/heads/pull/12/head", 0 },
        { "refs/pull", 0 },
        { "pull/0/head", 0 },
        { "pull/1234567890/head", 0 },
        { "", 0 },
        { "refs/", 0 },
        { "pull/-1/head", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(github_ref_pull(rows[i].ref), rows[i].number);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("descriptions-of-140-characters", descriptions_of_140_characters),
        TEST("a-deployment-of-ours", a_deployment_of_ours),
        TEST("payloads-of-others", payloads_of_others),
        TEST("what-is-no-deployment", what_is_no_deployment),
        TEST("what-a-state-means", what_a_state_means),
        TEST("what-checks-come-to", what_checks_come_to),
        TEST("only-some-contexts-count", only_some_contexts_count),
        TEST("pull-requests-as-refs", pull_requests_as_refs),
    };

    return cmocka_run_group_tests_name("github_deployment", tests, NULL, NULL);
}
