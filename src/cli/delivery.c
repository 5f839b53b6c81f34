/* delivery.c - one delivery with all that was tried, sent and answered. */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "cli/delivery_show.h"
#include "cli/render.h"

static enum exit_code
show(struct cli *cli, int64_t id, int64_t attempt)
{
    const struct delivery_attempt *newest;
    struct delivery_whole whole;
    int rc = delivery_read(cli, id, &whole);

    if (rc != 0)
        return cli_exit(rc);
    if (attempt > whole.row.attempt)
        return cli_exit(fail(FAIL_NOT_FOUND, "delivery %" PRId64 ": there were only %d attempts",
                             id, whole.row.attempt));
    newest = delivery_newest(&whole);
    if (attempt == 0 && newest != NULL)
        attempt = newest->n;
    if (cli->json)
        cli_print_json(cli, delivery_whole_json(cli->pool, &whole));
    else
        delivery_print(cli, &whole, (int)attempt);
    return render_bad_end(whole.row.state) ? EXIT_BAD : EXIT_GOOD;
}

static enum exit_code
run_delivery(struct cli *cli, int argc, char **argv)
{
    int64_t attempt = 0;
    const struct cli_option options[] = {
        { "attempt", 0, CLI_NUMBER, &attempt },
        { NULL, 0, CLI_FLAG, NULL },
    };
    int64_t id;
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 1, "the ID of a delivery"))
        return cli->status;
    if (!cli_id(cli->words.items[0], &id))
        return cli_usage(cli->command, "\"%s\" is no id of a delivery", cli->words.items[0]);
    rc = cli_store(cli);
    return rc == 0 ? show(cli, id, attempt) : cli_exit(rc);
}

const struct command command_delivery = {
    .name = "delivery",
    .summary = "one delivery: each attempt, what was sent and answered",
    .usage = "hooklet delivery [--attempt N] [--json] ID\n"
             "Shows one delivery with all attempts, and of the newest one what was sent, secrets\n"
             "masked, and the first part of what was answered.\n"
             "  --attempt N  what was sent and answered in this attempt\n"
             "  --json       as JSON, all attempts with up to 64 KiB of each answer\n"
             "The exit status is 1 when the delivery is dead.\n",
    .run = run_delivery,
};
