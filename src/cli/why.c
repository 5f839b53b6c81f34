/* hooklet why: the whole story of a delivery, a commit or a job. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/cli.h"
#include "cli/story.h"

/* The words as one: "job 12" may come as two. */
static const char *
joined(struct cli *cli)
{
    const char *text = cli->words.items[0];

    for (size_t i = 1; i < cli->words.count; i++)
        text = pool_printf(cli->pool, "%s %s", text, cli->words.items[i]);
    return text;
}

static int
nothing_known(const char *what)
{
    fprintf(stderr,
            "hooklet: %s: no delivery, commit or job is known by that name.\n"
            "Either it never arrived, or it was refused: wrong signature, too large, not stored.\n"
            "The sender's list of deliveries shows which answer it got, the log of the web\n"
            "programs why; `hooklet doctor` tells whether everything is in order here.\n",
            what);
    return EXIT_NOT_FOUND;
}

/* Into the list with --json, else onto the paper. */
static int
tell_one(struct cli *cli, const struct event_row *event, struct json *list, bool *bad)
{
    struct story story;
    int rc = story_read(cli, event, &story);

    if (rc != 0)
        return rc;
    *bad = *bad || story_bad_end(&story);
    if (list != NULL)
        json_add(list, story_json(cli, &story));
    else
        story_print(cli, &story);
    return 0;
}

static int
tell_all(struct cli *cli, const struct events *events)
{
    struct json *list = cli->json ? json_array() : NULL;
    bool bad = false;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < events->count; i++) {
        if (list == NULL && i > 0)
            putchar('\n');
        rc = tell_one(cli, &events->rows[i], list, &bad);
    }
    if (list != NULL) {
        struct json *top = json_object();

        json_set(top, "events", list);
        cli_print_json(cli, top);
    }
    if (rc != 0)
        return cli_exit(rc);
    return bad ? EXIT_BAD : EXIT_GOOD;
}

static int
run_why(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };
    struct events events = { 0 };
    const char *what;
    int rc;

    if (!cli_parse(cli, options, argc, argv)
        || !cli_words(cli, 1, 2, "a delivery, a commit or a job"))
        return cli->status;
    what = joined(cli);
    rc = cli_store(cli);
    if (rc == 0)
        rc = ledger_find(cli->store, what, cli->pool, &events);
    if (rc != 0)
        return cli_exit(rc);
    if (events.count == 0)
        return nothing_known(what);
    return tell_all(cli, &events);
}

const struct command command_why = {
    .name = "why",
    .summary = "the whole story of a delivery, a commit or a job",
    .usage = "hooklet why [--json] DELIVERY|COMMIT|JOB\n"
             "Tells in order what happened and why: when it came, what was decided, which\n"
             "rules acted or did not, each attempt with its steps, and what to do next.\n"
             "  DELIVERY  the sender's id, as its list of deliveries shows it\n"
             "  COMMIT    at least 7 digits of its hash\n"
             "  JOB       the id of a job or event: 12, or \"job 12\"\n"
             "  --json    as JSON\n"
             "The exit status is 1 when a job of the story is dead or unknown.\n",
    .run = run_why,
};
