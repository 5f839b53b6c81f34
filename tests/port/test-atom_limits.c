/* src/port/atom.c: long, deep and hostile feeds. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */
#include "base/buf.h"
#include "base/log.h"
#include "base/utf8.h"

#include <cmocka.h>

#include "a_pool.h"
#include "port/atom.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BEGIN "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
#define END "</feed>"
#define ROCKET "\xf0\x9f\x9a\x80"

enum { MEBIBYTE = 1024 * 1024 };

/* `before`, as many of `piece`, `after`. */
static char *
filled(struct pool *pool, const char *before, const char *piece, size_t count, const char *after)
{
    size_t size = strlen(piece);
    char *text = pool_alloc(pool, strlen(before) + count * size + strlen(after) + 1);
    char *to = stpcpy(text, before);

    for (; count > 0; count--, to += size)
        memcpy(to, piece, size);
    stpcpy(to, after);
    return text;
}

static int
parse(struct pool *pool, const char *text, struct atom_feed *feed)
{
    *feed = (struct atom_feed){ .count = 77 };
    return atom_parse(pool, text, strlen(text), feed);
}

static void
assert_refused(struct pool *pool, const char *text, int code, const char *says)
{
    struct atom_feed feed;

    assert_int_equal(parse(pool, text, &feed), code);
    assert_non_null(strstr(fail_detail(), says));
    assert_int_equal(feed.count, 77);
}

static void
a_billion_laughs(void **state)
{
    assert_refused(*state,
                   "<?xml version=\"1.0\"?>\n"
                   "<!DOCTYPE lolz [\n"
                   " <!ENTITY lol \"lol\">\n"
                   " <!ENTITY lol1 \"&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;\">\n"
                   " <!ENTITY lol2 \"&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;\">\n"
                   " <!ENTITY lol3 \"&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;\">\n"
                   "]>\n" BEGIN "<title>&lol3;</title>" END,
                   FAIL_UNREADABLE, "line 2: it has a document type");
}

static void
a_dtd_of_any_kind(void **state)
{
    static const char *const types[] = {
        "<!DOCTYPE feed>",
        "<!DOCTYPE feed []>",
        "<!DOCTYPE feed [<!ENTITY x \"y\">]>",
        "<!DOCTYPE feed [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE feed SYSTEM \"http://127.0.0.1:1/x.dtd\">",
        "<!DOCTYPE feed PUBLIC \"-//X\" \"http://127.0.0.1:1/x.dtd\" [<!ENTITY % a \"b\"> %a;]>",
        "<!DOCTYPE feed [<!ATTLIST title type CDATA \"html\">]>",
    };

    for (size_t i = 0; i < COUNT(types); i++)
        assert_refused(*state, pool_printf(*state, "%s" BEGIN "<title>&x;</title>" END, types[i]),
                       FAIL_UNREADABLE, "DTD");
}

static void
as_deep_as_allowed_and_one_deeper(void **state)
{
    struct atom_feed feed;
    char *inner = filled(*state, "", "<b>", ATOM_DEPTH_MOST - 1, "x");
    char *text = filled(*state, inner, "</b>", ATOM_DEPTH_MOST - 1, END);

    assert_int_equal(parse(*state, pool_printf(*state, BEGIN "%s", text), &feed), 0);
    inner = filled(*state, "", "<b>", ATOM_DEPTH_MOST, "x");
    text = filled(*state, inner, "</b>", ATOM_DEPTH_MOST, END);
    assert_refused(*state, pool_printf(*state, BEGIN "%s", text), FAIL_UNREADABLE, "deeper");
}

static void
a_million_open_elements(void **state)
{
    assert_refused(*state, filled(*state, BEGIN, "<a>", MEBIBYTE, ""), FAIL_UNREADABLE, "line 2");
    assert_refused(*state,
                   filled(*state, BEGIN "<entry><content type=\"xhtml\">", "<a>", MEBIBYTE, ""),
                   FAIL_UNREADABLE, "deeper");
}

static void
as_many_entries_as_allowed_and_one_more(void **state)
{
    struct atom_feed feed;

    assert_int_equal(
        parse(*state,
              filled(*state, BEGIN, "<entry><id>urn:1</id></entry>", ATOM_ENTRIES_MOST, END),
              &feed),
        0);
    assert_int_equal(feed.count, ATOM_ENTRIES_MOST);
    assert_string_equal(feed.entries[0].id, "urn:1");
    assert_string_equal(feed.entries[feed.count - 1].id, "urn:1");
    assert_refused(*state, filled(*state, BEGIN, "<entry/>", ATOM_ENTRIES_MOST + 1, END),
                   FAIL_UNREADABLE, "more than 1000 entries");
}

static void
a_title_of_ten_megabytes_and_one_of_seven(void **state)
{
    struct atom_feed feed;

    assert_refused(
        *state, filled(*state, BEGIN "<entry><title>", "x", 10 * MEBIBYTE, "</title></entry>" END),
        FAIL_TOO_LARGE, "at most 8388608");
    assert_int_equal(
        parse(*state,
              filled(*state, BEGIN "<entry><title>", "x", 7 * MEBIBYTE, "</title></entry>" END),
              &feed),
        0);
    assert_int_equal(strlen(feed.entries[0].title.text), ATOM_TITLE_MOST);
    assert_true(feed.entries[0].title.cut);
}

