/* asana_hooks.c - `hooklet asana hooks` and `disconnect`: which hooks there are, and their end. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "cli/asana.h"
#include "cli/render.h"
#include "cli/table.h"
#include "work/project_hook.h"
#include "work/task_place.h"

static const struct {
    const char *name;
    enum table_colour colour;
} states[] = {
    [PROJECT_HOOK_WAITS] = { "being made", TABLE_BUSY },
    [PROJECT_HOOK_ACTIVE] = { "active", TABLE_GOOD },
    [PROJECT_HOOK_INACTIVE] = { "inactive", TABLE_BAD },
    [PROJECT_HOOK_GONE] = { "gone", TABLE_BAD },
};

/* A row, and what Asana says of it. */
struct seen {
    struct asana_hook_row row;
    enum project_hook_state state;
    struct asana_hook there;
};

static const char *
title_of(struct cli *cli, const struct seen *seen)
{
    const char *name = seen->there.resource_name;

    if (name == NULL)
        name = seen->row.name != NULL ? seen->row.name : seen->row.project;
    return table_line(cli->pool, name);
}

static int
open_rows(struct cli *cli, struct asana *asana, struct asana_hook_row **rows, size_t *count)
{
    int rc = asana_client(cli, asana);

    if (rc == 0)
        rc = asana_api_require(asana->api);
    return rc == 0 ? project_hook_rows(cli->store, cli->pool, NULL, rows, count) : rc;
}

/* --- hooks */

static void
print_table(struct cli *cli, const struct seen *hooks, size_t count)
{
    static const char *const headings[] = { "PROJECT", "GID", "STATE", "LAST DELIVERY",
                                            "LOOKED AFTER" };
    struct table *table = table_new(cli->pool, headings, 5);

    for (size_t i = 0; i < count; i++) {
        const struct seen *seen = &hooks[i];

        table_cell(table, title_of(cli, seen), TABLE_PLAIN);
        table_cell(table, seen->row.project, TABLE_FAINT);
        table_cell(table, states[seen->state].name, states[seen->state].colour);
        table_cell(table, cli_ago(cli->pool, seen->there.succeeded_ms, cli->now_ms), TABLE_PLAIN);
        table_cell(table, cli_ago(cli->pool, seen->row.heard_ms, cli->now_ms), TABLE_PLAIN);
    }
    table_print(table);
}

static void
print_json(struct cli *cli, const struct seen *hooks, size_t count)
{
    struct json *top = json_object(), *list = json_array();

    for (size_t i = 0; i < count; i++) {
        const struct seen *seen = &hooks[i];
        struct json *one = json_object();

        json_set_string(one, "project", seen->row.project);
        json_set_string(one, "name", title_of(cli, seen));
        json_set_string(one, "hook", seen->row.gid);
        json_set_string(one, "url", seen->row.url);
        json_set_string(one, "state", states[seen->state].name);
        json_set_time(cli->pool, one, "connected", seen->row.opened_ms);
        json_set_time(cli->pool, one, "delivered", seen->there.succeeded_ms);
        json_set_time(cli->pool, one, "failed", seen->there.failed_ms);
        json_set_string(one, "failure", seen->there.failure);
        json_set_time(cli->pool, one, "looked_after", seen->row.heard_ms);
        json_add(list, one);
    }
    json_set(top, "hooks", list);
    cli_print_json(cli, top);
}

enum exit_code
asana_hooks_run(struct cli *cli, int argc, char **argv)
{
    const struct cli_option none[] = { { NULL, 0, CLI_FLAG, NULL } };
    struct asana_hook_row *rows = NULL;
    struct asana asana;
    struct seen *hooks;
    size_t count = 0;
    int rc;

    if (!cli_parse(cli, none, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    rc = open_rows(cli, &asana, &rows, &count);
    hooks = pool_array(cli->pool, count + 1, sizeof *hooks);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = project_hook_look(&asana, &rows[i], &hooks[i].state, &hooks[i].there);
        hooks[i].row = rows[i];
    }
    if (rc != 0)
        return cli_exit(rc);
    if (cli->json)
        print_json(cli, hooks, count);
    else if (count == 0)
        puts("There is none yet; see hooklet asana --help.");
    else
        print_table(cli, hooks, count);
    return EXIT_GOOD;
}

/* --- disconnect */

/* A gid, a name, or the repository whose tasks are there. */
static int
project_of(struct cli *cli, struct asana *asana, const char *word, const char **project)
{
    const struct rule *rule = task_rule(cli->settings, word);
    struct task_place place = { 0 };
    int rc;

    *project = word;
    if (!repository_valid(word) || rule == NULL)
        return 0;
    rc = task_place_of_rule(asana, rule, word, &place);
    if (rc == 0 && place.missing == NULL)
        *project = place.project;
    return rc;
}

static bool
is_called(const struct asana_hook_row *row, const char *project)
{
    return strcmp(row->project, project) == 0 ||
           (row->name != NULL && strcasecmp(row->name, project) == 0);
}

static int
disconnect(struct cli *cli, struct asana *asana, struct asana_hook_row *row)
{
    const struct seen seen = { .row = *row };
    const char *refused = NULL;
    int rc = project_hook_remove(asana, row, &refused);

    if (rc != 0)
        return rc;
    printf("%s: disconnected%s\n", title_of(cli, &seen),
           refused == NULL
               ? ""
               : "; Asana did not let us delete its hook: what it sends is refused from "
                 "now on, so it drops it within a day");
    return 0;
}

/* project NULL: all. */
static enum exit_code
disconnect_those(struct cli *cli, struct asana *asana, const char *project,
                 struct asana_hook_row *rows, size_t count)
{
    bool found = project == NULL;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (project != NULL && !is_called(&rows[i], project))
            continue;
        found = true;
        rc = disconnect(cli, asana, &rows[i]);
    }
    if (rc == 0 && !found)
        rc = fail(FAIL_NOT_FOUND,
                  "there is no hook of %s; hooklet asana hooks shows which there are",
                  table_line(cli->pool, project));
    return cli_exit(rc);
}

enum exit_code
asana_disconnect_run(struct cli *cli, int argc, char **argv)
{
    bool all = false;
    const struct cli_option options[] = { { "all", 0, CLI_FLAG, &all },
                                          { NULL, 0, CLI_FLAG, NULL } };
    struct asana_hook_row *rows = NULL;
    const char *project = NULL;
    struct asana asana;
    size_t count = 0;
    int rc;

    if (!cli_parse(cli, options, argc, argv))
        return cli->status;
    if (all ? cli->words.count != 0 : cli->words.count != 1)
        return cli_usage(cli->command, "disconnect takes a project, an OWNER/REPO, or --all");
    rc = open_rows(cli, &asana, &rows, &count);
    if (rc == 0 && !all)
        rc = project_of(cli, &asana, cli->words.items[0], &project);
    return rc == 0 ? disconnect_those(cli, &asana, project, rows, count) : cli_exit(rc);
}
