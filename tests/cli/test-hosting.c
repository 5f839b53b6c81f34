/* src/cli/hosting.c, hosting_places.c: texts and places of a shared hosting */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "a_pool.h"
#include "cli/hosting.h"

static const struct hosting usual = {
    .directory = "/home/ann/public_html",
    .config = "/home/ann/.hooklet/hooklet.conf",
    .state = "/home/ann/.hooklet/state",
    .programs = "/usr/libexec/hooklet",
    .command = "/usr/bin/hooklet",
    .url = "https://ann.example",
    .source_most = 1048576,
};

static void
crons_line(void **state)
{
    struct hosting odd = usual;

    assert_string_equal(hosting_cron(*state, &usual),
                        "* * * * * /usr/bin/hooklet --config /home/ann/.hooklet/hooklet.conf "
                        "work --drain --max-time 50s");
    odd.config = "/home/o'hara/100% $x";
    assert_string_equal(hosting_cron(*state, &odd),
                        "* * * * * /usr/bin/hooklet --config '/home/o'\\''hara/100\\% $x' "
                        "work --drain --max-time 50s");
}

static void
a_wrapper(void **state)
{
    struct hosting odd = usual;
    struct hosting_file file;

    odd.programs = "/home/o'hara/$(id)";
    file = hosting_file(*state, &odd, 0);
    assert_string_equal(file.name, "github-ping.cgi");
    assert_string_equal(file.path, "/home/ann/public_html/hooklet/github-ping.cgi");
    assert_string_equal(file.text, "#!/bin/sh\n"
                                   "# hooklet init --shared-hosting made this, and makes it anew.\n"
                                   "HOOKLET_CONFIG='/home/ann/.hooklet/hooklet.conf'\n"
                                   "HOOKLET_BINDIR='/usr/bin'\n"
                                   "export HOOKLET_CONFIG HOOKLET_BINDIR\n"
                                   "exec '/home/o'\\''hara/$(id)/github-ping.fcgi'\n");
}

static void
every_file_is_known_as_ours(void **state)
{
    for (size_t i = 0; i < hosting_file_count(); i++) {
        const struct hosting_file file = hosting_file(*state, &usual, i);

        assert_true(hosting_file_ours(file.text));
        assert_int_equal(strncmp(file.text, "#!/bin/sh\n", 10), 0);
    }
    assert_false(hosting_file_ours("#!/bin/sh\nexec hooklet\n"));
}

static void
a_block_stays_where_it_is(void **state)
{
    const char *ours = hosting_htaccess(*state, &usual, "");
    struct hosting newer = usual;
    const char *before, *after;

    before = hosting_htaccess(*state, &usual, "Options -Indexes");
    assert_int_equal(strncmp(before, ours, strlen(ours)), 0);
    assert_string_equal(before + strlen(ours), "\nOptions -Indexes");
    assert_string_equal(hosting_htaccess(*state, &usual, before), before);

    newer.source_most = 2 * usual.source_most;
    after = hosting_htaccess(*state, &newer, before);
    assert_string_not_equal(after, before);
    assert_non_null(strstr(after, "# END hooklet\n\nOptions -Indexes"));
    assert_string_equal(hosting_htaccess(*state, &usual, after), before);
}

static void
marks_that_are_no_pair(void **state)
{
    static const char *const texts[] = {
        "# BEGIN hooklet\n",
        "# END hooklet",
        "# END hooklet\n# BEGIN hooklet\n",
        "# BEGIN hooklet\n# BEGIN hooklet\n# END hooklet\n",
        "# BEGIN hooklet\n# END hooklet\n# END hooklet\n",
        "# BEGIN hooklet\r\n# END hooklet\r\n# BEGIN hooklet by hand\n# END hooklet\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_null(hosting_htaccess(*state, &usual, texts[i]));
    assert_non_null(hosting_htaccess(*state, &usual, "# BEGIN hooklets\n ## BEGIN hooklet\n"));
    assert_non_null(hosting_htaccess(*state, &usual, "# BEGIN hooklet\r\n# END hooklet"));
}

static void
what_the_web_shows(void **state)
{
    static const struct {
        const char *directory, *home, *space;
    } cases[] = {
        { "/home/ann/public_html", "/home/ann", "/home/ann/public_html" },
        { "/home/ann/public_html/a/b", "/home/ann", "/home/ann/public_html" },
        { "/home/ann/www/a/public_html", "/home/ann", "/home/ann/www" },
        { "/home/ann/hooks", "/home/ann", "/home/ann/hooks" },
        { "/home/ann", "/home/ann", "/home/ann" },
        /* The home directory is below one of such a name, and yet not shown. */
        { "/var/www/vhosts/ann/httpdocs/bot", "/var/www/vhosts/ann",
          "/var/www/vhosts/ann/httpdocs" },
        { "/var/www/html/bot", "/home/ann", "/var/www" },
        { "/var/www/html/bot", NULL, "/var/www" },
        { "/srv/site", NULL, "/srv/site" },
        { "/", NULL, "/" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(hosting_space(*state, cases[i].directory, cases[i].home),
                            cases[i].space);
}

static void
below_or_beside(void **state)
{
    (void)state;
    assert_true(hosting_below("/a/b", "/a/b"));
    assert_true(hosting_below("/a/b/c", "/a/b"));
    assert_true(hosting_below("/a/b", "/"));
    assert_false(hosting_below("/a/bc", "/a/b"));
    assert_false(hosting_below("/a", "/a/b"));
}

static void
paths_that_are_not_there_yet(void **state)
{
    assert_string_equal(hosting_real(*state, "/"), "/");
    assert_string_equal(hosting_real(*state, "/usr/../usr/./bin//"),
                        hosting_real(*state, "/usr/bin"));
    assert_string_equal(hosting_real(*state, "/nowhere/a/b/"), "/nowhere/a/b");
    assert_string_equal(hosting_real(*state, "/usr/lib/nowhere"), "/usr/lib/nowhere");
    assert_null(hosting_real(*state, "/nowhere/../usr"));
    assert_null(hosting_real(*state, "/nowhere/.."));
    assert_non_null(hosting_real(*state, "/nowhere/..."));
}

static void
an_address(void **state)
{
    assert_string_equal(hosting_url(*state, "https://ann.example"), "https://ann.example");
    assert_string_equal(hosting_url(*state, "https://ann.example//"), "https://ann.example");
    assert_string_equal(hosting_url(*state, "https://ann.example/bot/hooks/github/"),
                        "https://ann.example/bot");
    assert_string_equal(hosting_url(*state, "https://ann.example/hooks"),
                        "https://ann.example/hooks");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("crons-line", crons_line),
        TEST("a-wrapper", a_wrapper),
        TEST("every-file-is-known-as-ours", every_file_is_known_as_ours),
        TEST("a-block-stays-where-it-is", a_block_stays_where_it_is),
        TEST("marks-that-are-no-pair", marks_that_are_no_pair),
        TEST("what-the-web-shows", what_the_web_shows),
        TEST("below-or-beside", below_or_beside),
        TEST("paths-that-are-not-there-yet", paths_that_are_not_there_yet),
        TEST("an-address", an_address),
    };

    return cmocka_run_group_tests_name("hosting", tests, NULL, NULL);
}
