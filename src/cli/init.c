/* init.c - what has to be there before anything can run; what is there already stays. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/init.h"

/* Of --url: the address of the directory, even where somebody gives GitHub's. */
static bool
read_url(struct cli *cli, const char **url)
{
    if (*url == NULL)
        return true;
    if (!text_is_web(*url)) {
        cli->status = cli_usage(cli->command,
                                "--url takes an address like https://example.org, "
                                "not \"%s\"",
                                *url);
        return false;
    }
    *url = hosting_url(cli->pool, *url);
    return true;
}

/* What belongs to --shared-hosting alone. */
static bool
read_wish(struct cli *cli, struct init_wish *wish)
{
    if (wish->directory != NULL)
        return read_url(cli, &wish->url);
    if (wish->programs == NULL && wish->url == NULL && !wish->paths)
        return true;
    cli->status = cli_usage(cli->command, "--url, --paths and --programs go with --shared-hosting");
    return false;
}

/*
 * Where it goes unless one says otherwise is root's, and to give that away is no remedy.  What is
 * there, and broken, or in the way is another matter.
 */
static void
say_other_places(const struct init *init)
{
    if (geteuid() != 0 && !init->hosted && access(init->config, F_OK) != 0 &&
        strcmp(init->config, HOOKLET_SYSCONFDIR "/hooklet.conf") == 0)
        fprintf(stderr,
                "hooklet init: without root, --shared-hosting DIR sets up a home directory; "
                "--config FILE and --state DIR name other places\n");
}

static int
make(struct cli *cli, const struct init_wish *wish, struct init *init)
{
    int rc =
        wish->directory == NULL ? init_find(cli, wish, init) : init_hosting_find(cli, wish, init);

    if (rc == 0 && init->hosted)
        rc = init_space_check(cli, init);
    if (rc != 0)
        return rc;
    rc = init_make(cli, init);
    if (rc != 0)
        say_other_places(init);
    if (rc == 0 && init->hosted)
        rc = init_space_make(cli, init);
    return rc;
}

static enum exit_code
run_init(struct cli *cli, int argc, char **argv)
{
    struct init_wish wish = { 0 };
    const struct cli_option options[] = {
        { "state", 0, CLI_TEXT, &wish.state },
        { "shared-hosting", 0, CLI_TEXT, &wish.directory },
        { "programs", 0, CLI_TEXT, &wish.programs },
        { "url", 0, CLI_TEXT, &wish.url },
        { "paths", 0, CLI_FLAG, &wish.paths },
        { NULL, 0, CLI_FLAG, NULL },
    };
    struct init init = { 0 };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, "") || !read_wish(cli, &wish))
        return cli->status;
    rc = make(cli, &wish, &init);
    if (rc != 0)
        return cli->status != EXIT_GOOD ? cli->status : cli_exit(rc);
    init_report(cli, &init);
    return EXIT_GOOD;
}

const struct command command_init = {
    .name = "init",
    .summary = "make state directory, database, example configuration",
    .usage =
        "hooklet init [--config FILE] [--state DIR] [--json]\n"
        "       hooklet init --shared-hosting DIR [--url URL] [--paths] [--config FILE]\n"
        "                    [--state DIR] [--programs DIR] [--json]\n"
        "Makes what is missing: an example configuration and a random secret beside it,\n"
        "the state directory and the database. What is there stays as it is, an older\n"
        "database is migrated.\n"
        "  --state DIR           where the database goes, for the new configuration\n"
        "With --shared-hosting it needs no root, no daemon and nothing outside of the home\n"
        "directory: all that is in ~/.hooklet, the programs run as CGI, and cron does the\n"
        "rest, by the line that is printed. Run it again after an update, and when the\n"
        "configuration has other sources.\n"
        "  --shared-hosting DIR  in the web space, what the address leads to: DIR/.htaccess\n"
        "                        gets a block of lines, DIR/hooklet/ a wrapper for each program\n"
        "  --url URL             that address; the configuration remembers it\n"
        "  --paths               drop-in paths there, too: hooklet-programs(8)\n"
        "  --programs DIR        where the web programs are installed\n"
        "  --json                as JSON\n",
    .run = run_init,
};
