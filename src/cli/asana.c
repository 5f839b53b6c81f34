/* asana.c - `hooklet asana`: what has to do with Asana's API. */
#include "config.h"

#include "cli/asana.h"
#include "cli/parts.h"

static const struct cli_part parts[] = {
    { "login", asana_login_run },
    { "connect", asana_connect_run },
    { "hooks", asana_hooks_run },
    { "disconnect", asana_disconnect_run },
};

int
asana_client(struct cli *cli, struct asana *asana)
{
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc == 0)
        rc = cli_store(cli);
    if (rc == 0)
        *asana = (struct asana){ .api = &cli->settings->asana_api,
                                 .store = cli->store,
                                 .pool = cli->pool };
    return rc;
}

static enum exit_code
run_asana(struct cli *cli, int argc, char **argv)
{
    return cli_parts(cli, parts, sizeof parts / sizeof *parts, argc, argv);
}

const struct command command_asana = {
    .name = "asana",
    .summary = "Asana: log in as an OAuth app, connect projects",
    .usage =
        "hooklet asana login [--json]\n"
        "       hooklet asana connect --url https://HOST [OWNER/REPO...] [--json]\n"
        "       hooklet asana hooks [--json]\n"
        "       hooklet asana disconnect PROJECT | OWNER/REPO | --all\n"
        "login lets the OAuth app of hooklet.conf act for you at Asana: prints a link to be\n"
        "opened in a browser, takes the code that Asana shows then from standard input, and\n"
        "says as whom you are logged in and which workspaces are seen.\n"
        "connect has Asana tell of the tasks of these repositories, or of all that rules with\n"
        "both_ways spell out: makes a hook for each project, unless it is there.\n"
        "hooks shows the hooks, and whether Asana still has them.\n"
        "disconnect deletes the hook of a project, here and there.\n"
        "  --url URL  where this server is, for Asana to call it\n"
        "  --all      all hooks\n"
        "  --json     the result as JSON, and all else on standard error\n",
    .run = run_asana,
};
