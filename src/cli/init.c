/* init.c - what has to be there before anything can run; what is there already stays. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/file.h"
#include "cli/cli.h"
#include "port/crypto.h"
#include "store/schema.h"

#define SECRET_BYTES 32

static const char example[] =
    "# hooklet.conf - see hooklet.conf(5); `hooklet check` tells whether it is right.\n"
    "\n"
    "state = \"%s\"\n"
    "\n"
    "github {\n"
    "    # Put the content of this file into the webhook's settings at GitHub.\n"
    "    secret \"main\" {\n"
    "        file = \"%s\"\n"
    "    }\n"
    "}\n"
    "\n"
    "# A push to the default branch of acme/web, or a merge into it, deploys it:\n"
    "#\n"
    "# deploy \"web\" {\n"
    "#     repository = \"acme/web\"\n"
    "#     directory = \"/srv/web\"\n"
    "#     checkout = true\n"
    "#     command = {\"make\", \"deploy\"}\n"
    "# }\n";

/* What is made, and what was found. */
struct init {
    const char *config; /* absolute or as given */
    const char *secret; /* beside it */
    const char *state;
    bool config_made, secret_made;
    int64_t schema; /* version of the database found, 0: made */
};

static int
make_secret(struct cli *cli, struct init *init)
{
    unsigned char bytes[SECRET_BYTES];
    const char *text;
    int rc;

    if (access(init->secret, F_OK) == 0)
        return 0;
    rc = crypto_random(bytes, sizeof bytes);
    if (rc != 0)
        return rc;
    text = pool_printf(cli->pool, "%s\n", hex_encode(cli->pool, bytes, sizeof bytes));
    crypto_wipe(bytes, sizeof bytes);
    init->secret_made = true;
    return file_write(init->secret, text, strlen(text), 0400);
}

static int
make_config(struct cli *cli, struct init *init)
{
    const char *text = pool_printf(cli->pool, example, init->state, init->secret);

    init->config_made = true;
    return file_write(init->config, text, strlen(text), 0644);
}

/* The state directory that counts: of the configuration that is there, else the one asked for. */
static int
find_state(struct cli *cli, struct init *init, const char *asked)
{
    int rc;

    if (access(init->config, F_OK) != 0) {
        init->state = asked == NULL ? HOOKLET_STATEDIR : asked;
        return path_from_here(cli->pool, init->state, &init->state);
    }
    rc = cli_settings(cli, SETTINGS_RULES);
    if (rc != 0)
        return rc;
    init->state = cli->settings->state;
    if (asked != NULL && strcmp(asked, init->state) != 0)
        return fail(FAIL_CONFIG, "%s says state = \"%s\", --state says \"%s\": change one of them",
                    init->config, init->state, asked);
    return 0;
}

/* The configuration names the secret by an absolute path: programs are started elsewhere. */
static int
make_all(struct cli *cli, struct init *init, const char *asked)
{
    const char *directory;
    int rc = path_from_here(cli->pool, settings_path(cli->config), &init->config);

    if (rc != 0)
        return rc;
    directory = path_parent(cli->pool, init->config);
    init->secret = pool_printf(cli->pool, "%s/github.secret", directory);
    rc = find_state(cli, init, asked);
    if (rc == 0 && cli->settings == NULL) {
        rc = directory_make(directory, 0755);
        if (rc == 0)
            rc = make_secret(cli, init);
        if (rc == 0)
            rc = make_config(cli, init);
    }
    return rc == 0 ? store_create(init->state, &init->schema) : rc;
}

static void
print_json(struct cli *cli, const struct init *init)
{
    struct json *top = json_object();

    json_set_string(top, "config", init->config);
    json_set_bool(top, "config_made", init->config_made);
    if (init->config_made) {
        json_set_string(top, "secret", init->secret);
        json_set_bool(top, "secret_made", init->secret_made);
    }
    json_set_string(top, "state", init->state);
    json_set_bool(top, "database_made", init->schema == 0);
    json_set_integer(top, "schema", SCHEMA_VERSION);
    cli_print_json(cli, top);
}

static void
print_text(const struct init *init)
{
    printf("configuration  %s: %s\n", init->config,
           init->config_made ? "an example was written" : "is there, kept");
    if (init->config_made)
        printf("secret         %s: %s\n", init->secret,
               init->secret_made ? "a random one was written" : "is there, kept");
    printf("database       %s/hooklet.db: ", init->state);
    if (init->schema == 0)
        printf("made, version %d\n", SCHEMA_VERSION);
    else if (init->schema == SCHEMA_VERSION)
        printf("is there, version %d, kept\n", SCHEMA_VERSION);
    else
        printf("migrated from version %" PRId64 " to %d\n", init->schema, SCHEMA_VERSION);
}

static void
print_next(const struct init *init)
{
    puts("\nNext:");
    if (init->config_made)
        printf("  1. Write your rules into %s, then: hooklet check\n"
               "  2. Give the secret to the user of the web programs (chown hooklet-web), and its\n"
               "     content to GitHub: cat %s\n"
               "  3. Start the web programs and the worker, then: hooklet doctor\n",
               init->config, init->secret);
    else
        puts("  hooklet check, then hooklet doctor");
}

static enum exit_code
run_init(struct cli *cli, int argc, char **argv)
{
    const char *state = NULL;
    const struct cli_option options[] = {
        { "state", 0, CLI_TEXT, &state },
        { NULL, 0, CLI_FLAG, NULL },
    };
    struct init init = { 0 };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    rc = make_all(cli, &init, state);
    if (rc != 0)
        return cli_exit(rc);
    if (cli->json) {
        print_json(cli, &init);
        return EXIT_GOOD;
    }
    print_text(&init);
    print_next(&init);
    return EXIT_GOOD;
}

const struct command command_init = {
    .name = "init",
    .summary = "make state directory, database, example configuration",
    .usage = "hooklet init [--config FILE] [--state DIR] [--json]\n"
             "Makes what is missing: an example configuration and a random secret beside it,\n"
             "the state directory and the database. What is there stays as it is, an older\n"
             "database is migrated.\n"
             "  --state DIR  where the database goes, for the new configuration\n",
    .run = run_init,
};
