/* asana_connect.c - `hooklet asana connect`: Asana tells us of the tasks of these projects. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/asana_targets.h"
#include "cli/server_url.h"
#include "cli/table.h"
#include "work/project_hook.h"

struct connect {
    struct cli *cli;
    struct asana asana;
    const char *url; /* with the program's path */
    struct asana_targets targets;
};

/* --- One project */

/* For people, also where the rule has a gid. */
static int
find_name(struct connect *connect, struct asana_target *target)
{
    struct json_want want = { .pointer = "/data/name" };
    int rc = asana_get(
        &connect->asana,
        pool_printf(connect->cli->pool, "/projects/%s?opt_fields=name", target->project), &want, 1);

    target->name = rc == 0 && json_string(&want) != NULL ? json_string(&want) : target->project;
    return rc;
}

/* Asana's words are said already. */
static void
advise(const struct connect *connect)
{
    fprintf(stderr,
            "\nIf this is about the target or its handshake: Asana calls %s/...\n"
            "before it answers us, and no right call came in here.  Look at\n"
            "  - the web server's location /hooks/asana/ (nginx/hooklet-locations.conf),\n"
            "  - the program asana: does it run, and with this configuration (hooklet check)?\n"
            "  - name and certificate of the host, and a firewall that keeps Asana out.\n"
            "Nothing is left behind; try again when it is mended.\n",
            connect->url);
}

/* What the old ones have heard the new one need not look for. */
static int
make(struct connect *connect, struct asana_target *target, struct asana_hook_row *old,
     size_t old_count)
{
    struct asana_hook_row made = { .project = target->project,
                                   .workspace = target->workspace,
                                   .name = target->name,
                                   .url = connect->url,
                                   .heard_ms = project_hook_heard(old, old_count) };
    const char *refused;
    bool shaken = false;
    int rc;

    rc = project_hook_make(&connect->asana, &made, &shaken);
    if (rc == FAIL_REFUSED && !shaken)
        advise(connect);
    for (size_t i = 0; rc == 0 && i < old_count; i++)
        rc = project_hook_remove(&connect->asana, &old[i], &refused);
    if (rc == 0)
        target->gid = made.gid;
    return rc;
}

static int
connect_target(struct connect *connect, struct asana_target *target)
{
    enum project_hook_state state = PROJECT_HOOK_GONE;
    struct asana_hook_row *rows = NULL;
    struct asana_hook there;
    size_t count = 0;
    int rc = find_name(connect, target);

    if (rc == 0)
        rc = project_hook_rows(connect->cli->store, connect->cli->pool, target->project, &rows,
                               &count);
    if (rc == 0 && count > 0)
        rc = project_hook_look(&connect->asana, &rows[0], &state, &there);
    if (rc == 0 && state == PROJECT_HOOK_WAITS)
        return fail(
            FAIL_CONFLICT,
            "%s: somebody is connecting it right now, or was cut off; try again in a minute",
            target->name);
    if (rc == 0 && state == PROJECT_HOOK_ACTIVE && strcmp(rows[0].url, connect->url) == 0) {
        target->gid = rows[0].gid;
        target->result = "there";
        return 0;
    }
    if (rc == 0)
        rc = make(connect, target, rows, count);
    if (rc == 0)
        target->result = state == PROJECT_HOOK_ACTIVE ? "moved" : "connected";
    return rc;
}

/* --- All of them */

static void
say(const struct connect *connect, const struct asana_target *target)
{
    const char *name = table_line(connect->cli->pool, target->name);

    if (target->result == NULL || connect->cli->json)
        return;
    if (strcmp(target->result, "there") == 0)
        printf("%s (%s): is connected already\n", name, target->repositories);
    else
        printf("%s (%s): %s; Asana tells of its tasks at %s/\n", name, target->repositories,
               target->result, connect->url);
    fflush(stdout);
}

static void
print_json(const struct connect *connect)
{
    struct json *top = json_object(), *list = json_array();

    for (size_t i = 0; i < connect->targets.count; i++) {
        const struct asana_target *target = &connect->targets.items[i];
        struct json *one = json_object();

        json_set_string(one, "project", target->project);
        json_set_string(one, "name", target->name);
        json_set_string(one, "repositories", target->repositories);
        json_set_string(one, "hook", target->gid);
        json_set_string(one, "result", target->result != NULL ? target->result : "failed");
        json_add(list, one);
    }
    json_set(top, "hooks", list);
    cli_print_json(connect->cli, top);
}

/* What goes wrong with one project keeps no other from being connected. */
static enum exit_code
run(struct connect *connect)
{
    int rc = asana_client(connect->cli, &connect->asana);

    if (rc == 0)
        rc = asana_api_require(connect->asana.api);
    if (rc == 0)
        rc = asana_targets_find(connect->cli, &connect->asana, &connect->targets);
    if (rc != 0)
        return cli_exit(rc);
    for (size_t i = 0; i < connect->targets.count; i++) {
        rc = connect_target(connect, &connect->targets.items[i]);
        if (rc == FAIL_NOT_FOUND)
            rc = fail(FAIL_NOT_FOUND, "%s: Asana has no such project any more",
                      connect->targets.items[i].project);
        if (rc != 0)
            asana_targets_trouble(&connect->targets, cli_exit(rc));
        say(connect, &connect->targets.items[i]);
    }
    if (connect->cli->json)
        print_json(connect);
    return connect->targets.status;
}

enum exit_code
asana_connect_run(struct cli *cli, int argc, char **argv)
{
    struct connect connect = { .cli = cli };
    const struct server_caller asana = { "Asana", PROJECT_HOOK_PATH };
    const char *url = NULL, *origin = NULL, *trouble;
    const struct cli_option options[] = { { "url", 0, CLI_TEXT, &url },
                                          { NULL, 0, CLI_FLAG, NULL } };

    if (!cli_parse(cli, options, argc, argv))
        return cli->status;
    if (url == NULL)
        return cli_usage(cli->command, "connect needs --url https://HOST, where this server is");
    trouble = server_url_trouble(cli->pool, url, asana, &origin);
    if (trouble != NULL)
        return cli_usage(cli->command, "%s", trouble);
    connect.url = pool_printf(cli->pool, "%s" PROJECT_HOOK_PATH, origin);
    for (size_t i = 0; i < cli->words.count; i++) {
        if (!repository_valid(cli->words.items[i]))
            return cli_usage(cli->command, "\"%s\" is no OWNER/REPO", cli->words.items[i]);
    }
    return run(&connect);
}
