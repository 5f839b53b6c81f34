/* deliveries.c - what was sent to targets, newest first, or as it happens. */
#include "config.h"

#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "cli/delivery_show.h"
#include "store/targets.h"
#include "work/delivery_json.h"

enum { FOLLOW_MS = 200, FOLLOW_MOST = 500 }; /* between two looks; rows of one look */

static void
print_json(struct cli *cli, const struct delivery_rows *deliveries)
{
    struct json *top = json_object(), *list = json_array();

    for (size_t i = 0; i < deliveries->count; i++)
        json_add(list, delivery_json(cli->pool, &deliveries->rows[i]));
    json_set(top, "deliveries", list);
    cli_print_json(cli, top);
}

static int
list(struct cli *cli, const struct delivery_filter *filter)
{
    struct delivery_rows deliveries = { 0 };
    int rc = deliveries_list(cli->store, filter, cli->pool, &deliveries);

    if (rc != 0)
        return rc;
    if (cli->json)
        print_json(cli, &deliveries);
    else if (deliveries.count == 0)
        puts("No deliveries.");
    else
        delivery_table(cli, &deliveries);
    return 0;
}

/* --- --follow --------------------------------------------------------------------------------- */

static bool
is_failure(const struct delivery_row *row)
{
    return strcmp(row->state, "done") != 0;
}

/* A line each; with --json an object each. */
static void
tell(struct cli *cli, const struct delivery_filter *filter, const struct delivery_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct delivery_row *row = &rows->rows[i];

        if (filter->failed && !is_failure(row))
            continue;
        if (cli->json)
            puts(json_text(cli->pool, delivery_json(cli->pool, row), JSON_COMPACT));
        else
            delivery_line(cli, row);
    }
    fflush(stdout);
}

/* Does nobody read what we write any more?  A pipe whose other end is closed tells by POLLERR. */
static bool
reader_gone(int wait_ms)
{
    struct pollfd out = { .fd = STDOUT_FILENO, .events = 0 };

    return poll(&out, 1, wait_ms) > 0 && (out.revents & (POLLERR | POLLHUP)) != 0;
}

/* Until Ctrl-C, from now on. */
static int
follow(struct cli *cli, struct delivery_filter *filter)
{
    struct attempt_place place = { .end_ms = cli->now_ms };
    struct pool *pool = cli->pool;
    int rc = 0;

    cli->pool = pool_new();
    filter->most = FOLLOW_MOST;
    while (rc == 0) {
        struct delivery_rows rows = { 0 };

        pool_reset(cli->pool);
        rc = deliveries_ended(cli->store, filter, cli->pool, &place, &rows);
        if (rc == FAIL_BUSY)
            rc = 0;
        tell(cli, filter, &rows);
        if (rows.count < FOLLOW_MOST && reader_gone(FOLLOW_MS))
            break;
    }
    pool_free(cli->pool);
    cli->pool = pool;
    return rc;
}

static int
check_target(struct cli *cli, int64_t id)
{
    struct target target = { 0 };
    struct delivery_filter filter = { .target = id, .most = 1 };
    struct delivery_rows rows = { 0 };
    int rc;

    if (id == 0)
        return 0;
    rc = target_find(cli->store, id, cli->pool, &target);
    if (rc != FAIL_NOT_FOUND)
        return rc;
    /* What was sent to one that was removed is still told. */
    rc = deliveries_list(cli->store, &filter, cli->pool, &rows);
    if (rc != 0 || rows.count > 0)
        return rc;
    return fail(FAIL_NOT_FOUND, "no target %" PRId64 "; hooklet targets lists them", id);
}

static enum exit_code
run_deliveries(struct cli *cli, int argc, char **argv)
{
    struct delivery_filter filter = { 0 };
    int64_t most = 50;
    bool following = false;
    const struct cli_option options[] = {
        { "target", 0, CLI_NUMBER, &filter.target }, { "owner", 0, CLI_TEXT, &filter.owner },
        { "event", 0, CLI_NUMBER, &filter.event },   { "failed", 0, CLI_FLAG, &filter.failed },
        { "before", 0, CLI_NUMBER, &filter.before }, { "follow", 'f', CLI_FLAG, &following },
        { "number", 'n', CLI_NUMBER, &most },        { NULL, 0, CLI_FLAG, NULL },
    };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    if (following && (filter.before > 0 || filter.event > 0))
        return cli_usage(cli->command, "--follow tells what is to come: of --target, --owner and"
                                       " --failed alone");
    filter.most = most < INT_MAX ? (int)most : INT_MAX;
    rc = cli_store(cli);
    if (rc == 0)
        rc = check_target(cli, filter.target);
    if (rc == 0)
        rc = following ? follow(cli, &filter) : list(cli, &filter);
    return cli_exit(rc);
}

const struct command command_deliveries = {
    .name = "deliveries",
    .summary = "what was sent to targets, newest first",
    .usage = "hooklet deliveries [OPTION...]\n"
             "Lists deliveries of messages to targets, newest first.\n"
             "  --target ID     only to this target\n"
             "  --owner OWNER   only to this owner's targets\n"
             "  --event ID      only of this stored event\n"
             "  --failed        only those that failed, for good or until the next try\n"
             "  --before ID     older than this delivery: the next page\n"
             "  -f, --follow    each attempt as it ends, until Ctrl-C\n"
             "  -n, --number N  at most N of them (50)\n"
             "  --json          as JSON; with --follow an object in each line\n",
    .run = run_deliveries,
};
