/* jobs.c - what was asked for and how far it is, newest first. */
#include "config.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/asked.h"
#include "cli/cli.h"
#include "cli/render.h"
#include "cli/table.h"
#include "work/http_action.h"

/* The deployment that it is for, its commit, or the issue or pull request. */
static const char *
about(struct pool *pool, const struct job_row *job)
{
    const char *place = asked_row(pool, job->args);

    if (place == NULL && job->subject == NULL)
        place = asked_at(pool, job->args);
    return place != NULL ? place : render_commit(pool, job->subject);
}

static void
print_table(const struct cli *cli, const struct jobs *jobs)
{
    static const char *const headings[] = { "ID",    "STATE", "KIND",    "RULE",
                                            "ABOUT", "TRIES", "CHANGED", "REASON" };
    struct table *table = table_new(cli->pool, headings, 8);

    for (size_t i = 0; i < jobs->count; i++) {
        const struct job_row *job = &jobs->rows[i];

        table_cell(table, pool_printf(cli->pool, "%" PRId64, job->id), TABLE_PLAIN);
        table_cell(table, job->state, table_state_colour(job->state));
        table_cell(table, job->kind, TABLE_PLAIN);
        table_cell(table, job->rule, TABLE_PLAIN);
        table_cell(table, about(cli->pool, job), TABLE_PLAIN);
        table_cell(table, pool_printf(cli->pool, "%d", job->attempt), TABLE_PLAIN);
        table_cell(table, cli_ago(cli->pool, job->updated_ms, cli->now_ms), TABLE_PLAIN);
        table_cell(table, job->reason, TABLE_PLAIN);
    }
    table_print(table);
}

static void
print_json(struct cli *cli, const struct jobs *jobs)
{
    struct json *top = json_object();
    struct json *list = json_array();

    for (size_t i = 0; i < jobs->count; i++)
        json_add(list, render_job(cli->pool, &jobs->rows[i]));
    json_set(top, "jobs", list);
    cli_print_json(cli, top);
}

static const char *const states[] = { "waiting", "ready",   "leased",    "started",   "done",
                                      "dead",    "unknown", "cancelled", "superseded" };

/* All that a worker can do. */
static struct strings
kinds_of(struct pool *pool)
{
    const char **kinds = NULL;
    size_t count = 0, room = 0;

    for (const struct action *action = stock_actions; action->kind != NULL; action++) {
        kinds = pool_grow(pool, kinds, count, &room, sizeof kinds[0]);
        kinds[count++] = action->kind;
    }
    for (const struct http_action *action = stock_http_actions; action->kind != NULL; action++) {
        kinds = pool_grow(pool, kinds, count, &room, sizeof kinds[0]);
        kinds[count++] = action->kind;
    }
    return (struct strings){ kinds, count };
}

/* A kind of somebody's own worker: only those have a dash (hooklet/job.h). */
static bool
is_own(const char *kind)
{
    return kind != NULL && strchr(kind, '-') != NULL;
}

static enum exit_code
run_jobs(struct cli *cli, int argc, char **argv)
{
    struct job_filter filter = { 0 };
    struct jobs jobs = { 0 };
    int64_t most = 50;
    const struct cli_option options[] = {
        { "state", 0, CLI_TEXT, &filter.state },
        { "rule", 0, CLI_TEXT, &filter.rule },
        { "kind", 0, CLI_TEXT, &filter.kind },
        { "event", 0, CLI_NUMBER, &filter.event },
        { "before", 0, CLI_NUMBER, &filter.before },
        { "number", 'n', CLI_NUMBER, &most },
        { NULL, 0, CLI_FLAG, NULL },
    };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, "") ||
        !cli_choice(cli, "state", filter.state, STRINGS(states)) ||
        !(is_own(filter.kind) || cli_choice(cli, "kind", filter.kind, kinds_of(cli->pool))))
        return cli->status;
    filter.most = most < INT_MAX ? (int)most : INT_MAX;
    rc = cli_store(cli);
    if (rc == 0)
        rc = ledger_jobs(cli->store, &filter, cli->pool, &jobs);
    if (rc != 0)
        return cli_exit(rc);
    if (cli->json)
        print_json(cli, &jobs);
    else if (jobs.count == 0)
        puts("No jobs.");
    else
        print_table(cli, &jobs);
    return EXIT_GOOD;
}

const struct command command_jobs = {
    .name = "jobs",
    .summary = "what is to be done, is running, is over; newest first",
    .usage =
        "hooklet jobs [OPTION...]\n"
        "Lists jobs, newest first.\n"
        "  --state NAME    waiting, ready, leased, started, done, dead, unknown,\n"
        "                  cancelled or superseded\n"
        "  --rule NAME     only of this rule\n"
        "  --kind NAME     deploy, run, command, comment, deployment, trigger, build, status,\n"
        "                  notify, ..., or one of your own\n"
        "  --event ID      only of this event\n"
        "  --before ID     older than this job: the next page\n"
        "  -n, --number N  at most N of them (50)\n"
        "  --json          as JSON\n",
    .run = run_jobs,
};
