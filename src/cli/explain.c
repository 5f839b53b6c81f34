/* explain.c - what a payload would do, and why; nothing is done. */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "cli/cli.h"
#include "cli/plan_show.h"
#include "cli/sources.h"
#include "wire/circleci_event.h"
#include "wire/github_page.h"
#include "wire/slack_body.h"
#include "work/decide.h"
#include "work/reason.h"

static const char *const sources[] = { "asana", "circleci", "github", "hooklet", "slack" };

/* What is to be explained, and where it comes from. */
struct payload_of {
    const char *path;
    const char *source;
    const char *event;
    const char *delivery;
    const struct inbound *inbound; /* the section source that it comes from, or NULL */
};

/* As verify_source() finds it. */
static int
name_event(struct cli *cli, struct payload_of *what, const char *document, size_t length)
{
    const struct inbound_value *value = &what->inbound->event;
    const char *text = what->event;

    if (text == NULL)
        text = source_said(cli->pool, value, document, length);
    what->event = text == NULL ? NULL : inbound_event_name(cli->pool, text);
    if (what->event == NULL)
        return fail(FAIL_FIELD, "%s: %s has no name of an event", what->path, value->text);
    return 0;
}

static int
explain(struct cli *cli, struct payload_of *what)
{
    struct delivery delivery = { 0 };
    struct plan plan = { 0 };
    char *document = NULL;
    size_t length = 0;
    struct app app = { 0 };
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc == 0)
        rc = cli_read(cli, what->path, &document, &length);
    if (rc == 0 && what->inbound != NULL)
        rc = name_event(cli, what, document, length);
    app.settings = cli->settings;
    delivery = (struct delivery){
        .source = what->source,
        .id = what->delivery,
        .kind = what->event,
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

/* Asana has one kind of delivery, whose name is ours; of our own, pages of a sync have a body; those
 * of Slack are called as the paths that they come to. */
static enum exit_code
check(struct cli *cli, struct payload_of *what)
{
    static const char *const kinds[] = { "task" }, *const own[] = { GITHUB_PAGE_KIND };
    static const char *const slack[] = { SLACK_COMMAND, SLACK_EVENT, SLACK_INTERACTIVE };
    static const char *const circleci[] = { CIRCLECI_WORKFLOW, CIRCLECI_JOB, CIRCLECI_PING,
                                            CIRCLECI_NOTIFY };
    struct strings only = { 0 };

    if (!source_choice(cli, what->source, STRINGS(sources), SETTINGS_RULES, &what->inbound))
        return cli->status;
    if (what->inbound != NULL)
        return what->event != NULL || what->inbound->event.from != INBOUND_HEADER
                   ? EXIT_GOOD
                   : cli_usage(cli->command, "needs --event NAME, the header %s",
                               what->inbound->event.text);
    if (strcmp(what->source, "asana") == 0)
        only = STRINGS(kinds);
    else if (strcmp(what->source, "hooklet") == 0)
        only = STRINGS(own);
    else if (strcmp(what->source, SLACK_SOURCE) == 0)
        only = STRINGS(slack);
    else if (strcmp(what->source, "circleci") == 0)
        only = STRINGS(circleci);
    if (only.count > 0) {
        if (!cli_choice(cli, "event", what->event, only))
            return cli->status;
        if (only.count == 1)
            what->event = only.items[0];
        return what->event != NULL
                   ? EXIT_GOOD
                   : cli_usage(cli->command, "needs --event %s", reason_list(only, cli->pool));
    }
    if (what->event == NULL || !event_name_valid(what->event))
        return cli_usage(cli->command, "needs --event NAME, the X-GitHub-Event header: push");
    return cli_event(cli, "event", what->event) ? EXIT_GOOD : cli->status;
}

static enum exit_code
run_explain(struct cli *cli, int argc, char **argv)
{
    struct payload_of what = { .source = "github", .delivery = "explain" };
    const struct cli_option options[] = {
        { "event", 0, CLI_TEXT, &what.event },
        { "source", 0, CLI_TEXT, &what.source },
        { "delivery", 0, CLI_TEXT, &what.delivery },
        { NULL, 0, CLI_FLAG, NULL },
    };
    enum exit_code status;

    if (!cli_parse(cli, options, argc, argv) ||
        !cli_words(cli, 1, 1, "a FILE with the payload, or -"))
        return cli->status;
    status = check(cli, &what);
    if (status != EXIT_GOOD)
        return status;
    what.path = cli->words.items[0];
    return cli_exit(explain(cli, &what));
}

const struct command command_explain = {
    .name = "explain",
    .summary = "which rules a payload would set off, and why",
    .usage =
        "hooklet explain --event NAME [--delivery ID] [--json] FILE\n"
        "       hooklet explain --source asana|hooklet [--delivery ID] [--json] FILE\n"
        "       hooklet explain --source slack --event command|event|interactive FILE\n"
        "       hooklet explain --source circleci --event workflow-completed|... FILE\n"
        "       hooklet explain --source NAME [--event NAME] FILE\n"
        "Tells what the payload in FILE (JSON; - is standard input) would do under\n"
        "today's rules. It reads the configuration alone and has no effect, so a rule\n"
        "can be tried anywhere. What it would ask the database for, it names.\n"
        "  --event NAME   its kind, the header X-GitHub-Event: push, pull_request, ...\n"
        "  --source NAME  who sends it: github, asana, circleci, slack, a section source of\n"
        "                 the configuration, or hooklet itself: a page of hooklet sync (github)\n"
        "  --delivery ID  the delivery id to show (explain)\n"
        "  --json         {\"event\": {..}, \"jobs\": [..], \"ignored\": [..]}; facts, asks\n",
    .run = run_explain,
};
