/* test-html_text.c - what HTML says, as plain text */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/html_reference.h"
#include "base/html_text.h"
#include "base/utf8.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

struct example {
    const char *html, *text;
};

static void
assert_examples(struct pool *pool, const struct example *examples, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        assert_string_equal(html_text(pool, examples[i].html, strlen(examples[i].html)),
                            examples[i].text);
}

static void
blanks_and_lines(void **state)
{
    static const struct example examples[] = {
        { "", "" },
        { "plain", "plain" },
        { "  a \n\t b  ", "a b" },
        { "<p>one</p><p>two</p>", "one\n\ntwo" },
        { "<p>one</p>\n\n<p>two</p>\n", "one\n\ntwo" },
        { "one<br>two<br/>three<br />", "one\ntwo\nthree" },
        { "one<br><br><br><br>two", "one\n\ntwo" },
        { "<div>one</div><div>two</div>three", "one\ntwo\nthree" },
        { "<h1>Head</h1>text<hr>more", "Head\n\ntext\n\nmore" },
        { "<blockquote>\n<p>said</p>\n</blockquote><p>so</p>", "said\n\nso" },
        { "a<b>b</b> <i>c</i><unknown x=y>d</unknown>", "ab cd" },
        { "a<span> </span>b", "a b" },
        { "a <br> b", "a\nb" },
        { "a&nbsp;&nbsp;b", "a b" },
        { "<p></p><p></p>a<p></p><p></p>", "a" },
        { "a\r\nb\rc\fd", "a b c d" },
        { "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>x",
          "a b\n1 2\n\nx" },
        { "soft&shy;ly\x01", "softly" },
    };

    assert_examples(*state, examples, COUNT(examples));
}

static void
lists(void **state)
{
    static const struct example examples[] = {
        { "<ul><li>one</li><li>two</li></ul>end", "- one\n- two\n\nend" },
        { "<ul>\n <li>one\n <li>two\n</ul>", "- one\n- two" },
        { "x<ol><li><p>one</p></li><li><p>two</p></li></ol>", "x\n\n- one\n\n- two" },
        { "<ul><li></li><li>a</li></ul>", "- a" },
        { "<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n\n- b" },
        { "<ul><li><a href='https://a.b/'>c</a></li></ul>", "- c (https://a.b/)" },
        { "<dl><dt>a</dt><dd>b</dd></dl>", "a\nb" },
        { "<li>", "" },
    };

    assert_examples(*state, examples, COUNT(examples));
}

static void
code(void **state)
{
    static const struct example examples[] = {
        { "<p>See:</p><pre><code>int\nmain(void)\n{\n    return 0;\n}\n</code></pre><p>why?</p>",
          "See:\n\nint\nmain(void)\n{\n    return 0;\n}\n\nwhy?" },
        { "<pre>\n  a\n\n\n\n  b  \n</pre>", "  a\n\n  b" },
        { "<pre>a\n   \nb</pre>", "a\n\nb" },
        { "<pre>a\n \n \n \n \nb</pre>", "a\n\nb" },
        { "<pre>a\tb</pre>", "a\tb" },
        { "<pre>a\r\nb&nbsp;&nbsp;c</pre>", "a\nb  c" },
        { "<pre>if (a &lt; b &amp;&amp; c &gt; d)</pre>", "if (a < b && c > d)" },
        { "use <code>x  y</code> here", "use x y here" },
        { "<pre>a  b", "a  b" },
        { "<pre>a\n ", "a" },
        { "<pre> \n a", " a" },
    };

    assert_examples(*state, examples, COUNT(examples));
}

