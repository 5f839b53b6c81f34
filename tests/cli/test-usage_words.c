/* src/cli/usage_words.c: what may stand behind a command, out of its usage text */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "a_pool.h"
#include "cli/usage_words.h"

/* The words with a blank between them. */
static const char *
joined(struct pool *pool, struct strings words)
{
    const char *text = "";

    for (size_t i = 0; i < words.count; i++)
        text = pool_printf(pool, "%s%s%s", text, i > 0 ? " " : "", words.items[i]);
    return text;
}

static void
one_without_parts(void **state)
{
    static const struct command deliver = {
        .name = "deliver",
        .usage = "hooklet deliver --event NAME [OPTION...] FILE\n"
                 "       hooklet deliver --source slack --event command|event\n"
                 "                       [--again] FILE\n"
                 "Says --nothing about it, nor list | show.\n"
                 "  --event NAME     its kind\n"
                 "  -n, --number N   how many\n"
                 "                   --no-option stands here\n"
                 "  --run DIR        where\n"
                 "  --header \"N: V\"  a header\n"
                 "  --form           as a form\n",
    };

    assert_int_equal(usage_parts(*state, &deliver).count, 0);
    assert_string_equal(joined(*state, usage_words(*state, &deliver, NULL)),
                        "--event=command|event FILE --source=slack --again --number= --run=DIR "
                        "--header= --form");
}

static const struct command targets = {
    .name = "targets",
    .usage = "hooklet targets [list] [--state all|open|NAME] [--json]\n"
             "       hooklet targets add --owner OWNER [FIELD...]\n"
             "                           [--key FILE] URL\n"
             "       hooklet targets enable ID | disable [--reason TEXT] ID | remove ID...\n"
             "       hooklet targets helper get|store (--failed | --all) --since TIME\n"
             "  --field TEXT  a field\n",
};

static void
parts_are_what_comes_first_or_instead(void **state)
{
    assert_string_equal(joined(*state, usage_parts(*state, &targets)),
                        "list add enable disable remove helper");
}

static void
each_part_has_its_own_words(void **state)
{
    static const struct {
        const char *part, *words;
    } cases[] = {
        { "list", "--state=all|open --json" },
        { "add", "--owner= --key=FILE --field=" },
        { "enable", "" },
        { "disable", "--reason=" },
        { "remove", "" },
        { "helper", "get store --failed --all --since=" },
        { "nothing", "" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(joined(*state, usage_words(*state, &targets, cases[i].part)),
                            cases[i].words);
}

static void
a_name_of_two_words(void **state)
{
    static const struct command make = {
        .name = "github make",
        .usage = "hooklet github make --url URL\nMakes it.\n  --url URL  where\n",
    };

    assert_int_equal(usage_parts(*state, &make).count, 0);
    assert_string_equal(joined(*state, usage_words(*state, &make, NULL)), "--url=");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("one-without-parts", one_without_parts),
        TEST("parts-are-what-comes-first-or-instead", parts_are_what_comes_first_or_instead),
        TEST("each-part-has-its-own-words", each_part_has_its_own_words),
        TEST("a-name-of-two-words", a_name_of_two_words),
    };

    return cmocka_run_group_tests_name("usage_words", tests, NULL, NULL);
}
