/* secrets.c - which there are, and how one is replaced without losing a delivery. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/fail.h"
#include "cli/cli.h"
#include "cli/table.h"
#include "port/crypto.h"
#include "port/secret.h"

enum { LINE_MOST = 4096 }; /* bytes of a secret on standard input */

/* A secret and its source's name on the command line. */
struct known {
    const char *source;
    const struct secret *secret;
};

struct known_list {
    struct known *items;
    size_t count;
};

static void
add_source(struct known_list *list, const char *name, const struct source_settings *source)
{
    for (size_t i = 0; i < source->secret_count; i++)
        list->items[list->count++] = (struct known){ name, &source->secrets[i] };
}

/* What lets in CircleCI's unsigned bodies is rotated as its secrets are. */
static struct known_list
list_known(struct cli *cli)
{
    const struct settings *settings = cli->settings;
    size_t room = settings->github.secret_count + settings->slack.secret_count +
                  settings->circleci.secret_count + settings->circleci_notify.secret_count;
    struct known_list list;

    for (size_t i = 0; i < settings->inbound_count; i++)
        room += settings->inbounds[i].source.secret_count;
    list = (struct known_list){ .items = pool_array(cli->pool, room + 1, sizeof(*list.items)) };
    add_source(&list, "github", &settings->github);
    add_source(&list, "slack", &settings->slack);
    add_source(&list, "circleci", &settings->circleci);
    add_source(&list, "circleci", &settings->circleci_notify);
    for (size_t i = 0; i < settings->inbound_count; i++)
        add_source(&list, settings->inbounds[i].name, &settings->inbounds[i].source);
    return list;
}

/* Those that we make ourselves, for GitHub and CircleCI; the others' senders make theirs. */
static bool
is_ours(const char *source)
{
    return strcmp(source, "github") == 0 || strcmp(source, "circleci") == 0;
}

static bool
may_be_source(const char *name)
{
    return is_ours(name) || strcmp(name, "slack") == 0 || inbound_name_valid(name);
}

static struct json *
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
    const struct known_list known = list_known(cli);
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

static bool
is_previous(const char *name)
{
    size_t length = strlen(name);
    size_t end = strlen(SECRET_PREVIOUS);

    return length > end && strcmp(name + length - end, SECRET_PREVIOUS) == 0;
}

/* The secret of that name; without a name, the only one. */
static int
choose(const struct known_list *list, const char *source, const char *name,
       const struct known **chosen)
{
    *chosen = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const struct known *known = &list->items[i];

        if (strcmp(known->source, source) != 0 || is_previous(known->secret->name) ||
            (name != NULL && strcmp(name, known->secret->name) != 0))
            continue;
        if (*chosen != NULL)
            return fail(FAIL_CONFIG, "%s has several secrets: say which one with --name", source);
        *chosen = known;
    }
    if (*chosen == NULL)
        return fail(FAIL_NOT_FOUND, "%s has no secret %s; see hooklet secrets list", source,
                    name == NULL ? "at all" : name);
    if ((*chosen)->secret->path == NULL)
        return fail(FAIL_CONFLICT,
                    "secret %s comes from a credential or the environment: rotate it there, or "
                    "give it a file in hooklet.conf",
                    (*chosen)->secret->name);
    return 0;
}

/* Where people put the new one, or got it. */
static void
print_steps(const struct known *known)
{
    const char *path = known->secret->path;

    printf("Secret %s is new; the old one stays good beside it.\n"
           "1. Let the web programs read it: SIGHUP.\n",
           known->secret->name);
    if (!is_ours(known->source))
        printf("2. Nothing more is to be done at %s.\n",
               strcmp(known->source, "slack") == 0 ? "Slack" : known->source);
    else if (strcmp(known->source, "github") == 0)
        printf("2. Put the new one into GitHub's webhook settings: cat %s\n", path);
    else if (strcmp(known->secret->name, "notify") == 0)
        printf("2. Put the new one into the notify URL of each project's configuration: cat %s\n",
               path);
    else
        printf("2. Put the new one into the webhooks of CircleCI's project settings: cat %s\n",
               path);
    printf("3. When a delivery under it has arrived (hooklet events, hooklet event ID):\n"
           "   hooklet secrets rotate %s --name '%s' --finish\n",
           known->source, known->secret->name);
}

