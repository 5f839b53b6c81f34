/* src/wire/source_event.c - configured pointers become what rules understand */
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
#include "wire/source_event.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "bffeb74224043ba2feb48d137756c8a9331c449a"
#define B "28e1879d029cb852e4844d9c718537df08844e03"
#define ZERO "0000000000000000000000000000000000000000"

static const struct inbound gitlab = {
    .name = "gitlab",
    .repository = "/project/path_with_namespace",
    .ref = "/ref",
    .commit = "/after",
    .action = "/object_attributes/action",
};
static const struct inbound bitbucket = {
    .name = "bitbucket",
    .repository = "/repository/full_name",
    .ref = "/push/changes/0/new/name",
    .commit = "/push/changes/0/new/target/hash",
};
static const struct inbound bare = { .name = "bare" };

static struct github_push
decode(struct pool *pool, const struct inbound *inbound, const char *kind, const char *text)
{
    const struct delivery delivery = delivery_of(pool, kind, text);
    struct github_push push = { 0 };

    assert_int_equal(source_event_decode(inbound, &delivery, pool, &push), 0);
    assert_string_equal(push.event.kind, kind);
    return push;
}

static void
a_push_of_gitlab(void **state)
{
    const struct github_push push =
        decode(*state, &gitlab, "Push_Hook",
               "{'ref':'refs/heads/main','before':'" B "','after':'" A "','user_username':'jo',"
               "'project':{'path_with_namespace':'acme/tools/web','default_branch':'main'}}");

    assert_string_equal(push.event.repository, "acme/tools/web");
    assert_string_equal(push.event.sender, "jo");
    assert_string_equal(push.event.subject, A);
    assert_string_equal(push.ref, "refs/heads/main");
    assert_string_equal(push.branch, "main");
    assert_null(push.tag);
    assert_string_equal(push.before, B);
    assert_false(push.created || push.deleted || push.changed_known);
    assert_int_equal(push.pushed_ms, RECEIVED);
}

static void
a_tag_and_a_bare_branch(void **state)
{
    struct github_push push = decode(*state, &gitlab, "Tag_Push_Hook",
                                     "{'ref':'refs/tags/v1','before':'" ZERO "','after':'" A
                                     "','project':{'path_with_namespace':'acme/web'}}");

    assert_string_equal(push.tag, "v1");
    assert_null(push.branch);
    assert_true(push.created);
    push = decode(*state, &bitbucket, "repo:push",
                  "{'repository':{'full_name':'acme/web'},'push':{'changes':[{'new':{'name':'dev',"
                  "'target':{'hash':'" A "'}}}]}}");
    assert_string_equal(push.ref, "refs/heads/dev");
    assert_string_equal(push.branch, "dev");
}

static void
a_deleted_branch(void **state)
{
    const struct github_push push = decode(*state, &gitlab, "push",
                                           "{'ref':'refs/heads/old','after':'" ZERO
                                           "','project':{'path_with_namespace':'acme/web'}}");

    assert_true(push.deleted);
    assert_null(push.event.subject);
    assert_string_equal(push.branch, "old");
}

static void
what_is_no_push(void **state)
{
    static const struct {
        const char *kind, *text;
    } others[] = {
        { "pipeline", "{'ref':'refs/heads/main','after':'" A
                      "','project':{'path_with_namespace':'acme/web'}}" },
        { "push", "{'ref':'refs/heads/main','project':{'path_with_namespace':'acme/web'}}" },
        { "push", "{'after':'" A "','project':{'path_with_namespace':'acme/web'}}" },
        { "push", "{'ref':'refs/heads/main','after':'" A "'}" },
        { "push", "{'ref':'refs/heads/main','after':'main','project':{'path_with_namespace':"
                  "'acme/web'}}" },
        { "push", "{'ref':7,'after':'" A "','project':{'path_with_namespace':'acme/web'}}" },
        { "push", "[]" },
    };

    for (size_t i = 0; i < COUNT(others); i++)
        assert_null(decode(*state, &gitlab, others[i].kind, others[i].text).ref);
}

/* They end up in keys, environments and logs. */
static void
names_that_are_none_are_not_told(void **state)
{
    static const char *const repositories[] = { "'acme'",      "'acme/../etc'", "'acme/web;id'",
                                                "7",           "'/acme/web'",   "'acme//web'",
                                                "'acme/web/'", "null" };

    for (size_t i = 0; i < COUNT(repositories); i++) {
        const char *text =
            pool_printf(*state, "{'project':{'path_with_namespace':%s}}", repositories[i]);

        assert_null(decode(*state, &gitlab, "issue", text).event.repository);
    }
    assert_null(
        decode(*state, &gitlab, "issue", "{'object_attributes':{'action':'a\\nb'}}").event.action);
    assert_string_equal(
        decode(*state, &gitlab, "issue", "{'object_attributes':{'action':'open'}}").event.action,
        "open");
}

static void
a_source_without_pointers(void **state)
{
    const struct github_push push =
        decode(*state, &bare, "invoice.paid", "{'ref':'refs/heads/main','id':'evt_1'}");

    assert_null(push.ref);
    assert_null(push.event.repository);
    assert_null(push.event.subject);
}

static void
what_our_reader_refuses(void **state)
{
    struct delivery delivery = delivery_of(*state, "push", "{'a':1,'a':2}");
    struct github_push push = { 0 };

    assert_int_equal(source_event_decode(&bare, &delivery, *state, &push), FAIL_UNREADABLE);
    delivery = delivery_of(*state, "push", "hello");
    assert_int_equal(source_event_decode(&bare, &delivery, *state, &push), FAIL_MALFORMED);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("a-push-of-gitlab", a_push_of_gitlab),
        TEST("a-tag-and-a-bare-branch", a_tag_and_a_bare_branch),
        TEST("a-deleted-branch", a_deleted_branch),
        TEST("what-is-no-push", what_is_no_push),
        TEST("names-that-are-none-are-not-told", names_that_are_none_are_not_told),
        TEST("a-source-without-pointers", a_source_without_pointers),
        TEST("what-our-reader-refuses", what_our_reader_refuses),
    };

    return cmocka_run_group_tests_name("source_event", tests, NULL, NULL);
}