struct cut_row {
    const char *before;
    const char *piece;
    const char *after;
    size_t least; /* of what is left */
};

/* A character, a reference and a tag that we write are whole, or not there. */
static void
long_texts_are_cut_where_it_does_no_harm(void **state)
{
    static const struct cut_row rows[] = {
        { "<summary>x", ROCKET, "</summary>", ATOM_SUMMARY_MOST - 3 },
        { "<summary type=\"html\">xy", ROCKET, "</summary>", ATOM_SUMMARY_MOST - 3 },
        { "<summary type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">x", "&amp;",
          "</div></summary>", ATOM_SUMMARY_MOST - 4 },
        { "<summary type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">x",
          "<b class=\"&lt;\">y</b>", "</div></summary>", ATOM_SUMMARY_MOST - 24 },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *before = pool_printf(*state, BEGIN "<entry>%s", rows[i].before);
        const char *after = pool_printf(*state, "%s<id>urn:1</id></entry>" END, rows[i].after);
        struct atom_feed feed;
        const char *text;

        assert_int_equal(parse(*state, filled(*state, before, rows[i].piece, 40000, after), &feed),
                         0);
        text = feed.entries[0].summary.text;
        assert_true(feed.entries[0].summary.cut);
        assert_in_range(strlen(text), rows[i].least, ATOM_SUMMARY_MOST);
        assert_true(utf8_valid(text, strlen(text)));
        if (strstr(rows[i].before, "xhtml") != NULL)
            assert_non_null(strchr(">;y", text[strlen(text) - 1]));
        assert_string_equal(feed.entries[0].id, "urn:1");
    }
}

/* Half an id would be another one's. */
static void
ids_and_links_are_not_cut(void **state)
{
    struct atom_feed feed;

    assert_int_equal(
        parse(*state, filled(*state, BEGIN "<entry><id>", "x", ATOM_NAME_MOST, "</id></entry>" END),
              &feed),
        0);
    assert_int_equal(strlen(feed.entries[0].id), ATOM_NAME_MOST);
    assert_refused(
        *state, filled(*state, BEGIN "<entry><id>", "x", ATOM_NAME_MOST + 1, "</id></entry>" END),
        FAIL_UNREADABLE, "line 2: id is longer");
    assert_refused(
        *state,
        filled(*state, BEGIN "<entry><link href=\"", "x", ATOM_NAME_MOST + 1, "\"/></entry>" END),
        FAIL_UNREADABLE, "link");
}

/* Much of what costs little to write: each is read, or refused, and soon. */
static void
masses_of_everything(void **state)
{
    static const char *const pieces[] = {
        "<a/>",
        "<!-- a -->",
        "<?a b?>",
        "<title>a</title>",
        "&amp;",
        "&#x41;",
        "]]",
        "\n",
        "<entry xmlns=\"urn:a\"/>",
        "<a xmlns:b=\"urn:c\"><b:d/></a>",
        "<author/>",
        "<a b='c' d='e' f='g'/>",
    };
    struct atom_feed feed;

    for (size_t i = 0; i < COUNT(pieces); i++) {
        size_t count = 4 * (size_t)MEBIBYTE / strlen(pieces[i]);

        assert_int_equal(parse(*state, filled(*state, BEGIN, pieces[i], count, END), &feed), 0);
        assert_int_equal(feed.count, 0);
        pool_reset(*state);
    }
}

static void
an_element_with_many_attributes(void **state)
{
    struct buf text;
    struct atom_feed feed;

    buf_init(&text, ATOM_BYTES_MOST);
    assert_int_equal(buf_text(&text, BEGIN "<entry><content type=\"xhtml\"><div"
                                           " xmlns=\"http://www.w3.org/1999/xhtml\"><b"),
                     0);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(buf_printf(&text, " a%d=\"%d\" xmlns:b%d=\"urn:%d\"", i, i, i, i), 0);
    assert_int_equal(buf_text(&text, ">x</b></div></content></entry>" END), 0);
    assert_int_equal(parse(*state, buf_string(&text), &feed), 0);
    assert_true(feed.entries[0].summary.cut);
    assert_string_equal(feed.entries[0].summary.text, "");
    buf_free(&text);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("a-billion-laughs", a_billion_laughs),
        TEST("a-dtd-of-any-kind", a_dtd_of_any_kind),
        TEST("as-deep-as-allowed-and-one-deeper", as_deep_as_allowed_and_one_deeper),
        TEST("a-million-open-elements", a_million_open_elements),
        TEST("as-many-entries-as-allowed-and-one-more", as_many_entries_as_allowed_and_one_more),
        TEST("a-title-of-ten-megabytes-and-one-of-seven",
             a_title_of_ten_megabytes_and_one_of_seven),
        TEST("long-texts-are-cut-where-it-does-no-harm", long_texts_are_cut_where_it_does_no_harm),
        TEST("ids-and-links-are-not-cut", ids_and_links_are_not_cut),
        TEST("masses-of-everything", masses_of_everything),
        TEST("an-element-with-many-attributes", an_element_with_many_attributes),
    };

    log_open("test-atom_limits", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("atom_limits", tests, NULL, NULL);
}
