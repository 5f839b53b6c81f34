/* token.c - `hooklet token`: who may use the API, and as whom */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/encode.h"
#include "base/fail.h"
#include "cli/parts.h"
#include "cli/render.h"
#include "cli/table.h"
#include "port/crypto.h"
#include "port/outgoing.h"
#include "store/tokens.h"

#define PREFIX "hlk_" /* tells people, and scanners of repositories, what it is */

enum { TOKEN_BYTES = 32, NAME_MOST = 64 };

/* --- create ----------------------------------------------------------------------------------- */

/* New, and its hash, which is all that is kept of it. */
static int
make(struct pool *pool, const char **text, unsigned char hash[CRYPTO_SHA256_SIZE])
{
    unsigned char bytes[TOKEN_BYTES];
    int rc = crypto_random(bytes, sizeof bytes);

    if (rc != 0)
        return rc;
    *text = pool_printf(pool, PREFIX "%s", base64url_encode(pool, bytes, sizeof bytes));
    crypto_wipe(bytes, sizeof bytes);
    return crypto_sha256(*text, strlen(*text), hash);
}

static struct json *
token_json(struct pool *pool, const struct api_token *token)
{
    struct json *top = json_object();

    json_set_string(top, "name", token->name);
    json_set_string(top, "owner", token->owner);
    json_set_time(pool, top, "created", token->created_ms);
    json_set_time(pool, top, "expires", token->expires_ms);
    json_set_time(pool, top, "revoked", token->revoked_ms);
    return top;
}

/* The token alone is on standard output, so that it can be kept where it is needed. */
static void
tell(struct cli *cli, const struct api_token *token, const char *text)
{
    struct json *top;

    if (cli->json) {
        top = token_json(cli->pool, token);
        json_set_string(top, "token", text);
        cli_print_json(cli, top);
        return;
    }
    puts(text);
    fprintf(stderr, "hooklet: it is shown this once, and good for %s%s\n",
            strcmp(token->owner, "*") == 0 ? "every owner" : token->owner,
            token->expires_ms > 0
                ? pool_printf(cli->pool, " until %s", render_moment(cli->pool, token->expires_ms))
                : " until it is revoked");
}

static int
create(struct cli *cli, struct api_token *token)
{
    unsigned char hash[CRYPTO_SHA256_SIZE];
    const char *text = NULL;
    int rc = cli_store(cli);

    if (rc == 0)
        rc = make(cli->pool, &text, hash);
    if (rc == 0)
        rc = token_add(cli->store, token, hash, cli->now_ms);
    if (rc == 0)
        tell(cli, token, text);
    return rc;
}

static enum exit_code
run_create(struct cli *cli, int argc, char **argv)
{
    struct api_token token = { 0 };
    int64_t expires_ms = 0;
    const struct cli_option options[] = {
        { "owner", 0, CLI_TEXT, &token.owner },
        { "expires", 0, CLI_DURATION, &expires_ms },
        { NULL, 0, CLI_FLAG, NULL },
    };

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 1, "a name for the token"))
        return cli->status;
    token.name = cli->words.items[0];
    if (token.name[0] == '\0' || strlen(token.name) > NAME_MOST || !text_printable(token.name))
        return cli_usage(cli->command, "a name is one line of 1 to %d bytes", NAME_MOST);
    if (token.owner == NULL)
        return cli_usage(cli->command, "whose targets and messages is it good for? Say --owner; '*'"
                                       " is everybody's");
    if (strcmp(token.owner, "*") != 0 && !outgoing_owner_valid(token.owner))
        return cli_usage(cli->command, "--owner takes " OUTGOING_OWNER_FORM "; or '*', not \"%s\"",
                         table_line(cli->pool, token.owner));
    if (expires_ms > 0)
        token.expires_ms = cli->now_ms + expires_ms;
    return cli_exit(create(cli, &token));
}

/* --- list, revoke ----------------------------------------------------------------------------- */

static const char *
state_of(struct cli *cli, const struct api_token *token)
{
    if (token->revoked_ms > 0)
        return "revoked";
    return token->expires_ms > 0 && token->expires_ms <= cli->now_ms ? "expired" : "good";
}

