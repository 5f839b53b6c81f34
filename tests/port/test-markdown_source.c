/* src/port/markdown_source.c: lines, their kinds, and what is hard about them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "port/markdown_source.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SIZED(literal) (literal), sizeof(literal) - 1

static void
lines_with_any_end(void **state)
{
    static const char text[] = "a\n  b\r\n\t\r \r\n\n\rend";
    static const struct {
        size_t length, blanks, end;
    } rows[] = { { 2, 0, 1 }, { 5, 2, 3 }, { 2, 1, 1 }, { 3, 1, 1 },
                 { 1, 0, 0 }, { 1, 0, 0 }, { 3, 0, 3 } };
    const char *at = text, *end = text + sizeof(text) - 1;
    struct source_line line;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(rows); i++) {
        assert_true(source_next(&at, end, &line));
        assert_int_equal(line.length, rows[i].length);
        assert_int_equal(line.blanks, rows[i].blanks);
        assert_int_equal(line.end, rows[i].end);
        assert_ptr_equal(at, line.text + line.length);
    }
    assert_false(source_next(&at, end, &line));
}

static void
kinds_of_lines(void **state)
{
    static const struct {
        const char *text;
        size_t length;
        enum source_kind kind;
    } rows[] = {
        { SIZED("a"), SOURCE_PLAIN },
        { SIZED("\n"), SOURCE_PLAIN },
        { SIZED("   \n"), SOURCE_PLAIN },
        { SIZED("/"), SOURCE_SLASH },
        { SIZED(" \t /x\xc3\xa9\n"), SOURCE_SLASH },
        { SIZED("/\xc3\n"), SOURCE_ODD },
        { SIZED("/a\0b\n"), SOURCE_ODD },
        { SIZED("\\/x"), SOURCE_PLAIN },
        { SIZED("&#47;x"), SOURCE_ODD },
        { SIZED(SOURCE_MARK "0/x"), SOURCE_ODD },
        { SIZED(SOURCE_MARK_FOOTNOTE "[^"), SOURCE_ODD },
        { SIZED("[^a]: b"), SOURCE_FOOTNOTE },
        { SIZED("[^a] b"), SOURCE_PLAIN },
        { SIZED("[a]: b"), SOURCE_PLAIN },
    };
    struct source_line line;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(rows); i++) {
        const char *at = rows[i].text;

        assert_true(source_next(&at, rows[i].text + rows[i].length, &line));
        assert_int_equal(source_kind(&line), rows[i].kind);
    }
}

static void
what_takes_the_parser_long(void **state)
{
    static const struct {
        const char *text;
        size_t most; /* times the length */
    } rows[] = {
        { "plain text", 1 },
        { "plain\n> quote\n- list", 1 },
        { "a\n>>> > quote", 5 },
        { "- 1. * + x", 6 },
        { "-----", 1 },
        { "-\t-\t-\t-", 10 },
        { "0 0 0 0", 1 },
        { "            x", 6 },
        { "\t\tx", 4 },
        { "a|b\n|a|b|c|\n|", 4 },
        { "http://a www.b http://c (d)", 1 },
        { "http://a<www.b)http://c", 4 },
        { "<?a <?\n<!A <!-- <b\n<?", 4 },
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(rows); i++)
        assert_int_equal(source_work(rows[i].text, strlen(rows[i].text)),
                         rows[i].most * strlen(rows[i].text));
    assert_int_equal(source_work("", 0), 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "lines-with-any-end", lines_with_any_end, NULL, NULL, NULL },
        { "kinds-of-lines", kinds_of_lines, NULL, NULL, NULL },
        { "what-takes-the-parser-long", what_takes_the_parser_long, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("markdown_source", tests, NULL, NULL);
}
