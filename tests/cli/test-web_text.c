/* Configurations of web servers: where comments break, what blocks look like, words in quotes. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "a_pool.h"
#include "base/stream.h"
#include "cli/nginx_config.h"
#include "cli/web_text.h"

struct written {
    struct web_text text;
    struct stream stream;
};

static void
begin(struct written *written, struct pool *pool, const char *before)
{
    written->text = (struct web_text){ .pool = pool, .before = before };
    stream_open(&written->stream);
    written->text.out = written->stream.out;
}

static void
ends_as(struct written *written, const char *wanted)
{
    assert_string_equal(stream_end(&written->stream, written->text.pool), wanted);
}

/* 98 columns behind "# " and not one more. */
static void
comments_break_at_the_width(void **state)
{
    const char *full = pool_printf(*state, "%.97s b",
                                   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                   "aaaaaaaaaaaaaaaaaaa");
    struct written written = { 0 };

    begin(&written, *state, "");
    web_text_say(&written.text, "%.98s", full + 1);
    web_text_say(&written.text, "%s", full);
    ends_as(&written, pool_printf(*state, "# %s\n# %.97s\n# b\n", full + 1, full));
}

static void
a_word_that_is_too_long_stays_whole(void **state)
{
    const char *word = pool_printf(*state, "%0120d", 1);
    struct written written = { 0 };

    begin(&written, *state, "");
    web_text_say(&written.text, "%s b", word);
    ends_as(&written, pool_printf(*state, "# %s\n# b\n", word));
}

static void
lines_of_a_comment_keep_their_blanks(void **state)
{
    struct written written = { 0 };

    begin(&written, *state, "");
    web_text_say(&written.text, "%s", "one:\n\n    two\nthree  four");
    web_text_say(&written.text, "%s", "");
    ends_as(&written, "# one:\n#\n#     two\n# three  four\n");
}

static void
blocks_are_on_one_line_where_they_fit(void **state)
{
    const char *const directives[] = { "server unix:/x", "keepalive 4" };
    struct written written = { 0 };

    begin(&written, *state, "");
    nginx_open(&written.text, "server");
    nginx_block(&written.text, "upstream a", STRINGS(directives));
    nginx_block(&written.text, pool_printf(*state, "upstream %064d", 1), STRINGS(directives));
    nginx_close(&written.text);
    ends_as(&written, pool_printf(*state,
                                  "server {\n"
                                  "    upstream a { server unix:/x; keepalive 4; }\n"
                                  "    upstream %064d {\n"
                                  "        server unix:/x;\n"
                                  "        keepalive 4;\n"
                                  "    }\n"
                                  "}\n",
                                  1));
}

static void
what_is_only_shown_is_a_comment(void **state)
{
    struct written written = { 0 };

    begin(&written, *state, "# ");
    nginx_open(&written.text, "location = /");
    web_text_line(&written.text, "return %d;", 404);
    web_text_blank(&written.text);
    nginx_close(&written.text);
    ends_as(&written, "# location = / {\n#     return 404;\n#\n# }\n");
}

static void
words_are_quoted_where_nginx_needs_it(void **state)
{
    assert_string_equal(nginx_word(*state, "unix:/run/hooklet/a-b_c.sock"),
                        "unix:/run/hooklet/a-b_c.sock");
    assert_string_equal(nginx_word(*state, "a b"), "\"a b\"");
    assert_string_equal(nginx_word(*state, "a\"b\\c"), "\"a\\\"b\\\\c\"");
    assert_string_equal(nginx_word(*state, "{};#$'"), "\"{};#$'\"");
    assert_string_equal(nginx_word(*state, ""), "\"\"");
}

static void
names_and_sizes(void **state)
{
    assert_string_equal(nginx_name(*state, "github-pull-request"), "hooklet_github_pull_request");
    assert_string_equal(nginx_size(*state, (size_t)25 << 20), "25m");
    assert_string_equal(nginx_size(*state, 1000), "1000");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("comments-break-at-the-width", comments_break_at_the_width),
        TEST("a-word-that-is-too-long-stays-whole", a_word_that_is_too_long_stays_whole),
        TEST("lines-of-a-comment-keep-their-blanks", lines_of_a_comment_keep_their_blanks),
        TEST("blocks-are-on-one-line-where-they-fit", blocks_are_on_one_line_where_they_fit),
        TEST("what-is-only-shown-is-a-comment", what_is_only_shown_is_a_comment),
        TEST("words-are-quoted-where-nginx-needs-it", words_are_quoted_where_nginx_needs_it),
        TEST("names-and-sizes", names_and_sizes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
