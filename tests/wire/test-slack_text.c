/* test-slack_text.c - escaping, links, and where a text may be cut */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "wire/slack_text.h"

#include <cmocka.h>

#define SHALOM "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d" /* Hebrew: four letters */
#define PARTY "\xf0\x9f\x8e\x89"
#define MAN "\xf0\x9f\x91\xa8"
#define GIRL "\xf0\x9f\x91\xa7"
#define JOINER "\xe2\x80\x8d"
#define DARK "\xf0\x9f\x8f\xbf"
#define D "\xf0\x9f\x87\xa9"
#define E "\xf0\x9f\x87\xaa"
#define OVERRIDE "\xe2\x80\xae"
#define UNKNOWN "\xef\xbf\xbd"
#define DOTS "\xe2\x80\xa6"

static void
three_characters_are_escaped(void **state)
{
    assert_string_equal(slack_escape(*state, "a & b < c > \"d\" 'e' *f* `g`"),
                        "a &amp; b &lt; c &gt; \"d\" 'e' *f* `g`");
    assert_string_equal(slack_escape(*state, "&amp;"), "&amp;amp;");
    assert_string_equal(slack_escape(*state, "<!channel> <@U123>"),
                        "&lt;!channel&gt; &lt;@U123&gt;");
    assert_string_equal(slack_escape(*state, "two\nlines"), "two\nlines");
    assert_string_equal(slack_line(*state, "two\nlines\t<"), "two lines &lt;");
    assert_string_equal(slack_escape(*state, NULL), "");
    assert_string_equal(slack_line(*state, NULL), "");
}

static void
rtl_and_emoji_stay(void **state)
{
    const char *text = SHALOM " " PARTY " " MAN JOINER GIRL;

    assert_string_equal(slack_escape(*state, text), text);
    assert_string_equal(slack_line(*state, text), text);
}

static void
what_hides_is_shown(void **state)
{
    assert_string_equal(slack_line(*state, "a" OVERRIDE "b"), "a" UNKNOWN "b");
    assert_string_equal(slack_escape(*state, "a\x1b[1mb\xff"), "a" UNKNOWN "[1mb" UNKNOWN);
}

static void
code_keeps_its_backticks_inside(void **state)
{
    assert_string_equal(slack_code(*state, "feature/`x`&y\nz"), "`feature/'x'&amp;y z`");
    assert_string_equal(slack_code(*state, ""), "");
    assert_string_equal(slack_code(*state, NULL), "");
}

static void
link_has_an_escaped_label(void **state)
{
    assert_string_equal(slack_link(*state, "https://example.org/?a=1&b=2", "a|b <c>\n& d"),
                        "<https://example.org/?a=1&amp;b=2|a\xc2\xa6"
                        "b &lt;c&gt; &amp; d>");
    assert_string_equal(slack_link(*state, "https://example.org/", ""), "<https://example.org/>");
    assert_string_equal(slack_link(*state, "https://example.org/", NULL), "<https://example.org/>");
}

static void
link_url_cant_end_early(void **state)
{
    assert_string_equal(slack_link(*state, "https://example.org/a b|c>d\"\n" SHALOM, "x"),
                        "<https://example.org/a%20b%7Cc%3Ed%22%0A%D7%A9%D7%9C%D7%95%D7%9D|x>");
}

static void
link_to_nowhere_is_its_label(void **state)
{
    assert_string_equal(slack_link(*state, NULL, "a&b"), "a&amp;b");
    assert_string_equal(slack_link(*state, "javascript:alert(1)", "x"), "x");
    assert_string_equal(slack_link(*state, "!channel", "x"), "x");
}

static void
mention_needs_an_id(void **state)
{
    assert_string_equal(slack_mention(*state, "U123ABC"), "<@U123ABC>");
    assert_string_equal(slack_mention(*state, "U1><!channel"), "U1&gt;&lt;!channel");
    assert_string_equal(slack_mention(*state, NULL), "");
    assert_string_equal(slack_channel_link(*state, "C0123"), "<#C0123>");
    assert_string_equal(slack_channel_link(*state, "general"), "general");
}

static void
id_has_an_end(void **state)
{
    const char *longest = pool_printf(*state, "U%031d", 0);
    const char *longer = pool_printf(*state, "U%032d", 0);

    assert_string_equal(slack_mention(*state, longest), pool_printf(*state, "<@%s>", longest));
    assert_string_equal(slack_mention(*state, longer), longer);
}

