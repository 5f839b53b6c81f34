/* retry.c - a job that is over starts again. */
#include "config.h"

#include "base/fail.h"
#include "cli/byhand.h"
#include "cli/cli.h"
#include "store/deliveries.h"
#include "store/jobs.h"
#include "work/resend_wish.h"

/* Of a delivery to a target that takes none nothing would come but another failure. */
static int
retry_one(struct store *store, int64_t id, const char *by, int64_t now_ms)
{
    struct pool *pool = pool_new();
    struct delivery_row row = { 0 };
    int rc = delivery_find(store, id, pool, &row);

    if (rc == 0)
        rc = resend_check(store, &row, pool);
    pool_free(pool);
    return rc == 0 || rc == FAIL_NOT_FOUND ? jobs_retry(store, id, by, now_ms) : rc;
}

static enum exit_code
run_retry(struct cli *cli, int argc, char **argv)
{
    const struct byhand byhand = { .act = retry_one, .noun = "job", .done = "is ready again" };

    return byhand_run(cli, &byhand, argc, argv);
}

const struct command command_retry = {
    .name = "retry",
    .summary = "let jobs that are over run again",
    .usage = "hooklet retry [--json] ID...\n"
             "Makes jobs ready again, with fresh attempts: those that are dead, unknown,\n"
             "cancelled, superseded or done. The event and the rule stay the same; the\n"
             "commands are those that the rule has today.\n"
             "Jobs that are on their way already are left alone, and deliveries whose target\n"
             "is not enabled or was removed: exit status 6.\n",
    .run = run_retry,
};
