/* sync.c - `hooklet sync asana`: what was at GitHub before becomes tasks. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "cli/interrupt.h"
#include "cli/sync.h"

static void
attach(struct sync *sync)
{
    struct cli *cli = sync->cli;

    sync->pool = pool_new();
    sync->app = (struct app){ cli->settings, cli->store };
    sync->backfill.app = &sync->app;
    sync->github = (struct github){ &cli->settings->github_api, cli->store, sync->pool, 0 };
    sync->asana = (struct asana){ &cli->settings->asana_api, cli->store, sync->pool };
}

static enum exit_code
end(const struct sync *sync, int rc)
{
    if (sync->stopped) {
        cli_progress("%s", "");
        fputs(sync->dry_run ? "hooklet sync: stopped.\n"
                            : "hooklet sync: stopped; the same command goes on here.\n",
              stderr);
        return EXIT_BAD;
    }
    return rc == 0 && sync->trouble ? EXIT_BAD : cli_exit(rc);
}

static enum exit_code
sync_all(struct sync *sync)
{
    enum exit_code status;
    int rc = cli_settings(sync->cli, SETTINGS_RULES);

    if (rc == 0)
        rc = interrupt_open(&sync->stop_fd);
    if (rc == 0)
        rc = cli_store(sync->cli);
    attach(sync);
    if (rc == 0)
        rc = sync_list(sync);
    if (rc == 0 && !sync->stopped)
        rc = sync->dry_run ? sync_look(sync) : sync_run(sync);
    status = end(sync, rc);
    pool_free(sync->pool);
    if (sync->stop_fd >= 0)
        close(sync->stop_fd);
    return status;
}

/* What the words are to be: "asana", and whose. */
static enum exit_code
understand(struct cli *cli, struct sync *sync)
{
    const char *const *words = cli->words.items;
    enum exit_code status = EXIT_GOOD;

    if (cli->words.count == 0)
        return cli_usage(cli->command, "with what? hooklet sync asana OWNER/REPO");
    if (strcmp(words[0], "asana") != 0)
        return cli_usage(cli->command,
                         repository_valid(words[0]) || login_valid(words[0])
                             ? "knows no \"%s\"; did you mean hooklet sync asana %s?"
                             : "knows no \"%s\"",
                         words[0], words[0]);
    if (cli->words.count == 1)
        return cli_usage(cli->command,
                         "asana: whose issues? OWNER/REPO, or an OWNER for all that a "
                         "tasks rule names");
    if (cli->words.count > 2)
        return cli_usage(cli->command, "one OWNER or OWNER/REPO at a time, not also \"%s\"",
                         words[2]);
    sync->backfill.owner = sync_owner(cli, words[1], &status);
    sync->one = sync->backfill.owner != NULL && repository_valid(sync->backfill.owner);
    return status;
}

static enum exit_code
run_sync(struct cli *cli, int argc, char **argv)
{
    static const char *const states[] = { "all", "open" };
    struct sync sync = { .cli = cli, .stop_fd = -1 };
    const char *state = states[0], *since = NULL;
    const struct cli_option options[] = {
        { "state", 0, CLI_TEXT, &state },
        { "since", 0, CLI_TEXT, &since },
        { "restart", 0, CLI_FLAG, &sync.restart },
        { "dry-run", 0, CLI_FLAG, &sync.dry_run },
        { NULL, 0, CLI_FLAG, NULL },
    };
    enum exit_code status;

    if (!cli_parse(cli, options, argc, argv))
        return cli->status;
    status = understand(cli, &sync);
    if (status != EXIT_GOOD)
        return status;
    if (!cli_choice(cli, "state", state, STRINGS(states)))
        return cli->status;
    if (since != NULL && !sync_since(since, cli->now_ms, &sync.backfill.since_ms))
        return cli_usage(cli->command,
                         "--since takes a day or a time that has been, like 2026-11-01 or "
                         "2026-11-01T10:00:00Z, not \"%s\"",
                         since);
    sync.backfill.all = strcmp(state, "all") == 0;
    return sync_all(&sync);
}

const struct command command_sync = {
    .name = "sync",
    .summary = "issues that were there before become tasks in Asana",
    .usage = "hooklet sync asana OWNER[/REPO] [--state all|open] [--since DATE] [--restart]\n"
             "                   [--dry-run] [--json]\n"
             "Brings issues and pull requests and their tasks into step, as if each had just been\n"
             "told of; of an OWNER, those of all repositories that a tasks rule names. The worker\n"
             "does it, a page at a time; where none runs, one is started. Whatever ends it, the\n"
             "same command goes on there, and a second time changes nothing.\n"
             "  --state WHICH  all, or only those that are open (all)\n"
             "  --since DATE   only those that were updated since: 2026-11-01, or with a time\n"
             "  --restart      begin anew where an earlier one was broken off\n"
             "  --dry-run      only tell what would change\n"
             "  --json         as JSON; a dry run writes an object for each change, one a line\n",
    .run = run_sync,
};
