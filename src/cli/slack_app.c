/* slack_app.c - `hooklet slack manifest`: what Slack makes the app from, and what is to do then. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli/for_conf.h"
#include "cli/server_url.h"
#include "cli/slack.h"
#include "work/slack_manifest.h"

struct proposal {
    struct cli *cli;
    struct slack_manifest manifest;
    const char *secret, *token; /* files */
};

/* Where the token is to be: where hooklet.conf looks for it, or a file that it doesn't know yet. */
static const char *
token_place(const struct proposal *proposal)
{
    const struct key_source *token = &proposal->cli->settings->slack_api.token;

    if (token->path != NULL)
        return token->path;
    return token->name != NULL ? token->name : proposal->token;
}

static const char *
secret_place(const struct proposal *proposal)
{
    const struct source_settings *slack = &proposal->cli->settings->slack;

    if (slack->limit_count == 0)
        return proposal->secret;
    return pool_printf(proposal->cli->pool, "the file of secret \"%s\" in slack { }",
                       slack->limits[0].name);
}

/* What hooklet.conf lacks; "": nothing. */
static const char *
lines(const struct proposal *proposal)
{
    const struct settings *settings = proposal->cli->settings;
    struct pool *pool = proposal->cli->pool;
    const char *secret = "", *token = "";

    if (settings->slack.limit_count == 0)
        secret = pool_printf(pool, "    secret \"main\" {\n        file = %s\n    }\n",
                             for_conf_value(pool, proposal->secret));
    if (settings->slack_api.token.name == NULL)
        token = pool_printf(pool, "    token_file = %s\n", for_conf_value(pool, proposal->token));
    if (secret[0] == '\0' && token[0] == '\0')
        return "";
    return pool_printf(pool, "slack {\n%s%s}\n", secret, token);
}

static void
print_secrets(const struct proposal *proposal)
{
    fprintf(stderr,
            "  2. Install App lets it into the workspace.  The Bot User OAuth Token (xoxb-...)\n"
            "     that it shows goes into\n"
            "       %s\n"
            "     which %s alone may read (mode 0400).\n"
            "  3. The Signing Secret, under Basic Information, goes into\n"
            "       %s\n"
            "     which %s alone may read.\n",
            token_place(proposal), WORKER_USER, secret_place(proposal), WEB_USER);
}

static void
print_steps(const struct proposal *proposal)
{
    const char *more = lines(proposal);
    int step = 4;

    fputs("\nNext:\n"
          "  1. https://api.slack.com/apps: Create New App, From a manifest; choose the\n"
          "     workspace, and paste this as JSON.\n",
          stderr);
    print_secrets(proposal);
    if (more[0] != '\0') {
        fprintf(stderr, "  %d. In %s:\n", step++, proposal->cli->settings->path);
        for_conf_print(stderr, more);
    }
    fprintf(stderr,
            "  %d. hooklet check, then SIGHUP for the programs and the worker.  At Slack, under\n"
            "     Event Subscriptions, have the Request URL verified.\n"
            "  %d. In a channel: /invite the app, then /%s setup OWNER/REPO.\n",
            step, step + 1, proposal->manifest.command);
}

static void
print_rights(const struct proposal *proposal)
{
    fputs("\nWhat the app may do:\n", stderr);
    for (size_t i = 0; i < slack_scope_count; i++) {
        if (proposal->manifest.groups || !slack_scopes[i].groups)
            fprintf(stderr, "  %-17s  %s\n", slack_scopes[i].name, slack_scopes[i].why);
    }
    if (strcmp(proposal->manifest.command, SLACK_DEPLOY) != 0)
        fprintf(stderr,
                "/" SLACK_DEPLOY
                " is short for /%s deploy; leave it out where another app has it.\n",
                proposal->manifest.command);
}

static int
propose(struct proposal *proposal)
{
    struct cli *cli = proposal->cli;
    const char *directory = NULL;
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc == 0)
        rc = for_conf_secrets(cli, &directory);
    if (rc != 0)
        return rc;
    proposal->secret = pool_printf(cli->pool, "%s/slack", directory);
    proposal->token = pool_printf(cli->pool, "%s/slack-token", directory);
    proposal->manifest.command = cli->settings->slack_api.command;
    proposal->manifest.groups = slack_groups_asked(&cli->settings->slack_api);
    cli_print_json(cli, slack_manifest_json(cli->pool, &proposal->manifest));
    fflush(stdout);
    print_rights(proposal);
    print_steps(proposal);
    return 0;
}

enum exit_code
slack_manifest_run(struct cli *cli, int argc, char **argv)
{
    const struct server_caller slack = { "Slack", "/hooks/slack" };
    struct proposal proposal = { .cli = cli, .manifest = { .name = "hooklet" } };
    const char *url = NULL, *trouble;
    const struct cli_option options[] = {
        { "url", 0, CLI_TEXT, &url },
        { "name", 0, CLI_TEXT, &proposal.manifest.name },
        { NULL, 0, CLI_FLAG, NULL },
    };

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    if (url == NULL)
        return cli_usage(cli->command, "manifest needs --url https://HOST, where this server is");
    if (!slack_name_valid(proposal.manifest.name))
        return cli_usage(cli->command, "--name: Slack takes 1 to %d characters", SLACK_NAME_MOST);
    trouble = server_url_trouble(cli->pool, url, slack, &proposal.manifest.url);
    if (trouble != NULL)
        return cli_usage(cli->command, "%s", trouble);
    return cli_exit(propose(&proposal));
}
