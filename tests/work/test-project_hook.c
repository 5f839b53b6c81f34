/* test-project_hook.c - from when on a project's tasks have to be looked at again */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "a_pool.h"
#include "work/project_hook.h"

#include <cmocka.h>

static void
without_hooks_nothing_was_heard(void **state)
{
    (void)state;
    assert_int_equal(project_hook_heard(NULL, 0), 0);
}

static void
one_that_heard_nothing_yet_counts_from_its_opening(void **state)
{
    const struct asana_hook_row rows[] = { { .opened_ms = 100 } };

    (void)state;
    assert_int_equal(project_hook_heard(rows, 1), 100);
}

/* Whoever made the new one was cut off before it took along what the old one has heard. */
static void
of_an_old_and_a_new_one_the_least_counts(void **state)
{
    const struct asana_hook_row rows[] = { { .opened_ms = 900 },
                                           { .opened_ms = 100, .heard_ms = 500 } };

    (void)state;
    assert_int_equal(project_hook_heard(rows, 2), 500);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("without-hooks-nothing-was-heard", without_hooks_nothing_was_heard),
        TEST("one-that-heard-nothing-yet-counts-from-its-opening",
             one_that_heard_nothing_yet_counts_from_its_opening),
        TEST("of-an-old-and-a-new-one-the-least-counts", of_an_old_and_a_new_one_the_least_counts),
    };

    return cmocka_run_group_tests_name("project_hook", tests, NULL, NULL);
}
