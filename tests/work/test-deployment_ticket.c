/* test-deployment_ticket.c - which task or issue a pull request belongs to */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "a_pool.h"
#include "work/deployment_ticket.h"

#include <cmocka.h>

static struct github_linked_issue issues[] = {
    { .repository = "acme/other", .number = 3 },
    { .repository = "Acme/Web", .number = 12 },
    { .repository = "acme/web", .number = 13 },
};

static void
assert_ticket(struct pool *pool, const char *text, size_t count, const char *ticket)
{
    const struct github_linked linked = { .issues = issues, .count = count, .text = text };
    const char *is = deployment_ticket(pool, "https://app.asana.com", "acme/web", &linked);

    if (ticket == NULL)
        assert_null(is);
    else
        assert_string_equal(is, ticket);
}

static void
links_of_tasks(void **state)
{
    static const char *const links[] = {
        "See https://app.asana.com/0/11/4711.",
        "(https://app.asana.com/0/11/4711/f)",
        "[task](https://app.asana.com/0/0/4711)",
        "https://app.asana.com/0/search/11/4711",
        "https://app.asana.com/0/inbox/11/4711/55",
        "https://app.asana.com/1/7/project/11/task/4711?focus=true",
        "https://app.asana.com/1/7/task/4711",
        "https://app.asana.com/1/7/inbox/3/item/4711/story/5",
        "https://app.asana.com/ https://app.asana.com/0/11 https://app.asana.com/0/11/4711",
    };

    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        assert_ticket(*state, links[i], 0, "asana:4711");
}

static void
links_of_nothing(void **state)
{
    static const char *const links[] = {
        "",
        "https://app.asana.com",
        "https://app.asana.com/0/11/list",
        "https://app.asana.com/0/11/4711x",
        "https://app.asana.com/1/7/project/11",
        "https://app.asana.com/2/11/4711",
        "https://example.org/0/11/4711",
        "https://app.asana.com/0//4711",
        "https://app.asana.com/0/1/123456789012345678901234567890123",
    };

    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        assert_ticket(*state, links[i], 0, NULL);
}

static void
issues_of_the_same_repository(void **state)
{
    assert_ticket(*state, "no link", 1, NULL);
    assert_ticket(*state, "no link", 3, "issue:12");
    assert_ticket(*state, "https://app.asana.com/0/11/4711", 3, "asana:4711");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("links-of-tasks", links_of_tasks),
        TEST("links-of-nothing", links_of_nothing),
        TEST("issues-of-the-same-repository", issues_of_the_same_repository),
    };

    return cmocka_run_group_tests_name("deployment_ticket", tests, NULL, NULL);
}
