/* src/port/atom.c: what feeds say, and what is none. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */
#include "base/log.h"

#include <cmocka.h>

#include "a_pool.h"
#include "port/atom.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FEED(inside) "<feed xmlns=\"http://www.w3.org/2005/Atom\">" inside "</feed>"
#define ENTRY(inside) FEED("<entry>" inside "</entry>")
#define DIV(inside) "<div xmlns=\"http://www.w3.org/1999/xhtml\">" inside "</div>"

/* As Stack Overflow writes them. */
static const char questions[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<feed xmlns=\"http://www.w3.org/2005/Atom\""
    " xmlns:creativeCommons=\"http://backend.userland.com/creativeCommonsRssModule\""
    " xmlns:re=\"http://purl.org/atompub/rank/1.0\">\n"
    "    <title type=\"text\">Newest questions tagged sqlite - Stack Overflow</title>\n"
    "    <link rel=\"self\" href=\"https://stackoverflow.com/feeds/tag/sqlite\""
    " type=\"application/atom+xml\" />\n"
    "    <link rel=\"alternate\" href=\"https://stackoverflow.com/questions/tagged/sqlite"
    "?tab=newest&amp;x=1\" type=\"text/html\" />\n"
    "    <subtitle>most recent 30 from stackoverflow.com</subtitle>\n"
    "    <updated>2026-11-22T09:40:12Z</updated>\n"
    "    <id>https://stackoverflow.com/feeds/tag/sqlite</id>\n"
    "    <creativeCommons:license>https://creativecommons.org/licenses/by-sa/4.0/rdf"
    "</creativeCommons:license>\n"
    "    <entry>\n"
    "        <id>https://stackoverflow.com/q/79812345</id>\n"
    "        <re:rank scheme=\"https://stackoverflow.com\">-2</re:rank>\n"
    "        <title type=\"text\">Why is &quot;WAL&quot; &lt; slower\n after a VACUUM?</title>\n"
    "            <category scheme=\"https://stackoverflow.com/tags\" term=\"sqlite\" />\n"
    "        <author>\n"
    "            <name>J\xc3\xbcrgen</name>\n"
    "            <uri>https://stackoverflow.com/users/1</uri>\n"
    "        </author>\n"
    "        <link rel=\"alternate\""
    " href=\"https://stackoverflow.com/questions/79812345/why-is-wal-slower\" />\n"
    "        <published>2026-11-22T09:12:01Z</published>\n"
    "        <updated>2026-11-22T09:33:43Z</updated>\n"
    "        <summary type=\"html\">\n"
    "            &lt;p&gt;I run &lt;code&gt;a &amp;lt; b&lt;/code&gt;&lt;/p&gt;\n"
    "        </summary>\n"
    "    </entry>\n"
    "    <entry>\n"
    "        <id>https://stackoverflow.com/q/79812001</id>\n"
    "        <title type=\"text\">Second</title>\n"
    "        <author><name>user42</name></author>\n"
    "        <link rel=\"alternate\" href=\"https://stackoverflow.com/questions/79812001/second\" />\n"
    "        <published>2026-11-22T08:00:00Z</published>\n"
    "        <updated>2026-11-22T08:00:00Z</updated>\n"
    "        <summary type=\"html\"></summary>\n"
    "    </entry>\n"
    "</feed>";

static int
parse(struct pool *pool, const char *text, struct atom_feed *feed)
{
    *feed = (struct atom_feed){ .count = 77 };
    return atom_parse(pool, text, strlen(text), feed);
}

/* Of a feed that has one. */
static struct atom_entry
only_entry(struct pool *pool, const char *text)
{
    struct atom_feed feed;

    assert_int_equal(parse(pool, text, &feed), 0);
    assert_int_equal(feed.count, 1);
    return feed.entries[0];
}

static void
a_tag_of_stack_overflow(void **state)
{
    struct atom_feed feed;

    assert_int_equal(parse(*state, questions, &feed), 0);
    assert_int_equal(feed.count, 2);
    assert_string_equal(feed.title.text, "Newest questions tagged sqlite - Stack Overflow");
    assert_int_equal(feed.updated_ms, INT64_C(1795340412000));
    assert_string_equal(feed.entries[0].id, "https://stackoverflow.com/q/79812345");
    assert_string_equal(feed.entries[0].title.text, "Why is \"WAL\" < slower after a VACUUM?");
    assert_int_equal(feed.entries[0].title.form, ATOM_TEXT);
    assert_string_equal(feed.entries[0].link,
                        "https://stackoverflow.com/questions/79812345/why-is-wal-slower");
    assert_int_equal(feed.entries[0].published_ms, INT64_C(1795338721000));
    assert_int_equal(feed.entries[0].updated_ms, INT64_C(1795340023000));
    assert_string_equal(feed.entries[0].summary.text, "<p>I run <code>a &lt; b</code></p>");
    assert_int_equal(feed.entries[0].summary.form, ATOM_HTML);
    assert_false(feed.entries[0].summary.cut);
    assert_string_equal(feed.entries[0].author, "J\xc3\xbcrgen");
    assert_string_equal(feed.entries[1].id, "https://stackoverflow.com/q/79812001");
    assert_null(feed.entries[1].summary.text);
}

static void
cut_off_anywhere_it_fails_as_a_whole(void **state)
{
    struct atom_feed feed;

    for (size_t length = 1; length < sizeof(questions) - 1; length++) {
        feed = (struct atom_feed){ .count = 77 };
        assert_int_equal(atom_parse(*state, questions, length, &feed), FAIL_MALFORMED);
        assert_int_equal(feed.count, 77);
        pool_reset(*state);
    }
    assert_int_equal(atom_parse(*state, questions, 0, &feed), FAIL_MALFORMED);
    assert_non_null(strstr(fail_detail(), "empty"));
}

static void
without_entries(void **state)
{
    struct atom_feed feed;

    assert_int_equal(parse(*state, FEED(""), &feed), 0);
    assert_int_equal(feed.count, 0);
    assert_null(feed.title.text);
    assert_int_equal(feed.updated_ms, 0);
    assert_int_equal(parse(*state, FEED("<entry/>"), &feed), 0);
    assert_int_equal(feed.count, 1);
    assert_null(feed.entries[0].id);
    assert_null(feed.entries[0].title.text);
    assert_null(feed.entries[0].link);
    assert_null(feed.entries[0].summary.text);
    assert_null(feed.entries[0].author);
}

struct text_row {
    const char *inside;
    const char *title; /* or NULL */
    enum atom_form form;
};

static void
titles_of_three_types(void **state)
{
    static const struct text_row rows[] = {
        { "<title>a &amp; b</title>", "a & b", ATOM_TEXT },
        { "<title type=\"text\"> a\n\tb </title>", "a b", ATOM_TEXT },
        { "<title type=\"text\">&lt;b&gt;</title>", "<b>", ATOM_TEXT },
        { "<title type=\"text\"><![CDATA[a < <b>]]></title>", "a < <b>", ATOM_TEXT },
        { "<title type=\"html\">a &lt;b&gt;c&lt;/b&gt; &amp;amp; d</title>", "a <b>c</b> &amp; d",
          ATOM_HTML },
        { "<title type=\"HTML\"><![CDATA[<b>a</b>]]></title>", "<b>a</b>", ATOM_HTML },
        { "<title type=\"xhtml\">" DIV("a <b>c</b> &amp; d<br/>e") "</title>",
          "a <b>c</b> &amp; d<br>e", ATOM_HTML },
        { "<title type=\"xhtml\">" DIV(
              "<a href=\"?a=&quot;&amp;b\" xml:lang=\"de\">&lt;</a>") "</title>",
          "<a href=\"?a=&quot;&amp;b\">&lt;</a>", ATOM_HTML },
        { "<title type=\"xhtml\">" DIV("<div><div>a</div></div>") "</title>",
          "<div><div>a</div></div>", ATOM_HTML },
        { "<title type=\"xhtml\">" DIV(
              "a<svg xmlns=\"http://www.w3.org/2000/svg\">b</svg>c") "</title>",
          "abc", ATOM_HTML },
        { "<title type=\"xhtml\">no <i xmlns=\"http://www.w3.org/1999/xhtml\">div</i></title>",
          "no <i>div</i>", ATOM_HTML },
        { "<title>a<b xmlns=\"http://www.w3.org/1999/xhtml\">c</b></title>", "ac", ATOM_TEXT },
        { "<title>first</title><title>second</title>", "first", ATOM_TEXT },
        { "<title></title>", "", ATOM_TEXT },
        { "<title type=\"image/png\">AAAA</title>", NULL, ATOM_TEXT },
        { "<title>&#x1F680;&#10;x</title>", "\xf0\x9f\x9a\x80 x", ATOM_TEXT },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct atom_entry entry =
            only_entry(*state, pool_printf(*state, ENTRY("%s"), rows[i].inside));

        if (rows[i].title == NULL) {
            assert_null(entry.title.text);
            continue;
        }
        assert_string_equal(entry.title.text, rows[i].title);
        assert_int_equal(entry.title.form, rows[i].form);
    }
}

struct summary_row {
    const char *inside;
    const char *summary; /* or NULL */
    enum atom_form form;
};

static void
the_summary_or_else_the_content(void **state)
{
    static const struct summary_row rows[] = {
        { "<summary>s</summary><content>c</content>", "s", ATOM_TEXT },
        { "<content>c</content><summary type=\"html\">s</summary>", "s", ATOM_HTML },
        { "<summary/><content type=\"html\">c</content>", "c", ATOM_HTML },
        { "<content type=\"text/plain\">c</content>", "c", ATOM_TEXT },
        { "<content type=\"text/html\">c</content>", "c", ATOM_HTML },
        { "<content type=\"xhtml\">" DIV("<p>a\n b</p>") "</content>", "<p>a\n b</p>", ATOM_HTML },
        { "<content src=\"https://a.example/x\" type=\"text/html\"/>", NULL, ATOM_TEXT },
        { "<content type=\"image/png\">iVBORw0KGgo=</content>", NULL, ATOM_TEXT },
        { "<content type=\"image/svg+xml\"><svg xmlns=\"http://www.w3.org/2000/svg\"><title>t"
          "</title></svg></content>",
          NULL, ATOM_TEXT },
        { "<content type=\"application/xml\"><entry><summary>x</summary></entry></content>", NULL,
          ATOM_TEXT },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct atom_entry entry =
            only_entry(*state, pool_printf(*state, ENTRY("%s"), rows[i].inside));

        if (rows[i].summary == NULL) {
            assert_null(entry.summary.text);
            continue;
        }
        assert_string_equal(entry.summary.text, rows[i].summary);
        assert_int_equal(entry.summary.form, rows[i].form);
    }
}

struct pair {
    const char *inside;
    const char *value; /* or NULL */
};

static void
which_link_leads_to_it(void **state)
{
    static const struct pair rows[] = {
        { "<link href=\"https://a/1\"/>", "https://a/1" },
        { "<link rel=\"alternate\" href=\"https://a/1\"/>", "https://a/1" },
        { "<link rel=\"http://www.iana.org/assignments/relation/alternate\" href=\"https://a/1\"/>",
          "https://a/1" },
        { "<link rel=\"self\" href=\"https://a/0\"/><link href=\"https://a/1\"/>", "https://a/1" },
        { "<link rel=\"enclosure\" href=\"https://a/0\"/>", NULL },
        { "<link href=\"https://a/1\"/><link href=\"https://a/2\"/>", "https://a/1" },
        { "<link type=\"application/pdf\" href=\"https://a/1\"/>"
          "<link type=\"TEXT/HTML\" href=\"https://a/2\"/>",
          "https://a/2" },
        { "<link type=\"text/html\" href=\"https://a/1\"/>"
          "<link type=\"application/pdf\" href=\"https://a/2\"/>",
          "https://a/1" },
        { "<link type=\"application/pdf\" href=\"https://a/1\"/>", "https://a/1" },
        { "<link rel=\"alternate\"/>", NULL },
        { "<x:link xmlns:x=\"urn:x\" href=\"https://a/0\"/>", NULL },
        { "<source><link href=\"https://a/0\"/></source>", NULL },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct atom_entry entry =
            only_entry(*state, pool_printf(*state, ENTRY("%s"), rows[i].inside));

        if (rows[i].value == NULL)
            assert_null(entry.link);
        else
            assert_string_equal(entry.link, rows[i].value);
    }
}

static void
whose_name(void **state)
{
    static const struct pair rows[] = {
        { FEED("<entry><author><name> A\nB </name></author></entry>"), "A B" },
        { FEED("<author><name>F</name></author><entry/>"), "F" },
        { FEED("<entry/><author><name>F</name></author>"), "F" },
        { FEED("<author><name>F</name></author><entry><author><name>E</name></author></entry>"),
          "E" },
        { FEED("<entry><author><name>A</name></author><author><name>B</name></author></entry>"),
          "A" },
        { FEED("<entry><contributor><name>C</name></contributor></entry>"), NULL },
        { FEED("<entry><author><uri>https://a</uri></author><contributor><name>C</name>"
               "</contributor></entry>"),
          NULL },
        { FEED("<entry><source><author><name>S</name></author></source></entry>"), NULL },
        { FEED("<entry><author><x><name>X</name></x></author></entry>"), NULL },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct atom_entry entry = only_entry(*state, rows[i].inside);

        if (rows[i].value == NULL)
            assert_null(entry.author);
        else
            assert_string_equal(entry.author, rows[i].value);
    }
}

static void
dates_with_zones_and_without_sense(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        { "2026-11-22T09:33:43Z", INT64_C(1795340023000) },
        { "\n 2026-11-22T10:33:43.5+01:00 ", INT64_C(1795340023500) },
        { "Sun, 22 Nov 2026 09:33:43 GMT", 0 },
        { "2026-11-22", 0 },
        { "", 0 },
        { "1969-12-31T23:59:59Z", 0 },
        { "2026-11-22T09:33:43Z and so on and so on and so on and so on and so on and so on", 0 },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct atom_entry entry =
            only_entry(*state, pool_printf(*state, ENTRY("<updated>%s</updated>"), rows[i].text));

        assert_int_equal(entry.updated_ms, rows[i].ms);
        assert_int_equal(entry.published_ms, 0);
    }
}

