/* projects.c - which repository is tied to which channel, and what holds for it. */
#include "config.h"

#include <stdio.h>

#include "base/fail.h"
#include "cli/cli.h"
#include "cli/project_show.h"
#include "cli/table.h"
#include "port/settings_deploys.h"

static void
print_table(struct cli *cli, const struct projects *projects)
{
    static const char *const headings[] = { "REPOSITORY", "CHANNEL", "TIED BY", "BUILT BY",
                                            "BASEDOMAIN" };
    struct table *table = table_new(cli->pool, headings, 5);

    for (size_t i = 0; i < projects->count; i++) {
        const struct project *row = &projects->rows[i];
        const char *ci = settings_ci(cli->settings, &row->settings);

        table_cell(table, row->settings.repository, TABLE_PLAIN);
        table_cell(table, project_channel(cli->pool, row), TABLE_PLAIN);
        table_cell(table, project_tied_by(row), TABLE_PLAIN);
        table_cell(table, ci != NULL ? ci : "nothing", ci != NULL ? TABLE_PLAIN : TABLE_BAD);
        table_cell(table, row->settings.basedomain, TABLE_PLAIN);
    }
    table_print(table);
}

static void
print_list(struct cli *cli, const struct projects *projects)
{
    struct json *top, *list;

    if (!cli->json && projects->count == 0) {
        printf("No projects: say /%s setup OWNER/REPO in a channel, or add a section project.\n",
               cli->settings->slack_api.command);
        return;
    }
    if (!cli->json) {
        print_table(cli, projects);
        return;
    }
    top = json_object();
    list = json_array();
    for (size_t i = 0; i < projects->count; i++)
        json_add(list, project_json(cli, &projects->rows[i]));
    json_set(top, "projects", list);
    cli_print_json(cli, top);
}

static int
show_all(struct cli *cli)
{
    struct projects projects = { 0 };
    int rc = project_list(cli->store, cli->settings, cli->pool, &projects);

    if (rc == 0)
        print_list(cli, &projects);
    return rc;
}

static int
show_one(struct cli *cli, const char *repository)
{
    struct project project = { 0 };
    int rc = project_find(cli->store, cli->settings, repository, cli->pool, &project);

    if (rc == FAIL_NOT_FOUND)
        return fail(rc, "%s is no project: no channel is tied to it, and hooklet.conf has none",
                    repository);
    if (rc == 0 && cli->json)
        cli_print_json(cli, project_json(cli, &project));
    else if (rc == 0)
        project_print(cli, &project);
    return rc;
}

static enum exit_code
run_projects(struct cli *cli, int argc, char **argv)
{
    const struct cli_option none[] = { { NULL, 0, CLI_FLAG, NULL } };
    int rc;

    if (!cli_parse(cli, none, argc, argv) || !cli_words(cli, 0, 1, "an OWNER/REPO"))
        return cli->status;
    if (cli->words.count > 0 && !repository_valid(cli->words.items[0]))
        return cli_usage(cli->command, "\"%s\" is no OWNER/REPO", cli->words.items[0]);
    rc = cli_store(cli);
    if (rc == 0)
        rc = cli->words.count > 0 ? show_one(cli, cli->words.items[0]) : show_all(cli);
    return cli_exit(rc);
}

const struct command command_projects = {
    .name = "projects",
    .summary = "which repository is tied to which channel at Slack",
    .usage = "hooklet projects [--json] [OWNER/REPO]\n"
             "Lists the repositories that a channel is tied to, by hooklet.conf or by people at\n"
             "Slack; of one repository, all that holds for it, and who said so.\n"
             "  --json  as JSON\n",
    .run = run_projects,
};