static void
links(void **state)
{
    static const struct example examples[] = {
        { "see <a href=\"https://a.b/c?d=1&amp;e=2\">this</a>.",
          "see this (https://a.b/c?d=1&e=2)." },
        { "<a href='https://a.b/'>https://a.b/</a>", "https://a.b/" },
        { "<a rel=nofollow HREF=https://a.b/>x</a>", "x (https://a.b/)" },
        { "<a href = 'mailto:a@b.c' >mail</a>", "mail (mailto:a@b.c)" },
        { "<a href='javascript:alert(1)'>x</a>", "x" },
        { "<a href='/questions/1'>x</a>", "x" },
        { "<a href='https://a.b/ c'>x</a>", "x" },
        { "<a href='https://a.b/\n'>x</a>", "x (https://a.b/)" },
        { "<a href=''>x</a><a>y</a>", "xy" },
        { "<a href='https://a.b/'></a>", "https://a.b/" },
        { "see <a href='https://a.b/'> </a>", "see https://a.b/" },
        { "<a href='https://a.b/'>x", "x (https://a.b/)" },
        { "<a href='https://a.b/'>x<a href='https://c.d/'>y</a>",
          "x (https://a.b/)y (https://c.d/)" },
        { "</a>x</a>", "x" },
        { "<p>a <a href='https://a.b/'>x</a></p><p>b</p>", "a x (https://a.b/)\n\nb" },
        { "<img src='https://a.b/i.png' alt='An image'>", "An image (https://a.b/i.png)" },
        { "<img src='https://a.b/i.png'>", "https://a.b/i.png" },
        { "<img src='data:image/png;base64,AAAA' alt='dot'>x", "dotx" },
        { "<img alt='a' src=x>", "a" },
        { "<img>", "" },
        { "<img alt=' a&nbsp; b '>c", "a b c" },
        { "<a href='https://a.b/&nbsp;'>x</a>", "x" },
        { "<a href='https://a.b/'><img src='https://a.b/i.png' alt='i'></a>", "i (https://a.b/)" },
        { "<a href='https://a.b/'><img src='https://a.b/i.png'></a>", "https://a.b/" },
        { "<a href='https://a.b/' href='https://c.d/'>x</a>", "x (https://a.b/)" },
    };

    assert_examples(*state, examples, COUNT(examples));
}

static void
what_is_no_text(void **state)
{
    static const struct example examples[] = {
        { "a<script>if (x < y) alert('</p>')</script>b", "ab" },
        { "a<SCRIPT type=x>x</Script >b", "ab" },
        { "a<style>p { color: red }</style>b", "ab" },
        { "a<script>never closed", "a" },
        { "a<!-- <p>not</p> -->b", "ab" },
        { "a<!-->b", "ab" },
        { "a<!-- never closed", "a" },
        { "<!DOCTYPE html>a<?php x ?>b", "ab" },
        { "a</>b</ x>c", "abc" },
        { "a<p title='>'>b", "a\n\nb" },
        { "a<p title=\">\" x='\"'>b", "a\n\nb" },
        { "a<p title='never closed>b", "a" },
        { "a<p", "a" },
        { "a<br", "a" },
        { "a <b =x / = >c", "a c" },
    };

    assert_examples(*state, examples, COUNT(examples));
}

static void
what_looks_like_tags_and_is_text(void **state)
{
    static const struct example examples[] = {
        { "1 < 2 > 0", "1 < 2 > 0" },
        { "a <3 b", "a <3 b" },
        { "<", "<" },
        { "a</", "a</" },
        { "<<b>x", "<x" },
        { "a & b && c &", "a & b && c &" },
        { "&lt;p&gt;", "<p>" },
        { "&amp;lt;", "&lt;" },
    };

    assert_examples(*state, examples, COUNT(examples));
}