static void
prefixes_are_but_names(void **state)
{
    struct atom_entry entry = only_entry(
        *state, "<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\" xmlns=\"urn:x\"><entry/><a:entry>"
                "<title>not Atom's</title><a:id>urn:1</a:id><b:title"
                " xmlns:b=\"http://www.w3.org/2005/Atom\">T</b:title><id>urn:2</id></a:entry>"
                "</a:feed>");

    assert_string_equal(entry.id, "urn:1");
    assert_string_equal(entry.title.text, "T");
}

/* What an entry was copied from has its own id, title and dates. */
static void
the_source_of_an_entry_is_not_the_entry(void **state)
{
    struct atom_entry entry = only_entry(
        *state, ENTRY("<source><id>urn:0</id><title>S</title><updated>2026-01-01T00:00:00Z"
                      "</updated></source><id>urn:1</id>"));

    assert_string_equal(entry.id, "urn:1");
    assert_null(entry.title.text);
    assert_int_equal(entry.updated_ms, 0);
}

static void
encodings(void **state)
{
    static const char utf16[] =
        "\xff\xfe<\0f\0e\0e\0d\0 \0x\0m\0l\0n\0s\0=\0'\0h\0t\0t\0p\0:\0/\0/\0w\0w\0w\0.\0w\0003\0.\0"
        "o\0r\0g\0/\0002\0000\0000\0005\0/\0A\0t\0o\0m\0'\0>\0<\0t\0i\0t\0l\0e\0>\0\xfc\0"
        "<\0/\0t\0i\0t\0l\0e\0>\0<\0/\0f\0e\0e\0d\0>";
    struct atom_feed feed;

    assert_int_equal(parse(*state, "\xef\xbb\xbf" FEED("<title>\xc3\xbc</title>"), &feed), 0);
    assert_string_equal(feed.title.text, "\xc3\xbc");
    assert_int_equal(
        parse(*state, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" FEED("<title>\xfc</title>"),
              &feed),
        0);
    assert_string_equal(feed.title.text, "\xc3\xbc");
    assert_int_equal(atom_parse(*state, utf16, sizeof(utf16), &feed), 0);
    assert_string_equal(feed.title.text, "\xc3\xbc");
}

