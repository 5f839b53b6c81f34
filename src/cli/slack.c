/* slack.c - `hooklet slack`: what has to do with the Slack app. */
#include "config.h"

#include "cli/slack.h"
#include "cli/parts.h"

static const struct cli_part parts[] = {
    { "manifest", slack_manifest_run },
};

static enum exit_code
run_slack(struct cli *cli, int argc, char **argv)
{
    return cli_parts(cli, parts, sizeof parts / sizeof *parts, argc, argv);
}

const struct command command_slack = {
    .name = "slack",
    .summary = "the Slack app: its manifest",
    .usage = "hooklet slack manifest --url https://HOST [--name NAME]\n"
             "Prints the manifest that Slack makes the app from, with the commands, scopes and\n"
             "events that hooklet.conf needs, and on standard error what to do with it.\n"
             "  --url URL    where this server is, for Slack to call it\n"
             "  --name NAME  how to call the app, at most 35 characters (hooklet)\n",
    .run = run_slack,
};
