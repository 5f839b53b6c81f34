/* deployments.c - which commit was brought where, newest first. */
#include "config.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/deployment_show.h"
#include "cli/render.h"

static void
print_table(const struct cli *cli, const struct deployments *deployments)
{
    static const char *const headings[] = { "ID",     "WHEN", "REPOSITORY", "ENVIRONMENT", "REF",
                                            "COMMIT", "WHO",  "STATE",      "URL" };
    struct table *table = table_new(cli->pool, headings, 9);

    for (size_t i = 0; i < deployments->count; i++) {
        const struct deployment *row = &deployments->rows[i];

        table_cell(table, pool_printf(cli->pool, "%" PRId64, row->id), TABLE_PLAIN);
        table_cell(table, cli_ago(cli->pool, row->created_ms, cli->now_ms), TABLE_PLAIN);
        table_cell(table, row->repository, TABLE_PLAIN);
        table_cell(table, row->environment, TABLE_PLAIN);
        table_cell(table, deployment_ref(row->ref), TABLE_PLAIN);
        table_cell(table, render_commit(cli->pool, row->sha), TABLE_PLAIN);
        table_cell(table, deployment_who(row), TABLE_PLAIN);
        table_cell(table, deployment_state_name(row->state), deployment_colour(row->state));
        table_cell(table, row->url, TABLE_PLAIN);
    }
    table_print(table);
}

static void
print_json(struct cli *cli, const struct deployments *deployments)
{
    struct json *top = json_object(), *list = json_array();

    for (size_t i = 0; i < deployments->count; i++)
        json_add(list, deployment_json(cli->pool, &deployments->rows[i]));
    json_set(top, "deployments", list);
    cli_print_json(cli, top);
}

static enum exit_code
run_deployments(struct cli *cli, int argc, char **argv)
{
    struct deployment_filter filter = { 0 };
    struct deployments deployments = { 0 };
    int64_t most = 50;
    const struct cli_option options[] = {
        { "repository", 0, CLI_TEXT, &filter.repository },
        { "environment", 0, CLI_TEXT, &filter.environment },
        { "state", 0, CLI_TEXT, &filter.state },
        { "before", 0, CLI_NUMBER, &filter.before },
        { "number", 'n', CLI_NUMBER, &most },
        { NULL, 0, CLI_FLAG, NULL },
    };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, "") ||
        !cli_choice(cli, "state", filter.state, deployment_state_names(cli->pool)))
        return cli->status;
    filter.most = most < INT_MAX ? (int)most : INT_MAX;
    rc = cli_store(cli);
    if (rc == 0)
        rc = deployment_list(cli->store, &filter, cli->pool, &deployments);
    if (rc != 0)
        return cli_exit(rc);
    if (cli->json)
        print_json(cli, &deployments);
    else if (deployments.count == 0)
        puts("No deployments.");
    else
        print_table(cli, &deployments);
    return EXIT_GOOD;
}

const struct command command_deployments = {
    .name = "deployments",
    .summary = "which commit was brought where, newest first",
    .usage = "hooklet deployments [OPTION...]\n"
             "Lists deployments, newest first.\n"
             "  --repository NAME   only of this repository (OWNER/NAME)\n"
             "  --environment NAME  only into this environment\n"
             "  --state NAME        queued, waiting, in_progress, success, failure, error,\n"
             "                      superseded or inactive\n"
             "  --before ID         older than this deployment: the next page\n"
             "  -n, --number N      at most N of them (50)\n"
             "  --json              as JSON\n",
    .run = run_deployments,
};
