/* test-html.c - what a browser would take for more than text */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "a_pool.h"
#include "base/html.h"

#include <cmocka.h>

static void
five_characters_become_references(void **state)
{
    assert_string_equal(html_escape(*state, ""), "");
    assert_string_equal(html_escape(*state, "plain \xc3\xa9 text\n"), "plain \xc3\xa9 text\n");
    assert_string_equal(html_escape(*state, "&<>\"'"), "&amp;&lt;&gt;&quot;&#39;");
    assert_string_equal(html_escape(*state, "a&amp;b"), "a&amp;amp;b");
}

static void
no_way_out_of_an_attribute(void **state)
{
    assert_string_equal(html_escape(*state, "{\"name\":\"\\\"><script>'x'</script>\"}"),
                        "{&quot;name&quot;:&quot;\\&quot;&gt;&lt;script&gt;&#39;x&#39;"
                        "&lt;/script&gt;&quot;}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("five-characters-become-references", five_characters_become_references),
        TEST("no-way-out-of-an-attribute", no_way_out_of_an_attribute),
    };

    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
