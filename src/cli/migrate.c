/* migrate.c - an older database becomes today's. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/refused.h"
#include "cli/cli.h"
#include "store/schema.h"

static int
migrate(struct cli *cli)
{
    const char *path, *refused;
    int64_t from = 0;
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc != 0)
        return rc;
    path = pool_printf(cli->pool, "%s/hooklet.db", cli->settings->state);
    refused = path_refused(cli->pool, path, R_OK | W_OK);
    if (refused != NULL)
        return fail(FAIL_STORE, "%s: %s", path, refused);
    if (access(path, F_OK) != 0)
        return fail(FAIL_NOT_FOUND, "%s: no such database; make one with hooklet init", path);
    rc = store_create(cli->settings->state, &from);
    if (rc != 0)
        return rc;
    if (cli->json) {
        struct json *top = json_object();

        json_set_string(top, "database", path);
        json_set_integer(top, "from", from);
        json_set_integer(top, "to", SCHEMA_VERSION);
        cli_print_json(cli, top);
    } else if (from == SCHEMA_VERSION) {
        printf("%s: is of version %d already.\n", path, SCHEMA_VERSION);
    } else {
        printf("%s: migrated from version %" PRId64 " to %d.\n", path, from, SCHEMA_VERSION);
    }
    return 0;
}

static enum exit_code
run_migrate(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    return cli_exit(migrate(cli));
}

const struct command command_migrate = {
    .name = "migrate",
    .summary = "bring an older database up to this version",
    .usage = "hooklet migrate [--json]\n"
             "Brings the database up to the version of this program, in one transaction;\n"
             "a database that is up to date stays as it is. There is no way back: make a\n"
             "backup first. Then restart the web programs and the worker.\n",
    .run = run_migrate,
};
