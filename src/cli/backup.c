/* backup.c - a copy of the live database. */
#include "config.h"

#include <stdio.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/render.h"
#include "store/maintain.h"

static int
backup(struct cli *cli, const char *path)
{
    struct stat info = { 0 };
    int rc = cli_store(cli);

    if (rc != 0)
        return rc;
    cli_progress("copying %s to %s ", store_path(cli->store), path);
    rc = maintain_backup(cli->store, path);
    cli_progress("%s", "");
    if (rc != 0)
        return rc;
    (void)stat(path, &info);
    if (cli->json) {
        struct json *top = json_object();

        json_set_string(top, "file", path);
        json_set_integer(top, "bytes", info.st_size);
        cli_print_json(cli, top);
    } else {
        printf("%s: %s, checked and synced.\n", path, render_size(cli->pool, info.st_size));
    }
    return 0;
}

static enum exit_code
run_backup(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 1, "a new FILE to write"))
        return cli->status;
    return cli_exit(backup(cli, cli->words.items[0]));
}

const struct command command_backup = {
    .name = "backup",
    .summary = "a checked copy of the live database",
    .usage = "hooklet backup [--json] FILE\n"
             "Writes a checked copy of the database into the new FILE (mode 0600) while\n"
             "everything goes on. An existing file is left alone: exit status 6.\n"
             "Do not copy hooklet.db by other means while hooklet runs.\n"
             "To restore: stop hooklet, put the copy in the place of hooklet.db, remove\n"
             "hooklet.db-wal and hooklet.db-shm, start hooklet.\n",
    .run = run_backup,
};
