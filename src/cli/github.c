/* github.c - `hooklet github`: what has to do with the GitHub App. */
#include "config.h"

#include "cli/github.h"
#include "cli/parts.h"

static const struct cli_part parts[] = {
    { "token", github_token_run },
    { "credential", github_credential_run },
    { "recover", github_recover_run },
    { "create-app", github_create_app_run },
};

int
github_client(struct cli *cli, struct github *github)
{
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc == 0)
        rc = cli_store(cli);
    if (rc == 0)
        *github = (struct github){ .api = &cli->settings->github_api,
                                   .store = cli->store,
                                   .pool = cli->pool };
    return rc;
}

static enum exit_code
run_github(struct cli *cli, int argc, char **argv)
{
    return cli_parts(cli, parts, sizeof parts / sizeof *parts, argc, argv);
}

const struct command command_github = {
    .name = "github",
    .summary = "the GitHub App: make one, tokens, missed deliveries",
    .usage = "hooklet github create-app --url URL [OPTION...]\n"
             "       hooklet github token OWNER/REPO [--json]\n"
             "       hooklet github credential get|store|erase\n"
             "       hooklet github recover [--ingest] [--since TIME] [--dry-run] [--json]\n"
             "create-app makes a GitHub App with what hooklet.conf needs; see its own --help.\n"
             "token prints the token that calls for this repository carry; it lives an hour at\n"
             "most.\n"
             "credential is a credential helper for git; see hooklet-github(1).\n"
             "recover looks for what GitHub delivered and is not here, and asks for it again, as\n"
             "the worker does by itself once an hour.\n"
             "  --ingest      take it out of GitHub's API instead: no public URL is needed\n"
             "  --since TIME  look back 30m, 2h, 3d, ..., not only to where the last run got to\n"
             "  --dry-run     only tell what is missed\n"
             "  --json        as JSON\n",
    .run = run_github,
    .part = &command_create_app,
};