static void
report(struct cli *cli, const struct known *known, bool finish)
{
    const char *previous = secret_previous_path(cli->pool, known->secret->path);

    if (cli->json) {
        struct json *top = secret_json(known);

        json_set_string(top, "rotation", finish ? "finished" : "begun");
        if (!finish)
            json_set_string(top, "previous", previous);
        cli_print_json(cli, top);
    } else if (finish) {
        printf("The rotation of secret %s is finished: %s is gone.\n"
               "Let the web programs read it again (SIGHUP).\n",
               known->secret->name, previous);
    } else {
        print_steps(known);
    }
}

/* Whoever sends has made it, so the new one comes on standard input. */
static int
rotate_theirs(struct cli *cli, const struct known *known)
{
    char *line = pool_alloc(cli->pool, LINE_MOST + 1);
    const char *text;
    int rc;

    if (isatty(STDIN_FILENO))
        fprintf(stderr, "%s, and paste the new one: ",
                strcmp(known->source, "slack") == 0
                    ? "Regenerate the signing secret in the app's Basic Information at Slack"
                    : "Have the sender make a new secret");
    if (fgets(line, LINE_MOST, stdin) == NULL)
        line[0] = '\0';
    text = text_trim(cli->pool, line);
    if (text[0] == '\0')
        rc = fail(FAIL_FIELD, "no secret came on standard input: the one that %s has made",
                  strcmp(known->source, "slack") == 0 ? "Slack" : known->source);
    else if (!text_printable(text) || strchr(text, ' ') != NULL)
        rc = fail(FAIL_FIELD, "this is no secret: it has blanks or other characters in it");
    else
        rc = secret_rotate_to(known->secret->path, text);
    crypto_wipe((char *)(uintptr_t)text, strlen(text));
    crypto_wipe(line, LINE_MOST);
    return rc;
}

static int
rotate(struct cli *cli, const char *source, const char *name, bool finish)
{
    const struct known_list list = list_known(cli);
    const struct known *known = NULL;
    int rc = choose(&list, source, name, &known);

    if (rc != 0)
        return rc;
    if (finish)
        rc = secret_rotate_finish(known->secret->path);
    else if (!is_ours(source))
        rc = rotate_theirs(cli, known);
    else
        rc = secret_rotate(known->secret->path);
    if (rc == 0)
        report(cli, known, finish);
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
    const char *source;
    bool list;
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 2, "list, or rotate SOURCE"))
        return cli->status;
    list = strcmp(cli->words.items[0], "list") == 0 && cli->words.count == 1;
    if (!list && strcmp(cli->words.items[0], "rotate") != 0)
        return cli_usage(cli->command, "knows list and rotate, not \"%s\"", cli->words.items[0]);
    source = list || cli->words.count < 2 ? "" : name_lower(cli->pool, cli->words.items[1]);
    if (!list && !may_be_source(source))
        return cli_usage(cli->command,
                         "rotate needs a source: github, slack, circleci, or a section source");
    rc = cli_settings(cli, SETTINGS_SECRETS);
    if (rc == 0)
        rc = list ? list_secrets(cli) : rotate(cli, source, name, finish);
    return cli_exit(rc);
}

const struct command command_secrets = {
    .name = "secrets",
    .summary = "list the webhook secrets, replace one",
    .usage = "hooklet secrets list [--json]\n"
             "       hooklet secrets rotate SOURCE [--name NAME] [--finish] [--json]\n"
             "list shows names, files and repositories, never values.\n"
             "rotate puts a new random secret into the secret's file; the old one moves to\n"
             "FILE.previous and stays good until the rotation is finished.\n"
             "SOURCE is github, slack, circleci, or the name of a section source.  Slack and the\n"
             "senders of such sections make their secrets themselves: the new one is read from\n"
             "standard input.\n"
             "  --name NAME  which one, when there are several\n"
             "  --finish     the sender has the new one: remove the old one\n",
    .run = run_secrets,
};
