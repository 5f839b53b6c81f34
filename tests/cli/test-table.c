/* Tables: widths in characters, what gives way, and what never reaches a terminal. */
#include "config.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "a_pool.h"
#include "cli/table.h"

static const char *const headings[] = { "ID", "STATE", "REASON" };

static struct table *
one_row(struct pool *pool, const char *id, const char *text, const char *reason)
{
    struct table *table = table_new(pool, headings, 3);

    table_cell(table, id, TABLE_PLAIN);
    table_cell(table, text, table_state_colour(text));
    table_cell(table, reason, TABLE_PLAIN);
    return table;
}

static void
columns_stand_under_each_other(void **state)
{
    struct table *table = one_row(*state, "1234", "done", "all good");

    assert_string_equal(table_text(table, 0, false), "ID    STATE  REASON\n"
                                                     "1234  done   all good\n");
}

static void
width_counts_characters_not_bytes(void **state)
{
    struct table *table = one_row(*state, "äöü", "中文", "x");

    assert_string_equal(table_text(table, 0, false), "ID   STATE  REASON\n"
                                                     "äöü  中文   x\n");
}

static void
last_column_gives_way_on_a_terminal(void **state)
{
    struct table *table = one_row(*state, "1", "dead", "0123456789abcdef");

    assert_string_equal(table_text(table, 22, false), "ID  STATE  REASON\n"
                                                      "1   dead   0123456789…\n");
}

static void
widest_columns_give_way_first_down_to_four(void **state)
{
    struct table *table = one_row(*state, "0123456789", "superseded", "0123456789");

    assert_string_equal(table_text(table, 22, false), "ID      STATE   REASON\n"
                                                      "01234…  super…  01234…\n");
    assert_string_equal(table_text(table, 3, false), "ID    STA…  REA…\n"
                                                     "012…  sup…  012…\n");
}

static void
cut_never_splits_a_character(void **state)
{
    struct table *table = one_row(*state, "1", "dead", "ääääääääääääääää");

    assert_string_equal(table_text(table, 22, false), "ID  STATE  REASON\n"
                                                      "1   dead   ääääääääää…\n");
}

static void
nothing_is_cut_in_a_pipe(void **state)
{
    const char *reason = "a reason that is far longer than any terminal is wide, and then some "
                         "more of it, so that it would have to be cut";
    struct table *table = one_row(*state, "1", "dead", reason);

    assert_non_null(strstr(table_text(table, 0, false), reason));
}

static void
escapes_and_line_breaks_never_reach_the_terminal(void **state)
{
    struct table *table = one_row(*state, "1", "dead", "red\033[31m\r\nnew\tline\x9b\x80");
    const char *text = table_text(table, 0, false);

    assert_null(strchr(text, '\033'));
    assert_null(strchr(text, '\r'));
    assert_null(strchr(text, '\x9b'));
    assert_non_null(strstr(text, "new line"));
}

static void
marks_that_turn_the_writing_are_replaced(void **state)
{
    struct table *table = one_row(*state, "1", "dead", "a\u202etxt.exe\u2066b");
    const char *text = table_text(table, 0, false);

    assert_null(strstr(text, "\u202e"));
    assert_null(strstr(text, "\u2066"));
    assert_non_null(strstr(text, "a\ufffdtxt.exe\ufffdb"));
}

static void
empty_cell_is_a_dash(void **state)
{
    struct table *table = one_row(*state, "1", NULL, "");

    assert_string_equal(table_text(table, 0, false), "ID  STATE  REASON\n"
                                                     "1   -      -\n");
}

static void
colours_do_not_count_as_width(void **state)
{
    struct table *table = one_row(*state, "1", "dead", "x");

    assert_non_null(strstr(table_text(table, 0, true), "\033[31mdead\033[0m   x"));
}

static void
no_colour_outside_a_terminal(void **state)
{
    struct table *table = one_row(*state, "1", "dead", "x");

    assert_null(strchr(table_text(table, 0, false), '\033'));
}

static void
states_have_their_colours(void **state)
{
    (void)state;
    assert_int_equal(table_state_colour("done"), TABLE_GOOD);
    assert_int_equal(table_state_colour("dead"), TABLE_BAD);
    assert_int_equal(table_state_colour("unknown"), TABLE_BAD);
    assert_int_equal(table_state_colour("cut off"), TABLE_BAD);
    assert_int_equal(table_state_colour("started"), TABLE_BUSY);
    assert_int_equal(table_state_colour("no such state"), TABLE_PLAIN);
    assert_int_equal(table_state_colour(NULL), TABLE_PLAIN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(columns_stand_under_each_other, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(width_counts_characters_not_bytes, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(last_column_gives_way_on_a_terminal, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(widest_columns_give_way_first_down_to_four, new_pool,
                                        end_pool),
        cmocka_unit_test_setup_teardown(cut_never_splits_a_character, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(nothing_is_cut_in_a_pipe, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(escapes_and_line_breaks_never_reach_the_terminal, new_pool,
                                        end_pool),
        cmocka_unit_test_setup_teardown(marks_that_turn_the_writing_are_replaced, new_pool,
                                        end_pool),
        cmocka_unit_test_setup_teardown(empty_cell_is_a_dash, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(colours_do_not_count_as_width, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(no_colour_outside_a_terminal, new_pool, end_pool),
        cmocka_unit_test(states_have_their_colours),
    };

    /* As the command does; without it every character counts as broken. */
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
