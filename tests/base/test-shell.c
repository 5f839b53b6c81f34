/* test-shell.c - words that the shell gives back as they were */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "a_pool.h"
#include "base/shell.h"

static void
quoted_text_is_one_word(void **state)
{
    assert_string_equal(shell_quoted(*state, "/usr/bin"), "'/usr/bin'");
    assert_string_equal(shell_quoted(*state, "a b $(c) \\\n"), "'a b $(c) \\\n'");
    assert_string_equal(shell_quoted(*state, "o'hara's"), "'o'\\''hara'\\''s'");
    assert_string_equal(shell_quoted(*state, "'"), "''\\'''");
    assert_string_equal(shell_quoted(*state, ""), "''");
}

static void
plain_words_need_no_quotes(void **state)
{
    assert_string_equal(shell_word(*state, "/home/ann/.hooklet/hooklet.conf"),
                        "/home/ann/.hooklet/hooklet.conf");
    assert_string_equal(shell_word(*state, "a b"), "'a b'");
    assert_string_equal(shell_word(*state, "~ann"), "'~ann'");
    assert_string_equal(shell_word(*state, "a*"), "'a*'");
    assert_string_equal(shell_word(*state, ""), "''");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("quoted-text-is-one-word", quoted_text_is_one_word),
        TEST("plain-words-need-no-quotes", plain_words_need_no_quotes),
    };

    return cmocka_run_group_tests_name("shell", tests, NULL, NULL);
}
