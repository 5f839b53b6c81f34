/* retry.c - a job that is over starts again. */
#include "config.h"

#include "cli/byhand.h"
#include "cli/cli.h"
#include "store/jobs.h"

static enum exit_code
run_retry(struct cli *cli, int argc, char **argv)
{
    const struct byhand byhand = { .act = jobs_retry, .done = "is ready again" };

    return byhand_run(cli, &byhand, argc, argv);
}

const struct command command_retry = {
    .name = "retry",
    .summary = "let jobs that are over run again",
    .usage = "hooklet retry [--json] ID...\n"
             "Makes jobs ready again, with fresh attempts: those that are dead, unknown,\n"
             "cancelled, superseded or done. The event and the rule stay the same; the\n"
             "commands are those that the rule has today.\n"
             "Jobs that are on their way already are left alone: exit status 6.\n",
    .run = run_retry,
};