static void
print_table(struct cli *cli, const struct api_tokens *tokens)
{
    static const char *const headings[] = { "NAME", "OWNER", "STATE", "MADE", "EXPIRES" };
    struct table *table = table_new(cli->pool, headings, 5);

    for (size_t i = 0; i < tokens->count; i++) {
        const struct api_token *token = &tokens->rows[i];
        const char *state = state_of(cli, token);

        table_cell(table, token->name, TABLE_PLAIN);
        table_cell(table, token->owner, TABLE_PLAIN);
        table_cell(table, state, strcmp(state, "good") == 0 ? TABLE_GOOD : TABLE_FAINT);
        table_cell(table, cli_ago(cli->pool, token->created_ms, cli->now_ms), TABLE_PLAIN);
        table_cell(table,
                   token->expires_ms > 0 ? render_moment(cli->pool, token->expires_ms) : NULL,
                   TABLE_PLAIN);
    }
    table_print(table);
}

static void
print_json(struct cli *cli, const struct api_tokens *tokens)
{
    struct json *top = json_object(), *list = json_array();

    for (size_t i = 0; i < tokens->count; i++) {
        struct json *item = token_json(cli->pool, &tokens->rows[i]);

        json_set_string(item, "state", state_of(cli, &tokens->rows[i]));
        json_add(list, item);
    }
    json_set(top, "tokens", list);
    cli_print_json(cli, top);
}

static enum exit_code
run_list(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };
    struct api_tokens tokens = { 0 };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    rc = cli_store(cli);
    if (rc == 0)
        rc = token_list(cli->store, cli->pool, &tokens);
    if (rc != 0)
        return cli_exit(rc);
    if (cli->json)
        print_json(cli, &tokens);
    else if (tokens.count == 0)
        puts("No tokens: nobody can use the API.");
    else
        print_table(cli, &tokens);
    return EXIT_GOOD;
}

static int
unknown(struct cli *cli, const char *name)
{
    struct api_tokens tokens = { 0 };
    const char **names;
    const char *near;

    if (token_list(cli->store, cli->pool, &tokens) != 0)
        return FAIL_NOT_FOUND;
    names = pool_array(cli->pool, tokens.count + 1, sizeof *names);
    for (size_t i = 0; i < tokens.count; i++)
        names[i] = tokens.rows[i].name;
    near = nearest((struct strings){ names, tokens.count }, name);
    if (near != NULL)
        return fail(FAIL_NOT_FOUND, "no token \"%s\"; did you mean %s?", name, near);
    return fail(FAIL_NOT_FOUND, "no token \"%s\"; hooklet token list shows all", name);
}

static enum exit_code
run_revoke(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };
    const char *name;
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 1, "the name of a token"))
        return cli->status;
    name = cli->words.items[0];
    rc = cli_store(cli);
    if (rc == 0)
        rc = token_revoke(cli->store, name, cli->now_ms);
    if (rc == FAIL_NOT_FOUND && cli->store != NULL)
        rc = unknown(cli, name);
    if (rc != 0)
        return cli_exit(rc);
    if (cli->json) {
        struct json *top = json_object();

        json_set_string(top, "revoked", name);
        cli_print_json(cli, top);
    } else {
        printf("Token %s is good for nothing from now on.\n", table_line(cli->pool, name));
    }
    return EXIT_GOOD;
}

static const struct cli_part parts[] = {
    { "create", run_create },
    { "list", run_list },
    { "revoke", run_revoke },
};

static enum exit_code
run_token(struct cli *cli, int argc, char **argv)
{
    return cli_parts(cli, parts, sizeof parts / sizeof *parts, argc, argv);
}

const struct command command_token = {
    .name = "token",
    .summary = "who may use the API, and as whom",
    .usage = "hooklet token create --owner OWNER [--expires TIME] [--json] NAME\n"
             "       hooklet token list [--json]\n"
             "       hooklet token revoke [--json] NAME\n"
             "create prints a bearer token for the API, this once: only its hash is kept.\n"
             "  --owner OWNER   whose targets and messages it is good for; '*': everybody's\n"
             "  --expires TIME  good for 30d, 365d, ...; otherwise until it is revoked\n"
             "list shows them all, without the tokens themselves.\n"
             "revoke ends one at once.\n"
             "  --json          as JSON\n",
    .run = run_token,
};