static void
length_counts_as_slack_does(void **state)
{
    (void)state;
    assert_int_equal(slack_length(""), 0);
    assert_int_equal(slack_length(SHALOM), 4);
    assert_int_equal(slack_length(PARTY), 2);
    assert_int_equal(slack_length("&amp;"), 5);
    assert_int_equal(slack_length("\xff\xfe"), 2);
}

struct cut {
    const char *text;
    size_t most;
    const char *becomes;
};

static const struct cut cuts[] = {
    { "abcdef", 6, "abcdef" },
    { "abcdef", 5, "abcd" DOTS },
    { "abcdef", 1, DOTS },
    { "abcdef", 0, "" },
    { "", 0, "" },
    { SHALOM, 4, SHALOM },
    { SHALOM SHALOM, 5, SHALOM DOTS },
    { "a" PARTY "b", 4, "a" PARTY "b" },
    { "a" PARTY "bc", 4, "a" PARTY DOTS },
    { "a" PARTY "bc", 3, "a" DOTS },
    { "ab&amp;cd", 7, "ab" DOTS },
    { "ab&amp;cd", 8, "ab&amp;" DOTS },
    { "ab&cd;ef", 5, "ab&c" DOTS },
    { "see <https://example.org|here> now", 20, "see " DOTS },
    { "<@U1> and more", 6, "<@U1>" DOTS },
    { "<@U1> and more", 5, DOTS },
    { "<never ends here", 5, "<nev" DOTS },
};

static void
cut_is_between_characters(void **state)
{
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
        assert_string_equal(slack_cut(*state, cuts[i].text, cuts[i].most), cuts[i].becomes);
}

static const struct cut clusters[] = {
    { PARTY DARK "abc", 5, PARTY DARK DOTS },
    { PARTY DARK "abc", 4, DOTS },
    { "ab" MAN JOINER GIRL "cdefgh", 7, "ab" DOTS },
    { "ab" MAN JOINER GIRL "cdefgh", 8, "ab" MAN JOINER GIRL DOTS },
    { "e\xcc\x81"
      "bcd",
      3, "e\xcc\x81" DOTS },
    { "e\xcc\x81"
      "bcd",
      2, DOTS },
    { "\xd7\xa9\xd6\xb8\xd7\x9c\xd7\x95\xd7\x9d", 2, DOTS },
    { D E D E "ab", 5, D E DOTS },
    { D E D E "ab", 7, D E DOTS },
    { D E D E "ab", 9, D E D E DOTS },
};

static void
cut_leaves_together_what_belongs_together(void **state)
{
    for (size_t i = 0; i < sizeof clusters / sizeof *clusters; i++)
        assert_string_equal(slack_cut(*state, clusters[i].text, clusters[i].most),
                            clusters[i].becomes);
}

static void
cut_never_passes_its_length(void **state)
{
    const char *text = "a" PARTY "&amp;" D E "<https://x.org|" SHALOM ">" MAN JOINER GIRL "\xff"
                       "e\xcc\x81 and so on, and on";

    for (size_t most = 0; most < slack_length(text) + 2; most++)
        assert_true(slack_length(slack_cut(*state, text, most)) <= most);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("three-characters-are-escaped", three_characters_are_escaped),
        TEST("rtl-and-emoji-stay", rtl_and_emoji_stay),
        TEST("what-hides-is-shown", what_hides_is_shown),
        TEST("code-keeps-its-backticks-inside", code_keeps_its_backticks_inside),
        TEST("link-has-an-escaped-label", link_has_an_escaped_label),
        TEST("link-url-cant-end-early", link_url_cant_end_early),
        TEST("link-to-nowhere-is-its-label", link_to_nowhere_is_its_label),
        TEST("mention-needs-an-id", mention_needs_an_id),
        TEST("id-has-an-end", id_has_an_end),
        TEST("length-counts-as-slack-does", length_counts_as_slack_does),
        TEST("cut-is-between-characters", cut_is_between_characters),
        TEST("cut-leaves-together-what-belongs-together",
             cut_leaves_together_what_belongs_together),
        TEST("cut-never-passes-its-length", cut_never_passes_its_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
