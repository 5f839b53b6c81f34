/* secrets.c - which there are, and how one is replaced without losing a delivery. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "cli/cli.h"
#include "cli/table.h"
#include "port/secret.h"

#define PREVIOUS " (previous)" /* how settings.h names the older one of a rotation */

static const char *
joined(struct pool *pool, struct strings strings)
{
    const char *text = strings.count == 0 ? "all" : strings.items[0];

    for (size_t i = 1; i < strings.count; i++)
        text = pool_printf(pool, "%s %s", text, strings.items[i]);
    return text;
}

static struct json *
secret_json(const struct secret *secret)
{
    struct json *top = json_object();

    json_set_string(top, "source", "github");
    json_set_string(top, "name", secret->name);
    json_set_string(top, "file", secret->path);
    json_set(top, "repositories", json_list(secret->repositories));
    return top;
}

static void
print_table(struct cli *cli, const struct source_settings *github)
{
    static const char *const headings[] = { "SOURCE", "NAME", "REPOSITORIES", "FILE" };
    struct table *table = table_new(cli->pool, headings, 4);

    for (size_t i = 0; i < github->secret_count; i++) {
        const struct secret *secret = &github->secrets[i];

        table_cell(table, "github", TABLE_PLAIN);
        table_cell(table, secret->name, TABLE_PLAIN);
        table_cell(table, joined(cli->pool, secret->repositories), TABLE_PLAIN);
        table_cell(table, secret->path == NULL ? "(credential or environment)" : secret->path,
                   TABLE_PLAIN);
    }
    table_print(table);
}

static int
list_secrets(struct cli *cli)
{
    const struct source_settings *github = &cli->settings->github;
    struct json *top;
    struct json *list;

    if (!cli->json) {
        print_table(cli, github);
        return 0;
    }
    top = json_object();
    list = json_array();
    for (size_t i = 0; i < github->secret_count; i++)
        json_add(list, secret_json(&github->secrets[i]));
    json_set(top, "secrets", list);
    cli_print_json(cli, top);
    return 0;
}

static bool
is_previous(const char *name)
{
    size_t length = strlen(name);
    size_t end = strlen(PREVIOUS);

    return length > end && strcmp(name + length - end, PREVIOUS) == 0;
}

/* The secret of that name; without a name, the only one. */
static int
choose(const struct source_settings *github, const char *name, const struct secret **chosen)
{
    *chosen = NULL;
    for (size_t i = 0; i < github->secret_count; i++) {
        const struct secret *secret = &github->secrets[i];

        if (is_previous(secret->name) || (name != NULL && strcmp(name, secret->name) != 0))
            continue;
        if (*chosen != NULL)
            return fail(FAIL_CONFIG, "github has several secrets: say which one with --name");
        *chosen = secret;
    }
    if (*chosen == NULL)
        return fail(FAIL_NOT_FOUND, "github has no secret %s; see hooklet secrets list",
                    name == NULL ? "at all" : name);
    if ((*chosen)->path == NULL)
        return fail(FAIL_CONFLICT,
                    "secret %s comes from a credential or the environment: rotate it there, or "
                    "give it a file in hooklet.conf",
                    (*chosen)->name);
    return 0;
}

static void
report(struct cli *cli, const struct secret *secret, bool finish)
{
    const char *previous = secret_previous_path(cli->pool, secret->path);

    if (cli->json) {
        struct json *top = secret_json(secret);

        json_set_string(top, "rotation", finish ? "finished" : "begun");
        if (!finish)
            json_set_string(top, "previous", previous);
        cli_print_json(cli, top);
    } else if (finish) {
        printf("The rotation of secret %s is finished: %s is gone.\n"
               "Let the web programs read it again (SIGHUP).\n",
               secret->name, previous);
    } else {
        printf("Secret %s is new; the old one stays good beside it.\n"
               "1. Let the web programs read it: SIGHUP.\n"
               "2. Put the new one into GitHub's webhook settings: cat %s\n"
               "3. When a delivery under it has arrived (hooklet events, hooklet event ID):\n"
               "   hooklet secrets rotate github --name '%s' --finish\n",
               secret->name, secret->path, secret->name);
    }
}

static int
rotate(struct cli *cli, const char *name, bool finish)
{
    const struct secret *secret = NULL;
    int rc = choose(&cli->settings->github, name, &secret);

    if (rc == 0)
        rc = finish ? secret_rotate_finish(secret->path) : secret_rotate(secret->path);
    if (rc == 0)
        report(cli, secret, finish);
    return rc;
}

static enum exit_code
run_secrets(struct cli *cli, int argc, char **argv)
{
    const char *name = NULL;
    bool finish = false;
    const struct cli_option options[] = {
        { "name", 0, CLI_TEXT, &name },
        { "finish", 0, CLI_FLAG, &finish },
        { NULL, 0, CLI_FLAG, NULL },
    };
    bool list;
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 2, "list, or rotate SOURCE"))
        return cli->status;
    list = strcmp(cli->words.items[0], "list") == 0 && cli->words.count == 1;
    if (!list && strcmp(cli->words.items[0], "rotate") != 0)
        return cli_usage(cli->command, "knows list and rotate, not \"%s\"", cli->words.items[0]);
    if (!list && (cli->words.count < 2 || strcmp(cli->words.items[1], "github") != 0))
        return cli_usage(cli->command, "rotate needs a source: github");
    rc = cli_settings(cli, SETTINGS_SECRETS);
    if (rc == 0)
        rc = list ? list_secrets(cli) : rotate(cli, name, finish);
    return cli_exit(rc);
}

const struct command command_secrets = {
    .name = "secrets",
    .summary = "list the webhook secrets, replace one",
    .usage = "hooklet secrets list [--json]\n"
             "       hooklet secrets rotate github [--name NAME] [--finish] [--json]\n"
             "list shows names, files and repositories, never values.\n"
             "rotate puts a new random secret into the secret's file; the old one moves to\n"
             "FILE.previous and stays good until the rotation is finished.\n"
             "  --name NAME  which one, when there are several\n"
             "  --finish     the sender has the new one: remove the old one\n",
    .run = run_secrets,
};
