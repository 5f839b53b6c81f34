/* test-invite_text.c - names and numbers in the words of invitations */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/invite_text.h"

#include <cmocka.h>

static const struct invite_values values = {
    .username = "ann", .org = "acme", .repository = "acme/web", .count = 2, .remaining = 1
};

static void
each_placeholder(void **state)
{
    static const struct {
        const char *text, *expanded;
    } cases[] = {
        { "", "" },
        { "nothing", "nothing" },
        { "@{username}", "@ann" },
        { "{org}{repository}", "acmeacme/web" },
        { "{count} done, {remaining} to go, {count}!", "2 done, 1 to go, 2!" },
        { "{Org} { org } {} {org", "{Org} { org } {} {org" },
        { "{{org}}", "{acme}" },
        { "a {b_c} {or}", "a {b_c} {or}" },
        { "{usernames}{user}", "{usernames}{user}" },
        { "`{\n  \"x\": {org} }`\n", "`{\n  \"x\": acme }`\n" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(invite_expand(*state, cases[i].text, &values), cases[i].expanded);
}

/* What is put in is not looked at again. */
static void
values_are_no_templates(void **state)
{
    struct invite_values odd = values;

    odd.username = "{org}";
    assert_string_equal(invite_expand(*state, "{username} {org}", &odd), "{org} acme");
}

static void
a_long_text(void **state)
{
    char *text = pool_alloc(*state, 60001), *expanded;
    struct invite_values wide = values;

    wide.org = "abcdefghijklmnopqrstuvwxyz0123456789abc";
    for (size_t i = 0; i < 60000; i += 5)
        memcpy(text + i, "{org}", 5);
    expanded = invite_expand(*state, text, &wide);
    assert_int_equal(strlen(expanded), 12000 * 39);
    assert_string_equal(expanded + strlen(expanded) - 39, wide.org);
}

static void
who_tells_a_count(void **state)
{
    (void)state;
    assert_true(invite_tells_count("{org}: {count}"));
    assert_true(invite_tells_count("{remaining}"));
    assert_false(invite_tells_count("{username} {counts} count"));
    assert_false(invite_tells_count(""));
    assert_false(invite_tells_count(NULL));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("each-placeholder", each_placeholder),
        TEST("values-are-no-templates", values_are_no_templates),
        TEST("a-long-text", a_long_text),
        TEST("who-tells-a-count", who_tells_a_count),
    };

    return cmocka_run_group_tests_name("invite_text", tests, NULL, NULL);
}