struct refusal {
    const char *text;
    int code;
    const char *says;
};

static void
what_is_no_feed(void **state)
{
    static const struct refusal rows[] = {
        { "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel/></rss>", FAIL_MALFORMED,
          "line 2: it is RSS, and only Atom is read" },
        { "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>", FAIL_MALFORMED,
          "RSS" },
        { "<!DOCTYPE rss SYSTEM \"http://my.netscape.com/publish/formats/rss-0.91.dtd\">\n<rss/>",
          FAIL_MALFORMED, "RSS" },
        { "<!DOCTYPE html>\n<html><p>Not found</html>", FAIL_MALFORMED,
          "line 1: it is a web page" },
        { "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", FAIL_MALFORMED, "web page" },
        { "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"/>", FAIL_MALFORMED,
          "not Atom 1.0" },
        { "<feed/>", FAIL_MALFORMED, "another namespace" },
        { "<entry xmlns=\"http://www.w3.org/2005/Atom\"/>", FAIL_MALFORMED, "single Atom entry" },
        { "<opml/>", FAIL_MALFORMED, "begins with <opml>" },
        { "{\"version\":\"https://jsonfeed.org/version/1.1\"}", FAIL_MALFORMED,
          "line 1: not well-formed: invalid token" },
        { " ", FAIL_MALFORMED, "not well-formed" },
    };
    struct atom_feed feed;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(parse(*state, rows[i].text, &feed), rows[i].code);
        assert_non_null(strstr(fail_detail(), rows[i].says));
        assert_int_equal(feed.count, 77);
    }
}

