/* version.c - what runs here. */
#include "config.h"

#include <stdio.h>

#include "cli/cli.h"
#include "port/db.h"
#include "store/schema.h"

static enum exit_code
run_version(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    if (cli->json) {
        struct json *top = json_object();

        json_set_string(top, "version", PACKAGE_VERSION);
        json_set_integer(top, "schema", SCHEMA_VERSION);
        json_set_string(top, "database", db_version());
        json_set_bool(top, "wal_fix", db_has_wal_fix());
        cli_print_json(cli, top);
        return EXIT_GOOD;
    }
    puts(PACKAGE_STRING);
    printf("database: %s%s, schema %d\n", db_version(),
           db_has_wal_fix() ? "" : " (without the WAL-reset fix; hooklet's writer lock stands in)",
           SCHEMA_VERSION);
    return EXIT_GOOD;
}

const struct command command_version = {
    .name = "version",
    .summary = "version of hooklet and its database",
    .usage = "hooklet version [--json]\n"
             "Shows the version of hooklet, of SQLite, and of the database schema.\n",
    .run = run_version,
};
