/* resend.c - deliveries once more: some, all that failed, or all that a target never had */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/fail.h"
#include "cli/byhand.h"
#include "cli/render.h"
#include "cli/targets.h"
#include "store/deliveries.h"
#include "store/jobs.h"
#include "work/resend_wish.h"

/* Other jobs are started again by `hooklet retry`, which knows nothing of targets. */
static int
resend_one(struct store *store, int64_t id, const char *by, int64_t now_ms)
{
    struct pool *pool = pool_new();
    struct delivery_row row = { 0 };
    int rc = delivery_find(store, id, pool, &row);

    if (rc == FAIL_NOT_FOUND)
        rc = fail(FAIL_NOT_FOUND, "no delivery %" PRId64 "; hooklet deliveries lists them", id);
    else if (rc == 0)
        rc = resend_check(store, &row, pool);
    pool_free(pool);
    return rc == 0 ? jobs_retry(store, id, by, now_ms) : rc;
}

static void
tell(struct cli *cli, const struct target *target, enum resend_what what,
     const struct receipt *receipt)
{
    if (cli->json) {
        struct json *top = render_receipt(receipt);

        json_set_id(top, "target", target->id);
        cli_print_json(cli, top);
        return;
    }
    printf("What %s target %" PRId64 " is sent again by job %" PRId64 ": hooklet job %" PRId64
           " tells how far it is.\n",
           what == RESEND_FAILED ? "failed at" : "was never sent to", target->id,
           receipt->jobs[0].id, receipt->jobs[0].id);
}

static enum exit_code
resend_many(struct cli *cli, struct resend *resend)
{
    struct receipt receipt = { 0 };
    struct target target = { 0 };
    struct app app;
    int rc = cli_store(cli);

    if (rc == 0)
        rc = targets_find(cli, resend->target, &target);
    if (rc != 0)
        return cli_exit(rc);
    app = (struct app){ cli->settings, cli->store };
    rc = resend_store(&app, resend, cli->now_ms, cli->pool, &receipt);
    if (rc == 0)
        tell(cli, &target, resend->what, &receipt);
    return cli_exit(rc);
}

static enum exit_code
run_resend(struct cli *cli, int argc, char **argv)
{
    const struct byhand byhand = { .act = resend_one, .noun = "delivery", .done = "is sent again" };
    struct resend resend = { 0 };
    int64_t since_ms = 0;
    bool failed = false, all = false;
    const struct cli_option options[] = {
        { "target", 0, CLI_NUMBER, &resend.target },
        { "failed", 0, CLI_FLAG, &failed },
        { "all", 0, CLI_FLAG, &all },
        { "since", 0, CLI_DURATION, &since_ms },
        { NULL, 0, CLI_FLAG, NULL },
    };

    if (!cli_parse(cli, options, argc, argv))
        return cli->status;
    if (resend.target == 0 && (failed || all || since_ms > 0))
        return cli_usage(cli->command, "to which target? Say --target");
    if (resend.target == 0)
        return cli_words(cli, 1, SIZE_MAX, "the ID of a delivery, or --target")
                   ? byhand_words(cli, &byhand)
                   : cli->status;
    if (!cli_words(cli, 0, 0, ""))
        return cli->status;
    if (failed == all)
        return cli_usage(cli->command, "what? Say --failed, for what failed, or --all, for what the"
                                       " target never had");
    if (since_ms == 0)
        return cli_usage(cli->command, "since when? Say --since 2h, 7d, ...");
    resend.since_ms = cli->now_ms - since_ms;
    resend.what = failed ? RESEND_FAILED : RESEND_ALL;
    return resend_many(cli, &resend);
}

const struct command command_resend = {
    .name = "resend",
    .summary = "deliveries once more, or messages to a new target",
    .usage = "hooklet resend [--json] ID...\n"
             "       hooklet resend --target ID (--failed | --all) --since TIME [--json]\n"
             "Sends again, with fresh attempts and the same id of the message. Deliveries that\n"
             "are on their way, or whose target is not enabled or was removed, are left alone:\n"
             "exit status 6.\n"
             "  --target ID   to this target, which is enabled:\n"
             "  --failed      what is dead\n"
             "  --all         every message that it asks for, and of which it has no delivery\n"
             "  --since TIME  made within 2h, 7d, ...\n"
             "  --json        as JSON\n",
    .run = run_resend,
};
