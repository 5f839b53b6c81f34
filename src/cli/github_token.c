/* github_token.c - `hooklet github token` and `hooklet github credential` */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "cli/github.h"
#include "wire/github_open.h"
#include "wire/github_token.h"

static const struct cli_option no_options[] = { { NULL, 0, CLI_FLAG, NULL } };

/* The token itself, without "Bearer ". */
static int
find_token(struct cli *cli, const char *repository, const char **token)
{
    struct github github;
    const char *authorization = NULL;
    int rc = github_client(cli, &github);

    if (rc == 0)
        rc = github_open(&github, 0, repository);
    if (rc == 0)
        rc = github_authorization(&github, &authorization);
    if (rc == 0)
        *token = strchr(authorization, ' ') + 1;
    return rc;
}

static void
print_token(struct cli *cli, const char *token)
{
    struct json *top;

    if (!cli->json) {
        puts(token);
        return;
    }
    top = json_object();
    json_set_string(top, "token", token);
    cli_print_json(cli, top);
}

enum exit_code
github_token_run(struct cli *cli, int argc, char **argv)
{
    const char *token = NULL;
    int rc;

    if (!cli_parse(cli, no_options, argc, argv) || !cli_words(cli, 1, 1, "OWNER/REPO"))
        return cli->status;
    if (!repository_valid(cli->words.items[0]))
        return cli_usage(cli->command, "\"%s\" is not OWNER/REPO", cli->words.items[0]);
    rc = find_token(cli, cli->words.items[0], &token);
    if (rc == 0)
        print_token(cli, token);
    return cli_exit(rc);
}

/* What git asks for; see gitcredentials(7). */
struct asked {
    const char *protocol;
    const char *host;
    const char *path;
};

static void
take_line(struct asked *asked, char *line)
{
    char *value = strchr(line, '=');

    if (value == NULL)
        return;
    *value++ = '\0';
    if (strcmp(line, "protocol") == 0)
        asked->protocol = value;
    else if (strcmp(line, "host") == 0)
        asked->host = value;
    else if (strcmp(line, "path") == 0)
        asked->path = value;
}

static int
read_asked(struct cli *cli, struct asked *asked)
{
    char *text = NULL, *line, *rest;
    size_t length = 0;
    int rc = cli_read(cli, "-", &text, &length);

    rest = text;
    while (rc == 0 && (line = strsep(&rest, "\n")) != NULL && line[0] != '\0')
        take_line(asked, line);
    return rc;
}

/* Only for where repositories are cloned from: a token must go nowhere else. */
static bool
is_ours(struct cli *cli, const struct asked *asked)
{
    const char *home = cli->settings->github.clone_url;
    const char *there;

    if (asked->protocol == NULL || asked->host == NULL)
        return false;
    there = pool_printf(cli->pool, "%s://%s", asked->protocol, asked->host);
    return strncasecmp(home, there, strlen(there)) == 0 &&
           (home[strlen(there)] == '\0' || home[strlen(there)] == '/');
}

/* "acme/web" out of "acme/web.git", behind what path clone_url itself has. */
static const char *
repository_of(struct cli *cli, const struct asked *asked)
{
    const char *path = asked->path != NULL ? asked->path : "";
    const char *name = strrchr(path, '/');
    size_t length = strlen(path);

    while (name != NULL && name > path && name[-1] != '/')
        name--;
    if (name == NULL)
        return NULL;
    if (length > 4 && strcmp(path + length - 4, ".git") == 0)
        length -= 4;
    return pool_copy(cli->pool, name, length - (size_t)(name - path));
}

/* Nothing to say is no failure: git then asks the next helper. */
static int
answer_git(struct cli *cli)
{
    struct asked asked = { 0 };
    const char *repository, *token = NULL;
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc == 0)
        rc = read_asked(cli, &asked);
    if (rc != 0 || !is_ours(cli, &asked))
        return rc;
    repository = repository_of(cli, &asked);
    if (!repository_valid(repository))
        return fail(FAIL_FIELD, "git did not name the repository: set credential.useHttpPath");
    rc = find_token(cli, repository, &token);
    if (rc == 0)
        printf("username=x-access-token\npassword=%s\n", token);
    return rc;
}

enum exit_code
github_credential_run(struct cli *cli, int argc, char **argv)
{
    if (!cli_parse(cli, no_options, argc, argv) || !cli_words(cli, 1, 1, "get, store or erase"))
        return cli->status;
    /* store and erase are git's to say; we keep our tokens ourselves. */
    return strcmp(cli->words.items[0], "get") == 0 ? cli_exit(answer_git(cli)) : EXIT_GOOD;
}
