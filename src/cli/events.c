/* events.c - what arrived, newest first. */
#include "config.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/render.h"
#include "cli/table.h"

static void
print_table(const struct cli *cli, const struct events *events)
{
    static const char *const headings[] = { "ID",     "RECEIVED", "EVENT", "REPOSITORY",
                                            "COMMIT", "STATUS",   "JOBS",  "DELIVERY" };
    struct table *table = table_new(cli->pool, headings, 8);

    for (size_t i = 0; i < events->count; i++) {
        const struct event_row *event = &events->rows[i];

        table_cell(table, pool_printf(cli->pool, "%" PRId64, event->id), TABLE_PLAIN);
        table_cell(table, cli_ago(cli->pool, event->received_ms, cli->now_ms), TABLE_PLAIN);
        table_cell(table, render_kind(cli->pool, event->kind, event->action), TABLE_PLAIN);
        table_cell(table, event->repository, TABLE_PLAIN);
        table_cell(table, render_commit(cli->pool, event->subject), TABLE_PLAIN);
        table_cell(table, event->status, table_state_colour(event->status));
        table_cell(table, pool_printf(cli->pool, "%" PRId64, event->job_count), TABLE_PLAIN);
        table_cell(table, event->delivery, TABLE_FAINT);
    }
    table_print(table);
}

static void
print_json(struct cli *cli, const struct events *events)
{
    struct json *top = json_object();
    struct json *list = json_array();

    for (size_t i = 0; i < events->count; i++)
        json_add(list, render_event(cli->pool, &events->rows[i]));
    json_set(top, "events", list);
    cli_print_json(cli, top);
}

static const char *const statuses[] = { "accepted", "ignored", "suspect", "unreadable" };
static const char *const sources[] = { "asana", "github", "hooklet" };

/* GitHub may have sent an event that is newer than our list of them; others have other kinds. */
static bool
check_kind(struct cli *cli, const struct event_filter *filter)
{
    if (filter->source != NULL && strcmp(filter->source, "github") != 0)
        return true;
    return cli_event(cli, "kind", filter->kind);
}

static enum exit_code
run_events(struct cli *cli, int argc, char **argv)
{
    struct event_filter filter = { 0 };
    struct events events = { 0 };
    int64_t since_ms = 0;
    int64_t most = 50;
    const struct cli_option options[] = {
        { "source", 0, CLI_TEXT, &filter.source },
        { "kind", 0, CLI_TEXT, &filter.kind },
        { "repository", 0, CLI_TEXT, &filter.repository },
        { "status", 0, CLI_TEXT, &filter.status },
        { "since", 0, CLI_DURATION, &since_ms },
        { "before", 0, CLI_NUMBER, &filter.before },
        { "number", 'n', CLI_NUMBER, &most },
        { NULL, 0, CLI_FLAG, NULL },
    };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, "") ||
        !cli_choice(cli, "status", filter.status, STRINGS(statuses)) ||
        !cli_choice(cli, "source", filter.source, STRINGS(sources)))
        return cli->status;
    filter.since_ms = since_ms > 0 ? cli->now_ms - since_ms : 0;
    filter.most = most < INT_MAX ? (int)most : INT_MAX;
    rc = cli_store(cli);
    if (rc == 0)
        rc = ledger_events(cli->store, &filter, cli->pool, &events);
    if (rc != 0)
        return cli_exit(rc);
    if (events.count == 0 && !check_kind(cli, &filter))
        return cli->status;
    if (cli->json)
        print_json(cli, &events);
    else if (events.count == 0)
        puts("No events.");
    else
        print_table(cli, &events);
    return EXIT_GOOD;
}

const struct command command_events = {
    .name = "events",
    .summary = "what arrived, newest first",
    .usage = "hooklet events [OPTION...]\n"
             "Lists events, newest first.\n"
             "  --kind NAME        only these: push, pull_request, ...\n"
             "  --repository NAME  only of this repository (OWNER/NAME)\n"
             "  --status NAME      accepted, ignored, suspect or unreadable\n"
             "  --source NAME      asana, github or hooklet\n"
             "  --since TIME       received within 30m, 2h, 7d, ...\n"
             "  --before ID        older than this event: the next page\n"
             "  -n, --number N     at most N of them (50)\n"
             "  --json             as JSON\n",
    .run = run_events,
};
