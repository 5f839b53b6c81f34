/* explain.c - what a payload would do, and why; nothing is done. */
#include "config.h"

#include <stddef.h>

#include "cli/cli.h"
#include "cli/plan_show.h"
#include "work/decide.h"

static int
explain(struct cli *cli, const char *path, const char *event, const char *id)
{
    struct delivery delivery = { 0 };
    struct plan plan = { 0 };
    char *document = NULL;
    size_t length = 0;
    struct app app = { 0 };
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc == 0)
        rc = cli_read(cli, path, &document, &length);
    app.settings = cli->settings;
    delivery = (struct delivery){
        .source = "github",
        .id = id,
        .kind = event,
        .body = document,
        .length = length,
        .received_ms = cli->now_ms,
    };
    if (rc == 0)
        rc = delivery_own(cli->pool, &delivery);
    if (rc == 0)
        rc = decide(&delivery, &app, cli->pool, &plan);
    if (rc != 0)
        return rc;
    if (cli->json)
        cli_print_json(cli, plan_json(&delivery, &plan));
    else
        plan_print(cli->pool, &delivery, &plan);
    return 0;
}

static enum exit_code
run_explain(struct cli *cli, int argc, char **argv)
{
    const char *event = NULL;
    const char *id = "explain";
    const struct cli_option options[] = {
        { "event", 0, CLI_TEXT, &event },
        { "delivery", 0, CLI_TEXT, &id },
        { NULL, 0, CLI_FLAG, NULL },
    };

    if (!cli_parse(cli, options, argc, argv) ||
        !cli_words(cli, 1, 1, "a FILE with the payload, or -"))
        return cli->status;
    if (event == NULL || !event_name_valid(event))
        return cli_usage(cli->command, "needs --event NAME, the X-GitHub-Event header: push");
    if (!cli_event(cli, "event", event))
        return cli->status;
    return cli_exit(explain(cli, cli->words.items[0], event, id));
}

const struct command command_explain = {
    .name = "explain",
    .summary = "which rules a payload would set off, and why",
    .usage = "hooklet explain --event NAME [--delivery ID] [--json] FILE\n"
             "Tells what the payload in FILE (JSON; - is standard input) would do under\n"
             "today's rules. It reads the configuration alone and has no effect, so a rule\n"
             "can be tried anywhere.\n"
             "  --event NAME   its kind, the header X-GitHub-Event: push, pull_request, ...\n"
             "  --delivery ID  the delivery id to show (explain)\n"
             "  --json         {\"event\": {..}, \"jobs\": [..], \"ignored\": [..]}, and facts\n",
    .run = run_explain,
};
