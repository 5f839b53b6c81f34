/* test-chat_words.c - what was typed, without Slack's marks */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/chat_words.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
plain(void **state)
{
    static const struct {
        const char *text, *plain;
    } cases[] = {
        { "", "" },
        { "a &lt;b&gt; &amp;amp; c", "a <b> &amp; c" },
        { "<https://x.org>", "https://x.org" },
        { "<http://x.org|x.org>", "x.org" },
        { "<https://x.org?a=1&amp;b=2>", "https://x.org?a=1&b=2" },
        { "<mailto:a@x.org|a@x.org>", "a@x.org" },
        { "<@U1|ann> and <@U2>", "@ann and @U2" },
        { "<#C1|dev> <#C2>", "#dev #C2" },
        { "<!here|@here> <!channel>", "@here @channel" },
        { "<!subteam^S1|@ops>", "@ops" },
        { "<>", "<>" },
        { "a < b > c", "a  b  c" },
        { "<", "<" },
        { "<|>", "" },
        { "a\tb\nc", "a b c" },
        { "\xe2\x80\xae"
          "evil",
          "\xef\xbf\xbd"
          "evil" },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(chat_plain(*state, cases[i].text), cases[i].plain);
}

static void
words(void **state)
{
    static const struct {
        const char *text, *joined; /* with | between them */
        size_t count;
    } cases[] = {
        { "", "", 0 },
        { "  ", "", 0 },
        { " a  b ", "a|b", 2 },
        { "it's \"late now\"", "it's|\"late|now\"", 3 },
        { "`main` 'x' \"y\"", "main|x|y", 3 },
        { "\xe2\x80\x9cmain\xe2\x80\x9d \xe2\x80\x98x\xe2\x80\x99", "main|x", 2 },
        { "` `` \"\" x", "`|``|\"\"|x", 4 },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct strings found = chat_words(*state, cases[i].text);
        const char *joined = "";

        for (size_t j = 0; j < found.count; j++)
            joined = pool_printf(*state, "%s%s%s", joined, j > 0 ? "|" : "", found.items[j]);
        assert_string_equal(joined, cases[i].joined);
        assert_int_equal(found.count, cases[i].count);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("plain", plain),
        TEST("words", words),
    };

    return cmocka_run_group_tests_name("chat_words", tests, NULL, NULL);
}
