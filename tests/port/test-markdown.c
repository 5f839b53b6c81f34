/* src/port/markdown.c: which lines of a comment are commands, and what their words are. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "a_pool.h"
#include "port/markdown.h"
#include "port/markdown_source.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SIZED(literal) (literal), sizeof(literal) - 1

enum { MOST = 100 };

struct row {
    const char *text;
    const char *said; /* the commands as /word word, each with a newline behind it */
};

static const char *
said(struct pool *pool, const char *text, size_t length)
{
    struct markdown_command *commands = NULL;
    const char *all = "";
    size_t count = 0, i, j;

    assert_int_equal(markdown_commands(pool, text, length, MOST, &commands, &count), 0);
    for (i = 0; i < count; i++) {
        for (j = 0; j < commands[i].words.count; j++)
            all = pool_printf(pool, "%s%c%s", all, j == 0 ? '/' : ' ', commands[i].words.items[j]);
        all = pool_printf(pool, "%s\n", all);
    }
    return all;
}

static void
assert_rows(struct pool *pool, const struct row *rows, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        const char *found = said(pool, rows[i].text, strlen(rows[i].text));

        if (strcmp(found, rows[i].said) != 0)
            print_error("in \"%s\":\n", rows[i].text);
        assert_string_equal(found, rows[i].said);
    }
}

static void
lines_of_paragraphs(void **state)
{
    static const struct row rows[] = {
        { "/ping", "/ping\n" },
        { "/ping\n", "/ping\n" },
        { "\n\n/ping\n\n", "/ping\n" },
        { "hello\n/ping\nthanks", "/ping\n" },
        { "/deploy staging now", "/deploy staging now\n" },
        { "/deploy \t staging  now  ", "/deploy staging now\n" },
        { "/a\n/b\n\n/c", "/a\n/b\n/c\n" },
        { "/ping\n/ping\n\n/ping\ntext\n/ping", "/ping\n/ping\n/ping\n/ping\n" },
        { "   /ping", "/ping\n" },
        { "hello\n        /ping", "/ping\n" },
        { "hello\n\t/ping", "/ping\n" },
        { "please /ping", "" },
        { "no command at all", "" },
        { "# title\n/ping\n***\n/pong\n", "/ping\n/pong\n" },
        { "- item\n\n/ping", "/ping\n" },
        { "/ping\n- item", "/ping\n" },
        { "> quote\n\n/ping", "/ping\n" },
        { "/ping\n> quote", "/ping\n" },
        { "```\ncode\n```\n/ping", "/ping\n" },
        { "/ping\n```\ncode\n```", "/ping\n" },
        { "<!-- a -->\n/ping", "/ping\n" },
        { "<details>\n\n/ping\n\n</details>", "/ping\n" },
        { "/ping\n\n| a |\n|---|\n| b |\n\n/pong", "/ping\n/pong\n" },
        { "/ping\na | b\n--|--\nc | d", "/ping\n" },
        { "[a]: /x\n/ping", "/ping\n" },
    };

    assert_rows(*state, rows, COUNT(rows));
}

static void
line_breaks(void **state)
{
    static const struct row rows[] = {
        { "/ping\r\n/pong\r\n", "/ping\n/pong\n" },
        { "/ping\r/pong", "/ping\n/pong\n" },
        { "hello  \n/ping  \n/pong", "/ping\n/pong\n" },
        { "hello\\\n/ping\\\n/pong now\\\n/end\\", "/ping\n/pong now\n" },
        { "hello\\\r\n/ping", "/ping\n" },
    };

    assert_rows(*state, rows, COUNT(rows));
}

static void
blocks_that_hold_none(void **state)
{
    static const struct row rows[] = {
        { "    /ping", "" },
        { "\t/ping", "" },
        { "```\n/ping\n```", "" },
        { "~~~ sh\n/ping\n\n/ping\n~~~", "" },
        { "```\n/ping", "" },
        { "> /ping", "" },
        { ">/ping\n> > /ping", "" },
        { "> hello\n/ping", "" },
        { "> > hello\n> /ping\n/ping", "" },
        { "- /ping", "" },
        { "- a\n/ping", "" },
        { "- a\n\n  /ping", "" },
        { "1. a\n   /ping", "" },
        { "- [ ] /ping\n- [x] /ping", "" },
        { "- [ ]\n  /ping", "" },
        { "> - 1. /ping", "" },
        { "# /ping", "" },
        { "/ping\n---", "" },
        { "/ping\n===", "" },
        { "/ping\n/pong\n-", "" },
        { "| a |\n|---|\n| /ping |", "" },
        { "a | b\n--|--\n/ping | x\n/ping", "" },
        { "/ping | x\n--|--\n", "" },
        { "a | b\n--|--\nc | d\n\n/ping", "/ping\n" },
        { "<!-- hooklet 7f3a\n/ping\n-->", "" },
        { "<!--\n\n/ping\n\n-->", "" },
        { "<div>\n/ping\n</div>", "" },
        { "<details>\n/ping\n</details>", "" },
        { "<pre>\n\n/ping\n</pre>", "" },
        { "[a]:\n/ping", "" },
        { "[a]: x '\n/ping\n'", "" },
    };

    assert_rows(*state, rows, COUNT(rows));
}

