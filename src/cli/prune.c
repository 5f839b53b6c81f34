/* prune.c - retention, now. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"
#include "store/maintain.h"

static void
report(struct cli *cli, const struct pruned *pruned)
{
    if (cli->json) {
        struct json *top = json_object();

        json_set_integer(top, "bodies", pruned->bodies);
        json_set_integer(top, "attempts", pruned->attempts);
        json_set_integer(top, "events", pruned->events);
        json_set_integer(top, "deployments", pruned->deployments);
        json_set_integer(top, "messages", pruned->messages);
        cli_print_json(cli, top);
        return;
    }
    printf("Dropped %" PRId64 " bodies, %" PRId64 " attempts, %" PRId64 " events, %" PRId64
           " deployments, %" PRId64 " messages.\n",
           pruned->bodies, pruned->attempts, pruned->events, pruned->deployments, pruned->messages);
}

static enum exit_code
run_prune(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };
    struct retention retention;
    struct pruned pruned = { 0 };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    rc = cli_store(cli);
    if (rc != 0)
        return cli_exit(rc);
    retention = retention_of(cli->settings, cli->now_ms);
    cli_progress("%s", "dropping what is older than the configuration wants to keep ");
    rc = maintain_prune(cli->store, &retention, &pruned);
    cli_progress("%s", "");
    if (rc == 0)
        report(cli, &pruned);
    return cli_exit(rc);
}

const struct command command_prune = {
    .name = "prune",
    .summary = "drop what is older than the configuration wants to keep",
    .usage = "hooklet prune [--json]\n"
             "Drops bodies, attempts with their output, events and deployments that are older\n"
             "than keep_bodies, keep_attempts and keep_events in hooklet.conf say. The worker\n"
             "does this by itself; what a job on its way still needs stays, and so does what\n"
             "each environment runs now and ran before.\n",
    .run = run_prune,
};