static void
not_well_formed_says_the_line(void **state)
{
    static const struct refusal rows[] = {
        { FEED("<title>\n\n<b></title>"), FAIL_MALFORMED, "line 3: not well-formed: mismatched" },
        { FEED("\n<title>&nbsp;</title>"), FAIL_MALFORMED, "line 2: not well-formed: undefined" },
        { FEED("\n\n\n<title>\xfc</title>"), FAIL_MALFORMED, "line 4" },
        { FEED("<title>&#0;</title>"), FAIL_MALFORMED, "character number" },
        { FEED("<title>\x01</title>"), FAIL_MALFORMED, "invalid token" },
        { FEED("<title>\xed\xa0\x80</title>"), FAIL_MALFORMED, "invalid token" },
        { FEED("<x:y/>"), FAIL_MALFORMED, "unbound prefix" },
        { FEED("<y a=\"1\" a=\"2\"/>"), FAIL_MALFORMED, "duplicate attribute" },
        { FEED("") FEED(""), FAIL_MALFORMED, "junk after" },
        { "<?xml version=\"1.0\" encoding=\"Windows-1252\"?>" FEED(""), FAIL_MALFORMED,
          "unknown encoding" },
        { "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" FEED(""), FAIL_MALFORMED, "encoding" },
    };
    struct atom_feed feed;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(parse(*state, rows[i].text, &feed), rows[i].code);
        assert_non_null(strstr(fail_detail(), rows[i].says));
        assert_int_equal(feed.count, 77);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("a-tag-of-stack-overflow", a_tag_of_stack_overflow),
        TEST("cut-off-anywhere-it-fails-as-a-whole", cut_off_anywhere_it_fails_as_a_whole),
        TEST("without-entries", without_entries),
        TEST("titles-of-three-types", titles_of_three_types),
        TEST("the-summary-or-else-the-content", the_summary_or_else_the_content),
        TEST("which-link-leads-to-it", which_link_leads_to_it),
        TEST("whose-name", whose_name),
        TEST("dates-with-zones-and-without-sense", dates_with_zones_and_without_sense),
        TEST("prefixes-are-but-names", prefixes_are_but_names),
        TEST("the-source-of-an-entry-is-not-the-entry", the_source_of_an_entry_is_not_the_entry),
        TEST("encodings", encodings),
        TEST("what-is-no-feed", what_is_no_feed),
        TEST("not-well-formed-says-the-line", not_well_formed_says_the_line),
    };

    log_open("test-atom", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("atom", tests, NULL, NULL);
}
