/* secrets_rotate.c - a new secret for an old one, from whoever makes it. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/fail.h"
#include "cli/secrets.h"
#include "port/crypto.h"
#include "port/secret.h"

enum { LINE_MOST = 4096 }; /* bytes of a secret on standard input */

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

/* Has the sender made it?  Slack and senders of Standard Webhooks always do. */
static bool
is_theirs(const struct known *known, const struct rotation *rotation)
{
    return rotation->theirs || strcmp(known->source, "slack") == 0 ||
           (known->inbound != NULL && known->inbound->scheme == INBOUND_STANDARD);
}

/* Where people put the new one, or got it. */
static void
print_steps(const struct known *known, const struct rotation *rotation)
{
    const char *path = known->secret->path;

    printf("Secret %s is new; the old one stays good beside it.\n"
           "1. Let the web programs read it: SIGHUP.\n",
           known->secret->name);
    if (is_theirs(known, rotation))
        printf("2. Nothing more is to be done at %s.\n",
               known->inbound != NULL ? known->source : "Slack");
    else if (known->inbound != NULL)
        printf("2. Put the new one into the webhook's settings at %s: cat %s\n", known->source,
               path);
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
report(struct cli *cli, const struct known *known, const struct rotation *rotation)
{
    const bool finish = rotation->finish;
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
        print_steps(known, rotation);
    }
}

/* What the sender has made comes on standard input. */
static int
rotate_theirs(struct cli *cli, const struct known *known)
{
    char *line = pool_alloc(cli->pool, LINE_MOST + 1);
    const char *text;
    int rc;

    if (isatty(STDIN_FILENO) && known->inbound == NULL)
        fputs("Regenerate the signing secret in the app's Basic Information at Slack, and paste "
              "the new one: ",
              stderr);
    else if (isatty(STDIN_FILENO))
        fprintf(stderr, "Have %s make a new secret, and paste it: ", known->source);
    if (fgets(line, LINE_MOST, stdin) == NULL)
        line[0] = '\0';
    text = text_trim(cli->pool, line);
    if (text[0] == '\0')
        rc = fail(FAIL_FIELD, "no secret came on standard input: the one that %s has made",
                  known->inbound != NULL ? known->source : "Slack");
    else if (!text_printable(text) || strchr(text, ' ') != NULL)
        rc = fail(FAIL_FIELD, "this is no secret: it has blanks or other characters in it");
    else
        rc = secret_rotate_to(known->secret->path, text);
    crypto_wipe((char *)(uintptr_t)text, strlen(text));
    crypto_wipe(line, LINE_MOST);
    return rc;
}

int
secrets_rotate(struct cli *cli, const struct rotation *rotation)
{
    const struct known_list list = secrets_known(cli);
    const struct known *known = NULL;
    int rc = choose(&list, rotation->source, rotation->name, &known);

    if (rc != 0)
        return rc;
    if (rotation->finish)
        rc = secret_rotate_finish(known->secret->path);
    else if (is_theirs(known, rotation))
        rc = rotate_theirs(cli, known);
    else
        rc = secret_rotate(known->secret->path);
    if (rc == 0)
        report(cli, known, rotation);
    return rc;
}