static void
references(void **state)
{
    static const struct example examples[] = {
        { "&amp;&lt;&gt;&quot;&apos;&#39;&#x27;&#X27;", "&<>\"''''" },
        { "&eacute;&Uuml;&szlig;&yuml;&copy;", "\xc3\xa9\xc3\x9c\xc3\x9f\xc3\xbf\xc2\xa9" },
        { "&hellip;&mdash;&rsquo;&rarr;", "\xe2\x80\xa6\xe2\x80\x94\xe2\x80\x99\xe2\x86\x92" },
        { "&#8364;&#x20AC;&#x1F600;", "\xe2\x82\xac\xe2\x82\xac\xf0\x9f\x98\x80" },
        { "&#146;&#128;&#129;", "\xe2\x80\x99\xe2\x82\xac\xef\xbf\xbd" },
        { "&#39x&#39", "'x'" },
        { "&#0;&#xD800;&#x110000;&#99999999999999999999;",
          "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
        { "a&#1;b&#13;c&#10;d", "abc d" },
        { "&unknown; &; &#; &#x; &amp &thetasym;", "&unknown; &; &#; &#x; &amp &thetasym;" },
        { "&AMP;", "&AMP;" },
    };

    assert_examples(*state, examples, COUNT(examples));
}

/* A name may stop at a byte that C takes for an end. */
static void
any_bytes(void **state)
{
    static const char html[] = "a\0b&lt\0;c<p\0x>d\xff&#233\xc3";
    uint32_t character = 0;

    assert_string_equal(html_text(*state, html, sizeof html - 1),
                        "ab&lt;cd\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd");
    assert_int_equal(html_reference("&lt\0;", 5, &character), 0);
    assert_int_equal(html_reference("&lt", 3, &character), 0);
    assert_int_equal(html_reference("&lt;", 4, &character), 4);
    assert_int_equal(html_reference("&", 1, &character), 0);
}

/* A question as Stack Overflow's feed has it. */
static void
a_question(void **state)
{
    static const char html[] =
        "\n            <p>I call <code>ncread</code> and get:</p>\n\n"
        "<pre class=\"lang-py\"><code>ds = open(&quot;a.nc&quot;)\n"
        "for i in range(3):\n    print(ds[i])\n</code></pre>\n\n"
        "<p>See <a href=\"https://docs.example/a?b=1&amp;c\" rel=\"nofollow\">the docs</a>,"
        " which don&#39;t help:</p>\n<ul>\n<li>first</li>\n<li>second &amp; last</li>\n</ul>\n"
        "<p><a href=\"https://i.example/1.png\"><img src=\"https://i.example/1.png\""
        " alt=\"enter image description here\" /></a></p>\n\n        ";

    assert_string_equal(html_text(*state, html, sizeof html - 1),
                        "I call ncread and get:\n\n"
                        "ds = open(\"a.nc\")\nfor i in range(3):\n    print(ds[i])\n\n"
                        "See the docs (https://docs.example/a?b=1&c), which don't help:\n\n"
                        "- first\n- second & last\n\n"
                        "enter image description here (https://i.example/1.png)");
}

/* Each would take hours if it took quadratic time. */
static void
long_and_odd(void **state)
{
    static const char *const bits[] = { "<",    "<a",       "<a href='",
                                        "<!--", "&",        "&#",
                                        "&amp", "<script>", "</",
                                        "<p ",  "<li>",     "<pre> \n ",
                                        "<br>", " ",        "<a href=http:a>",
                                        "\xff", "<!",       "<style></",
                                        "a=\"", "<td>",     "<a href='https://a.b/'>x" };
    char *html = pool_alloc(*state, 2000001), *text;
    size_t i, at, length;

    for (i = 0; i < COUNT(bits); i++) {
        length = strlen(bits[i]);
        for (at = 0; at + length <= 2000000; at += length)
            memcpy(html + at, bits[i], length);
        text = html_text(*state, html, at);
        assert_true(strlen(text) <= 3 * at && utf8_valid(text, strlen(text)));
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("blanks-and-lines", blanks_and_lines),
        TEST("lists", lists),
        TEST("code", code),
        TEST("links", links),
        TEST("what-is-no-text", what_is_no_text),
        TEST("what-looks-like-tags-and-is-text", what_looks_like_tags_and_is_text),
        TEST("references", references),
        TEST("any-bytes", any_bytes),
        TEST("a-question", a_question),
        TEST("long-and-odd", long_and_odd),
    };

    return cmocka_run_group_tests_name("html_text", tests, NULL, NULL);
}
