/* test-wish.c - wishes become jobs and come back, and what others write into args does not */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "wire/a_delivery.h"
#include "work/wish.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG_60 "a23456789-b23456789-c23456789-d23456789-e23456789-f234567890"

static const struct github_api app = { .app_id = "1" };
static const struct github_api token = { .read_delay_ms = 1500 };

static struct wish
full_wish(void)
{
    return (struct wish){ .what = WISH_DEPLOY,
                          .rule = "default/production",
                          .repository = "Acme/Web",
                          .environment = "production",
                          .ref = "refs/tags/v1.2",
                          .sha = A,
                          .origin = "slack",
                          .by = "ann",
                          .by_slack = "U012AB3CD",
                          .author = "dependabot[bot]",
                          .pull_request = 12,
                          .installation = 42,
                          .order_ms = 1700000000123 };
}

static void
a_wish_becomes_a_job(void **state)
{
    struct wish wish = full_wish();
    struct planned_job job;

    wish_plan(&wish, &app, *state, &job);
    assert_string_equal(job.kind, "deployment");
    assert_string_equal(job.rule, "default/production");
    assert_string_equal(job.key, "deployment:acme/web:production");
    assert_string_equal(job.lane, "github:42");
    assert_string_equal(job.subject, A);
    assert_int_equal(job.order_ms, 1700000000000);
    assert_true(job.newest);
    assert_true(job.again);
    assert_int_equal(job.crash, CRASH_RERUN);
    assert_int_equal(job.attempts, RETRY_ATTEMPTS);
    assert_int_equal(job.step, 0);
    assert_string_equal(
        job.args,
        "{\"what\":\"deploy\",\"rule\":\"default/production\",\"repository\":\"Acme/Web\","
        "\"environment\":\"production\",\"ref\":\"refs/tags/v1.2\",\"sha\":\"" A
        "\",\"origin\":\"slack\",\"by\":\"ann\",\"by_slack\":\"U012AB3CD\","
        "\"author\":\"dependabot[bot]\",\"pull_request\":\"12\","
        "\"installation\":\"42\"}");
    wish_plan(&wish, &token, *state, &job);
    assert_string_equal(job.lane, "github:token");
}

static void
check_same(const char *one, const char *other)
{
    if (one == NULL)
        assert_null(other);
    else
        assert_string_equal(one, other);
}

static void
check_round_trip(struct pool *pool, const struct wish *wish)
{
    struct planned_job job;
    struct wish back;

    wish_plan(wish, &app, pool, &job);
    assert_null(wish_read(pool, job.args, &back));
    assert_int_equal(back.what, wish->what);
    check_same(wish->rule, back.rule);
    check_same(wish->repository, back.repository);
    check_same(wish->environment, back.environment);
    check_same(wish->ref, back.ref);
    check_same(wish->sha, back.sha);
    check_same(wish->origin, back.origin);
    check_same(wish->by, back.by);
    check_same(wish->by_slack, back.by_slack);
    check_same(wish->author, back.author);
    assert_int_equal(back.pull_request, wish->pull_request);
    assert_int_equal(back.installation, wish->installation);
    assert_int_equal(back.order_ms, 0);
}

static void
wishes_come_back(void **state)
{
    static const char *const refs[] = {
        "main", "refs/heads/main", "refs/tags/v1", "#12", "pull/7", "refs/pull/12/head", A,
        NULL,   "feature/x",       LONG_60
    };
    struct wish wish = full_wish();

    check_round_trip(*state, &wish);
    for (size_t i = 0; i < COUNT(refs); i++) {
        wish.ref = refs[i];
        check_round_trip(*state, &wish);
    }
    wish.environment = LONG_60;
    check_round_trip(*state, &wish);
    wish = (struct wish){
        .rule = "r", .repository = "a/b", .environment = "e", .ref = "main", .origin = "push"
    };
    check_round_trip(*state, &wish);
    wish = (struct wish){ .what = WISH_END,
                          .rule = "default/pr",
                          .repository = "a/b",
                          .environment = "pr12",
                          .origin = "pull_request",
                          .pull_request = 12 };
    check_round_trip(*state, &wish);
}

/* An account that is gone, or has an odd name, keeps nobody from deploying. */
static void
odd_people_are_left_out(void **state)
{
    static const char *const odd[] = {
        "",           "-x",           "a b",
        "<!channel>", "ann\n",        "[bot]",
        "x[bot]y",    "\xd7\xa9\xd7", "a123456789b123456789c123456789d123456789"
    };

    for (size_t i = 0; i < COUNT(odd); i++) {
        struct wish wish = full_wish(), back;
        struct planned_job job;

        wish.by = wish.author = wish.by_slack = odd[i];
        wish_plan(&wish, &app, *state, &job);
        assert_null(wish_read(*state, job.args, &back));
        assert_null(back.by);
        assert_null(back.author);
        assert_null(back.by_slack);
    }
}

#define REST "'rule':'r','repository':'a/b','environment':'e','ref':'main','origin':'push'"

