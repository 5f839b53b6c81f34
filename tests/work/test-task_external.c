/* test-task_external.c - what tasks are called */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/utf8.h"
#include "work/task_external.h"

#include <cmocka.h>

/* `count` times `text`. */
static char *
repeated(struct pool *pool, const char *text, size_t count)
{
    size_t length = strlen(text), i;
    char *all = pool_array(pool, count + 1, length);

    for (i = 0; i < count; i++)
        memcpy(all + i * length, text, length);
    return all;
}

static size_t
utf16_units(const char *text)
{
    size_t length = strlen(text), units = 0, at, step;
    uint32_t character = 0;

    for (at = 0; at < length; at += step) {
        step = utf8_next(text + at, length - at, &character);
        assert_true(step > 0);
        units += character > 0xffff ? 2 : 1;
    }
    return units;
}

static void
ids_of_issues(void **state)
{
    assert_string_equal(task_external(*state, "acme/web", 12), "acme-web-12");
    assert_string_equal(task_external(*state, "Acme/Web.js_2", 1), "Acme-Web.js_2-1");
    assert_string_equal(task_external(*state, "a-b/c", 9007199254740993), "a-b-c-9007199254740993");
}

static void
two_repositories_of_one_id(void **state)
{
    assert_string_equal(task_external(*state, "acme-web/api", 1),
                        task_external(*state, "acme/web-api", 1));
    assert_string_not_equal(task_external_apart(*state, "acme-web/api", 1, 4711),
                            task_external_apart(*state, "acme/web-api", 1, 4712));
    assert_string_equal(task_external_apart(*state, "acme/web", 12, 4711), "acme-web-12-4711");
}

static void
ids_of_feeds(void **state)
{
    const char *id = pool_printf(*state, "%s%s", repeated(*state, "x", 2000), "/the-end");
    const char *external;

    assert_string_equal(task_external_feed(*state, "stackoverflow", "123"), "stackoverflow-123");
    assert_string_equal(task_external_feed(*state, "blog", "https://b.example/?p=1&x=[a b]%20"),
                        "blog-https://b.example/?p=1&x=-a-b--20");
    assert_string_equal(task_external_feed(*state, "blog", "\xc3\xa9\n"), "blog----");
    external = task_external_feed(*state, "blog", id);
    assert_int_equal(strlen(external), TASK_EXTERNAL_MOST);
    assert_string_equal(external + TASK_EXTERNAL_MOST - 9, "x/the-end");
    assert_memory_equal(external, "blog-xxx", 8);
    external = task_external_feed(*state, repeated(*state, "y", 2000), id);
    assert_int_equal(strlen(external), TASK_EXTERNAL_MOST);
}

static void
titles(void **state)
{
    static const struct {
        const char *title;
        int64_t number;
        const char *made;
    } cases[] = {
        { "Broken", 12, "Broken (#12)" },
        { "", 12, "(#12)" },
        { "  \t", 12, "(#12)" },
        { "Broken", 0, "Broken" },
        { "", 0, "" },
        { "  two  words \n", 1, "two  words (#1)" },
        { "one\r\nline\xe2\x80\xa8only\x01", 3, "one  line only (#3)" },
        { "bad \xff byte", 4, "bad \xef\xbf\xbd byte (#4)" },
        { "half \xe2\x80", 5, "half \xef\xbf\xbd\xef\xbf\xbd (#5)" },
        { "(#7) \xe2\x82\xac", 7, "(#7) \xe2\x82\xac (#7)" },
    };
    size_t i;

    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(task_title(*state, cases[i].title, cases[i].number), cases[i].made);
}

static void
a_long_title_keeps_its_number(void **state)
{
    static const char *const characters[] = { "x", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80" };
    size_t i, count;
    char *title;

    for (i = 0; i < sizeof characters / sizeof *characters; i++)
        for (count = 500; count < 1100; count++) {
            title = task_title(*state, repeated(*state, characters[i], count), 123456);
            assert_true(utf16_units(title) <= TASK_TITLE_MOST);
            assert_string_equal(title + strlen(title) - 10, " (#123456)");
            if (utf16_units(characters[i]) * count <= TASK_TITLE_MOST - 10)
                assert_null(strstr(title, "\xe2\x80\xa6"));
            else
                assert_non_null(strstr(title, "\xe2\x80\xa6 (#123456)"));
        }
}

/* As long as it may be, and one more. */
static void
a_title_that_just_fits(void **state)
{
    size_t most = TASK_TITLE_MOST - strlen(" (#123)");
    char *title = task_title(*state, repeated(*state, "x", most), 123);

    assert_int_equal(strlen(title), TASK_TITLE_MOST);
    assert_string_equal(title + most - 1, "x (#123)");
    title = task_title(*state, repeated(*state, "x", most + 1), 123);
    assert_string_equal(title + most - 2, "x\xe2\x80\xa6 (#123)");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("ids-of-issues", ids_of_issues),
        TEST("two-repositories-of-one-id", two_repositories_of_one_id),
        TEST("ids-of-feeds", ids_of_feeds),
        TEST("titles", titles),
        TEST("a-long-title-keeps-its-number", a_long_title_keeps_its_number),
        TEST("a-title-that-just-fits", a_title_that_just_fits),
    };

    return cmocka_run_group_tests_name("task_external", tests, NULL, NULL);
}
