/* event.c - one event with its jobs, notes and headers, or its body. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/fail.h"
#include "cli/asked.h"
#include "cli/cli.h"
#include "cli/render.h"
#include "cli/table.h"

#define JOBS_MOST 1000

/* All that is known of one event. */
struct whole {
    struct event_row event;
    struct jobs jobs;
    struct notes notes;
};

static int
read_whole(struct cli *cli, int64_t id, struct whole *whole)
{
    const struct job_filter filter = { .event = id, .most = JOBS_MOST };
    int rc = ledger_event(cli->store, id, cli->pool, &whole->event);

    if (rc == 0)
        rc = ledger_jobs(cli->store, &filter, cli->pool, &whole->jobs);
    if (rc == 0)
        rc = ledger_notes(cli->store, id, cli->pool, &whole->notes);
    return rc;
}

static void
print_json(struct cli *cli, const struct whole *whole)
{
    struct json *top = render_event(cli->pool, &whole->event);
    struct json *jobs = json_array();

    for (size_t i = whole->jobs.count; i > 0; i--)
        json_add(jobs, render_job(cli->pool, &whole->jobs.rows[i - 1]));
    json_set(top, "jobs", jobs);
    json_set(top, "notes", render_notes(cli->pool, &whole->notes));
    cli_print_json(cli, top);
}

static void
print_fields(struct cli *cli, const struct event_row *event)
{
    struct pool *pool = cli->pool;

    render_field(pool, "event", pool_printf(pool, "%" PRId64, event->id));
    render_field(pool, "delivery", event->delivery);
    render_field(pool, "source", event->source);
    render_field(pool, "kind", render_kind(pool, event->kind, event->action));
    render_field(pool, "repository", event->repository);
    render_field(pool, "commit", event->subject);
    render_field(pool, "received", render_moment(pool, event->received_ms));
    render_field(pool, "secret", event->secret);
    render_field(pool, "status", event->status);
    render_field(pool, "reason", event->reason);
    if (event->parent > 0)
        render_field(pool, "replays", pool_printf(pool, "event %" PRId64, event->parent));
    render_field(pool, "body", render_size(pool, event->body_length));
    render_field(pool, "headers", event->headers);
}

static void
print_jobs(struct cli *cli, const struct jobs *jobs)
{
    static const char *const headings[] = { "JOB",   "STATE",   "KIND",  "RULE",
                                            "ABOUT", "CHANGED", "REASON" };
    struct table *table = table_new(cli->pool, headings, 7);

    for (size_t i = jobs->count; i > 0; i--) {
        const struct job_row *job = &jobs->rows[i - 1];

        table_cell(table, pool_printf(cli->pool, "%" PRId64, job->id), TABLE_PLAIN);
        table_cell(table, job->state, table_state_colour(job->state));
        table_cell(table, job->kind, TABLE_PLAIN);
        table_cell(table, job->rule, TABLE_PLAIN);
        table_cell(table, asked_row(cli->pool, job->args), TABLE_PLAIN);
        table_cell(table, cli_ago(cli->pool, job->updated_ms, cli->now_ms), TABLE_PLAIN);
        table_cell(table, job->reason, TABLE_PLAIN);
    }
    putchar('\n');
    table_print(table);
}

static void
print_notes(struct cli *cli, const struct notes *notes)
{
    static const char *const headings[] = { "WHEN", "RULE", "NOTE" };
    struct table *table = table_new(cli->pool, headings, 3);

    for (size_t i = 0; i < notes->count; i++) {
        const struct note_row *note = &notes->rows[i];

        table_cell(table, render_moment(cli->pool, note->at_ms), TABLE_FAINT);
        table_cell(table, note->rule, TABLE_PLAIN);
        table_cell(table, note->text, TABLE_PLAIN);
    }
    putchar('\n');
    table_print(table);
}

static int
print_event(struct cli *cli, int64_t id)
{
    struct whole whole = { 0 };
    int rc = read_whole(cli, id, &whole);

    if (rc != 0)
        return rc;
    if (cli->json) {
        print_json(cli, &whole);
        return 0;
    }
    print_fields(cli, &whole.event);
    if (whole.jobs.count > 0)
        print_jobs(cli, &whole.jobs);
    if (whole.notes.count > 0)
        print_notes(cli, &whole.notes);
    return 0;
}

static int
print_body(struct cli *cli, int64_t id)
{
    struct event_row event;
    char *body = NULL;
    size_t length = 0;
    int rc = ledger_event(cli->store, id, cli->pool, &event);

    if (rc == 0)
        rc = ledger_body(cli->store, id, cli->pool, &body, &length);
    if (rc == 0 && body == NULL)
        rc = fail(FAIL_NOT_FOUND,
                  "event %" PRId64 ": its body was dropped when keep_bodies had passed", id);
    if (rc == 0)
        render_bytes(cli->pool, body, length);
    return rc;
}

static enum exit_code
run_event(struct cli *cli, int argc, char **argv)
{
    bool body = false;
    const struct cli_option options[] = {
        { "body", 0, CLI_FLAG, &body },
        { NULL, 0, CLI_FLAG, NULL },
    };
    int64_t id;
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 1, "the ID of an event"))
        return cli->status;
    if (!cli_id(cli->words.items[0], &id))
        return cli_usage(cli->command, "\"%s\" is no id of an event", cli->words.items[0]);
    rc = cli_store(cli);
    if (rc == 0)
        rc = body ? print_body(cli, id) : print_event(cli, id);
    return cli_exit(rc);
}

const struct command command_event = {
    .name = "event",
    .summary = "one event: its jobs, notes, headers, body",
    .usage = "hooklet event [--body] [--json] ID\n"
             "Shows one event with its jobs and notes.\n"
             "  --body  only the body, byte for byte as it was signed\n"
             "          (on a terminal without control characters)\n"
             "  --json  as JSON\n",
    .run = run_event,
};
