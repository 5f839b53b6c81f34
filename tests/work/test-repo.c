/* test-repo.c - whose rules are whose */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "a_pool.h"
#include "work/repo.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LIST(...)                                                                                  \
    {                                                                                              \
        (const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ }))        \
    }

static const struct rule rules[] = {
    { .kind = RULE_RUN, .name = "r" },
    { .kind = RULE_FEED, .name = "f" },
    { .kind = RULE_TASKS, .name = "w", .repositories = LIST("other/x", "Acme/W*") },
    { .kind = RULE_DEPLOY, .name = "d", .repositories = LIST("acme/web") },
    { .kind = RULE_TASKS, .name = "a", .repositories = LIST("*") },
    { .kind = RULE_DEPLOYMENT, .name = "t", .repositories = LIST("acme/*") },
    { .kind = RULE_CI, .name = "c" },
    { .kind = RULE_RUN, .name = "s", .source = "shop" },
    { .kind = RULE_DEPLOY, .name = "S", .source = "shop", .repositories = LIST("acme/*") },
    { .kind = RULE_FORWARD, .name = "g", .source = "github", .repositories = LIST("other/*") },
    { .kind = RULE_RECEIVER, .name = "e" },
};
static const struct settings settings = { .rules = rules, .rule_count = COUNT(rules) };

static const char *
names_of(struct pool *pool, const struct repo *repo)
{
    const char *text = "";

    for (size_t i = 0; i < repo->rule_count; i++)
        text = pool_printf(pool, "%s%s", text, repo->rules[i]->name);
    return text;
}

static const char *
found(struct pool *pool, const char *name)
{
    struct repo repo;

    repo_find(&settings, name, pool, &repo);
    return names_of(pool, &repo);
}

static void
in_the_order_of_the_file(void **state)
{
    assert_string_equal(found(*state, "acme/web"), "rwdat");
    assert_string_equal(found(*state, "ACME/Wiki"), "rwat");
    assert_string_equal(found(*state, "nobody/x"), "ra");
}

static void
a_feed_is_no_repositorys(void **state)
{
    const struct settings feeds = { .rules = &rules[1], .rule_count = 1 };
    const char *const names[] = { "acme/web", "", NULL };
    struct repo repo;

    for (size_t i = 0; i < COUNT(names); i++) {
        repo_find(&feeds, names[i], *state, &repo);
        assert_int_equal(repo.rule_count, 0);
    }
}

static void
rules_of_a_source_are_its_own(void **state)
{
    struct repo repo;

    assert_string_equal(found(*state, "other/x"), "rwag");
    repo_find_of(&settings, "shop", "acme/web", *state, &repo);
    assert_string_equal(names_of(*state, &repo), "sS");
    repo_find_of(&settings, "shop", NULL, *state, &repo);
    assert_string_equal(names_of(*state, &repo), "s");
    repo_find_of(&settings, "circleci", "acme/web", *state, &repo);
    assert_string_equal(names_of(*state, &repo), "");
}

static void
without_a_name(void **state)
{
    assert_string_equal(found(*state, NULL), "ra");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("in-the-order-of-the-file", in_the_order_of_the_file),
        TEST("a-feed-is-no-repositorys", a_feed_is_no_repositorys),
        TEST("rules-of-a-source-are-its-own", rules_of_a_source_are_its_own),
        TEST("without-a-name-those-for-any", without_a_name),
    };

    return cmocka_run_group_tests_name("repo", tests, NULL, NULL);
}
