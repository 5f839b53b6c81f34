/* asana_login.c - `hooklet asana login`: a link, a code, and who we are now. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/fail.h"
#include "cli/asana.h"
#include "cli/table.h"
#include "port/crypto.h"
#include "wire/asana_names.h"
#include "wire/asana_token.h"

#define LINE_MOST 4096 /* bytes of what is pasted */

/* Before somebody has been to the browser, rather than after. */
static int
check_app(struct cli *cli, const struct asana_api *api)
{
    char *secret = NULL;
    size_t length = 0;
    int rc;

    if (!asana_api_oauth(api) && asana_api_configured(api))
        return fail(FAIL_CONFIG,
                    "asana { } has a personal access token (%s), which needs nothing more: there "
                    "is nothing to log in to; hooklet doctor tells whether Asana takes it",
                    api->token.name);
    if (!asana_api_oauth(api))
        return fail(FAIL_CONFIG,
                    "asana { } has no client_id: make an app in Asana's developer console "
                    "(https://app.asana.com/0/my-apps) with the redirect URL %s, and add client_id "
                    "and client_secret_file",
                    api->redirect_uri);
    rc = key_source_read(cli->pool, &api->client_secret, &secret, &length);
    if (rc == 0)
        crypto_wipe(secret, length);
    return rc;
}

static void
print_way(FILE *out, const struct asana_login *login)
{
    fprintf(out,
            "Open this in a browser where you are logged in at Asana, as the user that shall act\n"
            "here, and allow it:\n\n  %s\n\n",
            login->url);
    if (isatty(STDIN_FILENO))
        fputs("Then paste the code that Asana shows: ", out);
    fflush(out);
}

/* One line of standard input, without blanks around it; "": there is none. */
static const char *
read_line(struct pool *pool)
{
    char *line = pool_alloc(pool, LINE_MOST + 1);

    if (fgets(line, LINE_MOST, stdin) == NULL)
        line[0] = '\0';
    return text_trim(pool, line);
}

/* Where the redirect URI is a page, the code is in its address, beside our state. */
static int
code_of_address(struct pool *pool, const char *line, const struct asana_login *login,
                const char **code)
{
    const char *query = strchr(line, '?') + 1;
    size_t length = strcspn(query, "#"), size = 0;
    char *value = NULL, *state = NULL;
    int rc;

    if (strstr(query, "code=") == NULL || strstr(query, "state=") == NULL)
        return fail(FAIL_FIELD, "this address has no code=... and state=... in it; has the app "
                                "been allowed?");
    rc = form_field(pool, query, length, "code", &value, &size);
    if (rc == 0)
        rc = form_field(pool, query, length, "state", &state, &size);
    if (rc == 0 && strcmp(state, login->state) != 0)
        rc = fail(FAIL_REFUSED, "this is the address of another login; paste that of the link "
                                "above, or run hooklet asana login again");
    if (rc == 0)
        *code = value;
    return rc;
}

static int
read_code(struct pool *pool, const struct asana_login *login, const char **code)
{
    const char *line = read_line(pool);

    if (line[0] == '\0')
        return fail(FAIL_FIELD, "no code came on standard input");
    if (strncmp(line, "http", 4) == 0 && strchr(line, '?') != NULL)
        return code_of_address(pool, line, login, code);
    if (!text_printable(line) || line[strcspn(line, " ")] != '\0')
        return fail(FAIL_FIELD, "this is no code: it has blanks or other characters in it");
    *code = line;
    return 0;
}

static void
print_json(struct cli *cli, const struct asana_me *me)
{
    struct json *top = json_object(), *user = json_object(), *list = json_array();

    json_set_string(user, "gid", me->gid);
    json_set_string(user, "name", me->name);
    json_set_string(user, "email", me->email);
    json_set(top, "user", user);
    for (size_t i = 0; i < me->workspace_count; i++) {
        struct json *one = json_object();

        json_set_string(one, "gid", me->workspaces[i].gid);
        json_set_string(one, "name", me->workspaces[i].name);
        json_add(list, one);
    }
    json_set(top, "workspaces", list);
    cli_print_json(cli, top);
}

static void
print_me(struct cli *cli, const struct asana_me *me)
{
    struct pool *pool = cli->pool;

    if (cli->json) {
        print_json(cli, me);
        return;
    }
    printf("Logged in at Asana as %s (%s).\nWorkspaces: ", table_line(pool, me->name),
           table_line(pool, me->email));
    for (size_t i = 0; i < me->workspace_count; i++)
        printf("%s%s", i > 0 ? ", " : "", table_line(pool, me->workspaces[i].name));
    printf("%s.\n", me->workspace_count == 0 ? "none" : "");
    fflush(stdout);
}

/* What hooklet.conf names is of no use when we can't see it. */
static enum exit_code
check_workspace(struct asana *asana)
{
    const char *name = asana->api->workspace, *gid = NULL;
    int rc = name == NULL ? 0 : asana_workspace(asana, name, &gid);

    if (rc != FAIL_NOT_FOUND)
        return cli_exit(rc);
    fprintf(stderr,
            "The workspace \"%s\" of hooklet.conf is not among them: correct the name, let this "
            "user\njoin it, or let the app in (developer console, Manage distribution).\n",
            name);
    return EXIT_BAD;
}

static int
log_in(struct cli *cli, struct asana *asana, struct asana_me *me)
{
    struct asana_login login = { 0 };
    const char *code = NULL;
    int rc = check_app(cli, asana->api);

    if (rc == 0)
        rc = asana_login_begin(asana, &login);
    if (rc != 0)
        return rc;
    print_way(cli->json ? stderr : stdout, &login);
    rc = read_code(cli->pool, &login, &code);
    if (rc == 0)
        rc = asana_login_finish(asana, &login, code);
    if (rc == 0)
        rc = asana_names_forget(asana);
    return rc == 0 ? asana_me(asana, me) : rc;
}

enum exit_code
asana_login_run(struct cli *cli, int argc, char **argv)
{
    const struct cli_option none[] = { { NULL, 0, CLI_FLAG, NULL } };
    struct asana_me me = { 0 };
    struct asana asana;
    int rc;

    if (!cli_parse(cli, none, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    rc = asana_client(cli, &asana);
    if (rc == 0)
        rc = log_in(cli, &asana, &me);
    if (rc != 0)
        return cli_exit(rc);
    print_me(cli, &me);
    return check_workspace(&asana);
}
