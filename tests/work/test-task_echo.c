/* test-task_echo.c - what we did at GitHub, noted and heard of */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "a_pool.h"
#include "work/task_echo.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define SAID(text) ((text) == NULL ? "(none)" : (text))

static void
noted_in_order(void **state)
{
    const char *echo = task_echo_with(*state, NULL, "closed", NULL);

    assert_string_equal(echo, "closed");
    echo = task_echo_with(*state, echo, "assigned", "ann");
    assert_string_equal(echo, "closed, assigned ann");
    echo = task_echo_with(*state, echo, "reopened", NULL);
    assert_string_equal(echo, "closed, assigned ann, reopened");
    echo = task_echo_with(*state, echo, "closed", NULL);
    assert_string_equal(echo, "closed, assigned ann, reopened, closed");
}

/* A job that was cut off notes it again. */
static void
noted_twice_stands_once(void **state)
{
    static const struct {
        const char *echo, *action, *login;
    } cases[] = {
        { "closed", "closed", NULL },
        { "reopened, closed, assigned ann", "closed", NULL },
        { "assigned ann, closed", "assigned", "Ann" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        assert_string_equal(task_echo_with(*state, cases[i].echo, cases[i].action, cases[i].login),
                            cases[i].echo);
}

static void
known_by_action_and_login(void **state)
{
    static const char echo[] = "closed, assigned ann, assigned bob-1";

    (void)state;
    assert_true(task_echo_has(echo, "closed", NULL));
    assert_true(task_echo_has(echo, "assigned", "ANN"));
    assert_true(task_echo_has(echo, "assigned", "bob-1"));
    assert_false(task_echo_has(echo, "assigned", "bob"));
    assert_false(task_echo_has(echo, "assigned", "an"));
    assert_false(task_echo_has(echo, "assigned", NULL));
    assert_false(task_echo_has(echo, "unassigned", "ann"));
    assert_false(task_echo_has(echo, "close", NULL));
    assert_false(task_echo_has(echo, "reopened", NULL));
    assert_false(task_echo_has(echo, NULL, NULL));
    assert_null(task_echo_turn(NULL));
    assert_null(task_echo_turn("assigned ann, unassigned closed"));
    assert_string_equal(task_echo_turn("closed, assigned ann"), "closed");
    assert_string_equal(task_echo_turn("closed, reopened, assigned ann"), "reopened");
    assert_false(task_echo_has(NULL, "closed", NULL));
}

static void
heard_of(void **state)
{
    static const struct {
        const char *echo, *action, *login, *left;
    } cases[] = {
        { NULL, "closed", NULL, NULL },
        { "closed", "closed", NULL, NULL },
        { "closed", "labeled", NULL, "closed" },
        { "closed", NULL, NULL, "closed" },
        { "closed, assigned ann", "closed", NULL, "assigned ann" },
        { "closed, assigned ann", "assigned", "ann", "closed" },
        { "assigned ann, assigned bob", "assigned", "eve", "assigned ann, assigned bob" },
        /* A sequence: what comes behind is yet to be told. */
        { "closed, reopened", "closed", NULL, "reopened" },
        { "closed, reopened", "reopened", NULL, NULL },
        { "closed, reopened, closed", "closed", NULL, "reopened, closed" },
        { "closed, assigned ann, reopened", "reopened", NULL, "assigned ann" },
        /* Somebody else's closing is newer than our reopening. */
        { "reopened", "closed", NULL, NULL },
        { "reopened, assigned ann", "closed", NULL, "assigned ann" },
    };
    const char *left;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        left = task_echo_without(*state, cases[i].echo, cases[i].action, cases[i].login);
        assert_string_equal(SAID(left), SAID(cases[i].left));
    }
}

/* Who was cut off hears the same event once more, and has to come to the same. */
static void
heard_twice_by_one_event(void **state)
{
    const char *echo = "closed, assigned ann", *heard, *again;

    assert_true(task_echo_tells(echo, "assigned", "Ann", 57));
    heard = task_echo_hear(*state, echo, "assigned", "Ann", 57);
    assert_string_equal(heard, "closed, assigned Ann=57");
    assert_false(task_echo_has(heard, "assigned", "ann"));
    assert_true(task_echo_tells(heard, "assigned", "ann", 57));
    again = task_echo_hear(*state, heard, "assigned", "ann", 57);
    assert_string_equal(again, heard);
}

static void
heard_by_another_event(void **state)
{
    const char *heard = task_echo_hear(*state, "closed", "closed", NULL, 57);

    assert_string_equal(heard, "closed=57");
    assert_null(task_echo_turn(heard));
    assert_false(task_echo_tells(heard, "closed", NULL, 58));
    assert_false(task_echo_tells(heard, "closed", NULL, 0));
    assert_false(task_echo_tells(heard, "closed", NULL, 5));
    assert_null(task_echo_hear(*state, heard, "labeled", NULL, 58));
    assert_string_equal(task_echo_with(*state, heard, "closed", NULL), "closed=57, closed");
    heard = task_echo_hear(*state, "closed=57, closed", "closed", NULL, 58);
    assert_string_equal(heard, "closed=58");
    assert_string_equal(task_echo_hear(*state, "closed=57, closed", "closed", NULL, 57),
                        "closed=57, closed");
    assert_null(task_echo_hear(*state, "closed=57", "closed", NULL, 0));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("noted-in-order", noted_in_order),
        TEST("noted-twice-stands-once", noted_twice_stands_once),
        TEST("known-by-action-and-login", known_by_action_and_login),
        TEST("heard-of", heard_of),
        TEST("heard-twice-by-one-event", heard_twice_by_one_event),
        TEST("heard-by-another-event", heard_by_another_event),
    };

    return cmocka_run_group_tests_name("task_echo", tests, NULL, NULL);
}
