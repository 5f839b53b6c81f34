/* secrets.c - which there are, and how one is replaced without losing a delivery. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/secrets.h"
#include "cli/table.h"

static const char *const source_words[] = { "github", "slack", "circleci" };
static const struct strings source_names = { source_words, 3 };

struct json *
secret_json(const struct known *known)
{
    struct json *top = json_object();

    json_set_string(top, "source", known->source);
    json_set_string(top, "name", known->secret->name);
    json_set_string(top, "file", known->secret->path);
    json_set(top, "repositories", json_list(known->secret->repositories));
    return top;
}

static void
print_table(struct cli *cli, const struct known_list *list)
{
    static const char *const headings[] = { "SOURCE", "NAME", "REPOSITORIES", "FILE" };
    struct table *table = table_new(cli->pool, headings, 4);

    for (size_t i = 0; i < list->count; i++) {
        const struct secret *secret = list->items[i].secret;
        const struct strings repositories = secret->repositories;

        table_cell(table, list->items[i].source, TABLE_PLAIN);
        table_cell(table, secret->name, TABLE_PLAIN);
        table_cell(table, repositories.count == 0 ? "all" : words_join(cli->pool, repositories, 0),
                   TABLE_PLAIN);
        table_cell(table, secret->path == NULL ? "(credential or environment)" : secret->path,
                   TABLE_PLAIN);
    }
    table_print(table);
}

static int
list_secrets(struct cli *cli)
{
    const struct known_list known = secrets_known(cli);
    struct json *top;
    struct json *list;

    if (!cli->json) {
        print_table(cli, &known);
        return 0;
    }
    top = json_object();
    list = json_array();
    for (size_t i = 0; i < known.count; i++)
        json_add(list, secret_json(&known.items[i]));
    json_set(top, "secrets", list);
    cli_print_json(cli, top);
    return 0;
}

static enum exit_code
run_rotate(struct cli *cli, struct rotation *rotation)
{
    const char *source = rotation->source;

    if (name_among(source_names, source))
        rotation->source = name_lower(cli->pool, source);
    else if (settings_inbound(cli->settings, source) == NULL)
        return cli_usage(cli->command,
                         "there is no source %s: github, slack, circleci, or one of "
                         "the configuration",
                         source);
    else if (rotation->theirs && rotation->finish)
        return cli_usage(cli->command, "--finish makes no new one: leave --theirs out");
    if (settings_inbound(cli->settings, source) == NULL && rotation->theirs)
        return cli_usage(cli->command, "--theirs is for sources of the configuration");
    return cli_exit(secrets_rotate(cli, rotation));
}

static enum exit_code
run_secrets(struct cli *cli, int argc, char **argv)
{
    struct rotation rotation = { 0 };
    const struct cli_option options[] = {
        { "name", 0, CLI_TEXT, &rotation.name },
        { "theirs", 0, CLI_FLAG, &rotation.theirs },
        { "finish", 0, CLI_FLAG, &rotation.finish },
        { NULL, 0, CLI_FLAG, NULL },
    };
    bool list;
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 2, "list, or rotate SOURCE"))
        return cli->status;
    list = strcmp(cli->words.items[0], "list") == 0 && cli->words.count == 1;
    if (!list && strcmp(cli->words.items[0], "rotate") != 0)
        return cli_usage(cli->command, "knows list and rotate, not \"%s\"", cli->words.items[0]);
    if (!list && cli->words.count < 2)
        return cli_usage(cli->command, "rotate needs a source: github, slack, circleci, or one of "
                                       "the configuration");
    rc = cli_settings(cli, SETTINGS_SECRETS);
    if (rc != 0 || list)
        return cli_exit(rc != 0 ? rc : list_secrets(cli));
    rotation.source = cli->words.items[1];
    return run_rotate(cli, &rotation);
}

const struct command command_secrets = {
    .name = "secrets",
    .summary = "list the webhook secrets, replace one",
    .usage = "hooklet secrets list [--json]\n"
             "       hooklet secrets rotate SOURCE [--name NAME] [--theirs | --finish] [--json]\n"
             "list shows names, files and repositories, never values.\n"
             "rotate puts a new random secret into the secret's file; the old one moves to\n"
             "FILE.previous and stays good until the rotation is finished.\n"
             "SOURCE is github, slack, circleci, or a section source of the configuration.  Slack\n"
             "and senders of Standard Webhooks make their secrets themselves: the new one is read\n"
             "from standard input.\n"
             "  --name NAME  which one, when there are several\n"
             "  --theirs     another source has made it, too: read it from standard input\n"
             "  --finish     the sender has the new one: remove the old one\n",
    .run = run_secrets,
};
