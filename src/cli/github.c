/* github.c - `hooklet github`: what has to do with the GitHub App. */
#include "config.h"

#include <string.h>

#include "cli/github.h"

static const struct {
    const char *name;
    enum exit_code (*run)(struct cli *cli, int argc, char **argv);
} parts[] = {
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
    const struct cli_option none[] = { { NULL, 0, CLI_FLAG, NULL } };

    for (size_t i = 0; argc > 1 && i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(argv[1], parts[i].name) == 0)
            return parts[i].run(cli, argc - 1, argv + 1);
    }
    if (!cli_parse(cli, none, argc, argv))
        return cli->status;
    if (argc < 2)
        return cli_usage(cli->command, "what about it?");
    return cli_usage(cli->command, "knows no \"%s\"", argv[1]);
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
};