static void
markup_in_the_line(void **state)
{
    static const struct row rows[] = {
        { "/ping **bold**\n/pong", "/pong\n" },
        { "/ping *a*\n/pong\n/ping _a_", "/pong\n" },
        { "/ping `code`\n/pong", "/pong\n" },
        { "/`ping`", "" },
        { "`/ping`", "" },
        { "**/ping**", "" },
        { "/ping [x](y)\n/pong", "/pong\n" },
        { "/ping ![x](y)\n/pong", "/pong\n" },
        { "/ping [x]\n/pong\n\n[x]: y", "/pong\n" },
        { "/ping <b>x</b>\n/pong", "/pong\n" },
        { "/ping <!-- x -->\n/pong", "/pong\n" },
        { "/ping ~~x~~\n/pong", "/pong\n" },
        { "/ping ~x~\n/pong", "/pong\n" },
        { "*a\n/ping\nb* /x\n/pong", "/pong\n" },
        { "`a\n/ping\nb`\n/pong", "/pong\n" },
        { "[a\n/ping\nb](c)\n/pong", "/pong\n" },
        { "[a](\n/ping\n)\n/pong", "/pong\n" },
        { "<a b='\n/ping\n'>\n/pong", "/pong\n" },
        { "/ping *a", "/ping *a\n" },
        { "/ping a * b * c", "/ping a * b * c\n" },
        { "/ping my_own_branch `", "/ping my_own_branch `\n" },
        { "/ping [x] a < b > c", "/ping [x] a < b > c\n" },
        { "/ping ~a ![ !", "/ping ~a ![ !\n" },
        { "/ping __init__.py", "" },
    };

    assert_rows(*state, rows, COUNT(rows));
}

static void
escapes_and_entities(void **state)
{
    static const struct row rows[] = {
        { "/deploy my\\_branch", "/deploy my_branch\n" },
        { "/lock prod R&amp;D \\*", "/lock prod R&D *\n" },
        { "/ping a\\/b &sol;", "/ping a/b /\n" },
        { "/ping a&nbsp;b", "/ping a b\n" },
        { "/ping a&#9;b", "/ping a b\n" },
        { "/ping &#7;", "" },
        { "/ping &#10;x", "" },
        { "/ping &nope;", "/ping &nope;\n" },
        { "/p\\-ing", "/p-ing\n" },
        { "\\/ping", "" },
        { "\\/ping\n/pong", "/pong\n" },
        { "/pong\n\\/ping", "/pong\n" },
        { "\\\\/ping", "" },
        { "&sol;ping", "" },
        { "&#47;ping\n&#x2F;ping\n/pong", "/pong\n" },
    };

    assert_rows(*state, rows, COUNT(rows));
}

static void
links_and_names_that_are_text(void **state)
{
    static const struct row rows[] = {
        { "/deploy https://x.org/a", "/deploy https://x.org/a\n" },
        { "/deploy https://x.org/__init__.py, now", "/deploy https://x.org/__init__.py, now\n" },
        { "/deploy www.x.org/*a*", "/deploy www.x.org/*a*\n" },
        { "/invite a@b.org and c@d.org", "/invite a@b.org and c@d.org\n" },
        { "/invite @octocat #12 acme/web#3", "/invite @octocat #12 acme/web#3\n" },
        { "/deploy https://x.org/a  \n/ping", "/deploy https://x.org/a\n/ping\n" },
        { "/deploy a@b.org \\\n/ping", "/deploy a@b.org\n/ping\n" },
        { "/deploy <https://x.org/a>", "" },
        { "/deploy <a@b.org>", "" },
        { "/deploy https://x.org/a <https://x.org/a>\n/ping", "/ping\n" },
        { "/deploy [https://x.org](https://x.org)", "" },
        { "/deploy [x](https://x.org) https://x.org", "" },
        { "/deploy https://x.org a\\_b", "" },
        { "/a <https://x.org>\n/b https://x.org\n\n```\n/a https://x.org\n```",
          "/b https://x.org\n" },
        { "https://x.org\n/ping", "/ping\n" },
    };

    assert_rows(*state, rows, COUNT(rows));
}

