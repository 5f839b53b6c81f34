/* hooklet explain: what a payload would do, and why; nothing is done. */
#include "config.h"

#include <stddef.h>

#include "cli/cli.h"
#include "cli/payload.h"
#include "cli/plan_show.h"
#include "work/decide.h"

static int
explain(struct cli *cli, const char *path, const char *event, const char *id)
{
    struct delivery delivery = { 0 };
    struct plan plan = { 0 };
    struct app app = { 0 };
    char *body = NULL;
    char *document = NULL;
    size_t length = 0;
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc == 0)
        rc = cli_read(cli, path, &body, &length);
    if (rc == 0)
        rc = payload_document(cli->pool, body, length, &document, &length);
    if (rc == 0)
        rc = delivery_own(cli->pool, "github", id, event, document, &delivery);
    if (rc != 0)
        return rc;
    app.settings = cli->settings;
    delivery.received_ms = cli->now_ms;
    rc = decide(&delivery, &app, cli->pool, &plan);
    if (rc != 0)
        return rc;
    if (cli->json)
        cli_print_json(cli, plan_json(&delivery, &plan));
    else
        plan_print(cli->pool, &delivery, &plan);
    return 0;
}

static int
run_explain(struct cli *cli, int argc, char **argv)
{
    const char *event = NULL;
    const char *id = "explain";
    const struct cli_option options[] = {
        { "event", 0, CLI_TEXT, &event },
        { "delivery", 0, CLI_TEXT, &id },
        { NULL, 0, CLI_FLAG, NULL },
    };

    if (!cli_parse(cli, options, argc, argv)
        || !cli_words(cli, 1, 1, "a FILE with the payload, or -"))
        return cli->status;
    if (event == NULL || !event_name_valid(event))
        return cli_usage(cli->command, "needs --event NAME, the X-GitHub-Event header: push");
    return cli_exit(explain(cli, cli->words.items[0], event, id));
}

const struct command command_explain = {
    .name = "explain",
    .summary = "which rules a payload would set off, and why",
    .usage = "hooklet explain --event NAME [--delivery ID] [--json] FILE\n"
             "Tells what the payload in FILE (- is standard input) would do under today's\n"
             "rules. It reads the configuration alone and has no effect, so a rule can be tried\n"
             "anywhere.\n"
             "  --event NAME   its kind, the header X-GitHub-Event: push, pull_request, ...\n"
             "  --delivery ID  the delivery id to show (explain)\n"
             "  --json         {\"event\": {..}, \"jobs\": [..], \"ignored\": [..]}\n",
    .run = run_explain,
};
