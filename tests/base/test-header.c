/* src/base/header.c: names, values, and what nobody else sets. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/header.h"

#define TEN "x123456789"
#define NINETY TEN TEN TEN TEN TEN TEN TEN TEN TEN

static void
names(void **state)
{
    static const char *const good[] = { "X-Api-Key", "a", "x_y.z!#$%&'*+^`|~", NINETY TEN };
    static const char *const bad[] = { "",     "a b", " a",  "a:",  "a\r\nb", "\xc3\xbc",
                                       "a\tb", "(a)", "a,b", "a/b", "a\"b",   NINETY TEN "x" };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(header_name_valid(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(header_name_valid(bad[i]));
    assert_false(header_name_valid(NULL));
}

static void
values(void **state)
{
    static const char *const bad[] = { "a\r\nX-Evil: 1", "a\n", "\r", "\x01", "\x7f", "\x1b[0m" };

    (void)state;
    assert_true(header_value_valid(""));
    assert_true(header_value_valid("Bearer \ta \xc3\xbc~"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(header_value_valid(bad[i]));
}

static void
names_that_nobody_else_sets(void **state)
{
    static const char *const reserved[] = { "webhook-id", "WEBHOOK-X",      "X-Hub-Signature-256",
                                            "Host",       "Content-Length", "te" };
    static const char *const free[] = { "webhook", "webhooks-id", "X-Hub", "Content-Type", "tea" };

    (void)state;
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        assert_true(header_reserved(reserved[i]));
    for (size_t i = 0; i < sizeof free / sizeof *free; i++)
        assert_false(header_reserved(free[i]));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        { "names", names, NULL, NULL, NULL },
        { "values", values, NULL, NULL, NULL },
        { "names-that-nobody-else-sets", names_that_nobody_else_sets, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("header", tests, NULL, NULL);
}