static const struct {
    const char *args;
    const char *reason; /* NULL: fine */
} rows[] = {
    { "{'what':'deploy'," REST "}", NULL },
    { "{'what':'end','rule':'r','repository':'a/b','environment':'pr1','origin':'x'}", NULL },
    { "", "its args are no JSON" },
    { "{", "its args are no JSON" },
    { "[]", "its args don't say whether to deploy or to end" },
    { "{'what':'deploy','what':'end'," REST "}", "its args are no JSON" },
    { "{" REST "}", "its args don't say whether to deploy or to end" },
    { "{'what':'Deploy'," REST "}", "its args don't say whether to deploy or to end" },
    { "{'what':1," REST "}", "its args don't say whether to deploy or to end" },
    { "{'what':'deploy','repository':'a/b','environment':'e','ref':'m','origin':'p'}",
      "its args name no rule" },
    { "{'what':'deploy','rule':'','repository':'a/b','environment':'e','ref':'m','origin':'p'}",
      "its args name no rule" },
    { "{'what':'deploy','rule':'r','environment':'e','ref':'m','origin':'p'}",
      "its args name no repository" },
    { "{'what':'deploy','rule':'r','repository':'../b','environment':'e','ref':'m','origin':'p'}",
      "its args name no repository" },
    { "{'what':'deploy','rule':'r','repository':'a/b/c','environment':'e','ref':'m','origin':'p'}",
      "its args name no repository" },
    { "{'what':'deploy','rule':'r','repository':'a/b','ref':'m','origin':'p'}",
      "its args name no environment" },
    { "{'what':'deploy','rule':'r','repository':'a/b','environment':'E','ref':'m','origin':'p'}",
      "its args name no environment" },
    { "{'what':'deploy','rule':'r','repository':'a/b','environment':'" LONG_60
      "1','ref':'m','origin':'p'}",
      "its args name no environment" },
    { "{'what':'deploy','rule':'r','repository':'a/b','environment':'<!here>','ref':'m',"
      "'origin':'p'}",
      "its args name no environment" },
    { "{'what':'deploy','rule':'r','repository':'a/b','environment':'e','ref':'m'}",
      "its args don't say what asked for it" },
    { "{'what':'deploy','rule':'r','repository':'a/b','environment':'e','ref':'m','origin':'a b'}",
      "its args don't say what asked for it" },
    { "{'what':'deploy','rule':'r','repository':'a/b','environment':'e','ref':'$(id)',"
      "'origin':'p'}",
      "its args have a ref that is none" },
    { "{'what':'deploy','rule':'r','repository':'a/b','environment':'e','ref':'--upload-pack=x',"
      "'origin':'p'}",
      "its args have a ref that is none" },
    { "{'what':'deploy','rule':'r','repository':'a/b','environment':'e','ref':'\\u05e9',"
      "'origin':'p'}",
      "its args have a ref that is none" },
    { "{'what':'deploy','rule':'r','repository':'a/b','environment':'e','ref':'','origin':'p'}",
      "its args have a ref that is none" },
    { "{'what':'deploy'," REST ",'sha':'abc'}", "its args have a commit that is none" },
    { "{'what':'deploy'," REST ",'sha':'0000000000000000000000000000000000000000'}",
      "its args have a commit that is none" },
    { "{'what':'deploy','rule':'r','repository':'a/b','environment':'e','origin':'p'}",
      "its args name nothing to deploy" },
    { "{'what':'deploy'," REST ",'by':'a b'}", "its args have a login that is none" },
    { "{'what':'deploy'," REST ",'author':'<!channel>'}", "its args have a login that is none" },
    { "{'what':'deploy'," REST ",'by_slack':'C012'}",
      "its args have a member of Slack that is none" },
    { "{'what':'deploy'," REST ",'by_slack':'U1><!channel'}",
      "its args have a member of Slack that is none" },
};

static void
hostile_args(void **state)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct wish wish;
        const char *reason = wish_read(*state, quoted(*state, rows[i].args), &wish);

        assert_string_equal(reason == NULL ? "(fine)" : reason,
                            rows[i].reason == NULL ? "(fine)" : rows[i].reason);
    }
}

static void
odd_numbers_are_none(void **state)
{
    static const char *const numbers[] = { "12", "'x'", "'-1'", "null", "'9999999999999999999'" };

    for (size_t i = 0; i < COUNT(numbers); i++) {
        const char *args =
            pool_printf(*state, "{'what':'deploy'," REST ",'pull_request':%s,'installation':%s}",
                        numbers[i], numbers[i]);
        struct wish wish;

        assert_null(wish_read(*state, quoted(*state, args), &wish));
        assert_int_equal(wish.pull_request, 0);
        assert_int_equal(wish.installation, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-wish-becomes-a-job", a_wish_becomes_a_job),
        TEST("wishes-come-back", wishes_come_back),
        TEST("odd-people-are-left-out", odd_people_are_left_out),
        TEST("hostile-args", hostile_args),
        TEST("odd-numbers-are-none", odd_numbers_are_none),
    };

    return cmocka_run_group_tests_name("wish", tests, NULL, NULL);
}