static void
footnotes(void **state)
{
    static const struct row rows[] = {
        { "/ping [^1]\n/pong\n\n[^1]: why", "/pong\n" },
        { "/ping[^1]", "" },
        { "[^1]: why\n/ping", "" },
        { "[^1]: why\n    /ping", "" },
        { "hello\n/ping\n[^1]: why\n/pong", "/ping\n" },
        { "[^1]: why\n\n/ping", "/ping\n" },
        { "[^1]: why\n\n    /ping", "" },
        { "[^1]: /url\n/ping", "" },
        { "[&Hat;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]\n/ping", "/ping\n" },
    };

    assert_rows(*state, rows, COUNT(rows));
}

static void
names(void **state)
{
    static const struct row rows[] = {
        { "/Ping", "/ping\n" },
        { "/DEPLOY Staging", "/deploy Staging\n" },
        { "/a.b-c_9 x", "/a.b-c_9 x\n" },
        { "/9", "/9\n" },
        { "/", "" },
        { "/ ping", "" },
        { "//ping", "" },
        { "/usr/bin", "" },
        { "/usr/bin is full", "" },
        { "/ping!", "" },
        { "/ping: x", "" },
        { "/caf\xc3\xa9", "" },
        { "/ping caf\xc3\xa9 \xf0\x9f\x9a\x80", "/ping caf\xc3\xa9 \xf0\x9f\x9a\x80\n" },
        { "/ping\xc2\xa0 a\xe2\x80\xaf\x62\xe3\x80\x80", "/ping a b\n" },
        { "\xef\xbb\xbf/ping", "" },
        { "\xc2\xa0/ping", "" },
    };

    assert_rows(*state, rows, COUNT(rows));
}

static void
bytes_that_are_no_text(void **state)
{
    static const struct {
        const char *text;
        size_t length;
        const char *said;
    } rows[] = {
        { SIZED("/ping a\0b\n/pong"), "/pong\n" },
        { SIZED("/pi\0ng\n/pong\0\n/end"), "/end\n" },
        { SIZED("\0\n/ping"), "/ping\n" },
        { SIZED("/ping a\xff\n/pong"), "/pong\n" },
        { SIZED("/ping \xc3\n/pong"), "/pong\n" },
        { SIZED("/ping \xed\xa0\x80\n/pong"), "/pong\n" },
        { SIZED("/ping \x1b[0m\n/pong"), "/pong\n" },
        { SIZED("/ping a\x0b\x0c\x62\n/pong"), "/pong\n" },
        { SIZED("/ping \xc2\x85\n/pong"), "/pong\n" },
        { SIZED("hello \xff\n/pong"), "/pong\n" },
    };
    size_t i;

    for (i = 0; i < COUNT(rows); i++)
        assert_string_equal(said(*state, rows[i].text, rows[i].length), rows[i].said);
}

/* The marks of markdown_source.h, written by somebody else. */
static void
marks_of_ours(void **state)
{
    static const struct row rows[] = {
        { SOURCE_MARK "0/ping\n/pong", "/pong\n" },
        { SOURCE_MARK "9/ping\n/pong", "/pong\n" },
        { "&#xfdd0;0/ping\n/pong", "/pong\n" },
        { "&amp;" SOURCE_MARK "0/ping\n/pong", "/pong\n" },
        { "\xef\xbb\xbf" SOURCE_MARK "9/ping\n/pong", "/pong\n" },
        { "\xef\xbb\xbf" SOURCE_MARK "x\n/pong", "/pong\n" },
        { "hello\n" SOURCE_MARK_FOOTNOTE "[^1]:\n/pong", "/pong\n" },
        { SOURCE_MARK_ODD "/ping\n/pong", "/pong\n" },
        { "/ping " SOURCE_MARK "0/x", "/ping " SOURCE_MARK "0/x\n" },
    };

    assert_rows(*state, rows, COUNT(rows));
}

static void
no_text(void **state)
{
    assert_string_equal(said(*state, NULL, 0), "");
    assert_string_equal(said(*state, "", 0), "");
    assert_string_equal(said(*state, "/ping", 1), "");
    assert_string_equal(said(*state, "/ping\n/pong", 5), "/ping\n");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("lines-of-paragraphs", lines_of_paragraphs),
        TEST("line-breaks", line_breaks),
        TEST("blocks-that-hold-none", blocks_that_hold_none),
        TEST("markup-in-the-line", markup_in_the_line),
        TEST("escapes-and-entities", escapes_and_entities),
        TEST("links-and-names-that-are-text", links_and_names_that_are_text),
        TEST("footnotes", footnotes),
        TEST("names", names),
        TEST("bytes-that-are-no-text", bytes_that_are_no_text),
        TEST("marks-of-ours", marks_of_ours),
        TEST("no-text", no_text),
    };

    return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}
