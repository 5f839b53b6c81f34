/* cancel.c - a job that has not begun never will. */
#include "config.h"

#include "cli/byhand.h"
#include "cli/cli.h"
#include "store/jobs.h"

static enum exit_code
run_cancel(struct cli *cli, int argc, char **argv)
{
    const struct byhand byhand = { .act = jobs_cancel, .noun = "job", .done = "is cancelled" };

    return byhand_run(cli, &byhand, argc, argv);
}

const struct command command_cancel = {
    .name = "cancel",
    .summary = "take back jobs that have not begun",
    .usage = "hooklet cancel [--json] ID...\n"
             "Takes back jobs that are waiting or ready.\n"
             "A job that has begun goes on, one that is over stays as it is: exit status 6.\n",
    .run = run_cancel,
};
