/* why.c - the whole story of a delivery, a commit or a job. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/cli.h"
#include "cli/deployment_show.h"
#include "cli/story.h"
#include "cli/table.h"
#include "cli/why_deployments.h"

#define COMMIT_LEAST 7 /* digits, see ledger_find() */

/* The words as one: "job 12" may come as two. */
static const char *
joined(struct cli *cli)
{
    const char *text = cli->words.items[0];

    for (size_t i = 1; i < cli->words.count; i++)
        text = pool_printf(cli->pool, "%s %s", text, cli->words.items[i]);
    return text;
}

/* "evnt 12": two words begin with one of ours. */
static enum exit_code
check_words(struct cli *cli)
{
    static const char *const kinds[] = { "job", "event" };
    const char *const *words = cli->words.items;
    const char *near;
    int64_t id;

    if (cli->words.count < 2)
        return EXIT_GOOD;
    if (strcmp(words[0], kinds[0]) != 0 && strcmp(words[0], kinds[1]) != 0) {
        near = nearest(STRINGS(kinds), words[0]);
        return cli_usage(cli->command, "\"%s %s\" is neither job ID nor event ID%s%s%s", words[0],
                         words[1], near == NULL ? "" : "; did you mean ", near == NULL ? "" : near,
                         near == NULL ? "" : "?");
    }
    if (!cli_id(words[1], &id))
        return cli_usage(cli->command, "\"%s\" is no id of %s %s", words[1],
                         *words[0] == 'j' ? "a" : "an", words[0]);
    return EXIT_GOOD;
}

static enum exit_code
nothing_known(const char *what)
{
    size_t digits = strspn(what, DIGITS "abcdefABCDEF");
    int64_t id;

    if (strncmp(what, "job ", 4) == 0 || strncmp(what, "event ", 6) == 0)
        fprintf(stderr, "hooklet: no %s\n", what);
    else if (cli_id(what, &id) && digits < COMMIT_LEAST)
        fprintf(stderr, "hooklet: no job %s and no event %s\n", what, what);
    else if (what[digits] == '\0' && digits < COMMIT_LEAST)
        fprintf(stderr, "hooklet: %s: a commit needs at least %d digits\n", what, COMMIT_LEAST);
    else
        fprintf(stderr,
                "hooklet: %s: no delivery, commit or job is known by that name.\n"
                "Either it never arrived, or it was refused: wrong signature, not JSON, too\n"
                "large, not stored. The sender's list of deliveries shows which answer it got,\n"
                "the log of the web programs why; `hooklet doctor` whether all is well.\n",
                what);
    return EXIT_NOT_FOUND;
}

static enum exit_code
several_begin_so(struct cli *cli, const char *what, const struct events *events)
{
    fprintf(stderr, "hooklet: %s: several deliveries begin so:\n", what);
    for (size_t i = 0; i < events->count; i++)
        fprintf(stderr, "  %s  event %" PRId64 "\n",
                table_line(cli->pool, events->rows[i].delivery), events->rows[i].id);
    return EXIT_NOT_FOUND;
}

/* Reports that are alike and follow each other. */
struct reports {
    const struct event_row *first, *last;
    size_t count;
};

struct telling {
    struct json *list; /* with --json; else onto the paper */
    bool several;      /* events */
    bool begun;        /* something stands there already */
    bool bad;
    struct reports reports;
};

static void
new_paragraph(struct telling *telling)
{
    if (telling->begun)
        putchar('\n');
    telling->begun = true;
}

static void
tell_reports(struct cli *cli, struct telling *telling)
{
    struct reports *reports = &telling->reports;

    if (reports->count > 0) {
        new_paragraph(telling);
        story_print_reports(cli, reports->first, reports->last, reports->count);
    }
    *reports = (struct reports){ 0 };
}

static bool
same_text(const char *one, const char *other)
{
    return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

static void
add_report(struct cli *cli, struct telling *telling, const struct event_row *event)
{
    const struct event_row *last = telling->reports.last;

    if (last != NULL &&
        (strcmp(last->kind, event->kind) != 0 || !same_text(last->action, event->action) ||
         !same_text(last->reason, event->reason) ||
         !same_text(last->repository, event->repository)))
        tell_reports(cli, telling);
    if (telling->reports.count++ == 0)
        telling->reports.first = event;
    telling->reports.last = event;
}

static int
tell_one(struct cli *cli, const struct event_row *event, struct telling *telling)
{
    struct story story;
    int rc = story_read(cli, event, &story);

    if (rc != 0)
        return rc;
    telling->bad = telling->bad || story_bad_end(&story);
    if (telling->list != NULL) {
        json_add(telling->list, story_json(cli, &story));
    } else if (telling->several && story_is_report(&story)) {
        add_report(cli, telling, event);
    } else {
        tell_reports(cli, telling);
        new_paragraph(telling);
        story_print(cli, &story);
    }
    return 0;
}

static void
print_json(struct cli *cli, struct json *events, const struct deployments *deployments)
{
    struct json *top = json_object(), *list = json_array();

    for (size_t i = 0; i < deployments->count; i++)
        json_add(list, deployment_json(cli->pool, &deployments->rows[i]));
    json_set(top, "events", events);
    json_set(top, "deployments", list);
    cli_print_json(cli, top);
}

static enum exit_code
tell_all(struct cli *cli, const struct events *events, const struct deployments *deployments)
{
    struct telling telling = { .list = cli->json ? json_array() : NULL,
                               .several = events->count > 1 };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < events->count; i++)
        rc = tell_one(cli, &events->rows[i], &telling);
    tell_reports(cli, &telling);
    if (telling.list != NULL) {
        print_json(cli, telling.list, deployments);
    } else if (rc == 0 && deployments->count > 0) {
        new_paragraph(&telling);
        rc = why_deployments_print(cli, deployments);
    }
    if (rc != 0)
        return cli_exit(rc);
    return telling.bad ? EXIT_BAD : EXIT_GOOD;
}

/* What is known by that name; `begun`: by the beginning of a delivery. */
static int
find(struct cli *cli, const char *what, struct events *events, struct deployments *deployments,
     bool *begun)
{
    int rc = ledger_find(cli->store, what, cli->pool, events);

    if (rc == 0)
        rc = why_deployments(cli, what, deployments);
    if (rc == 0)
        rc = why_deployments_events(cli, deployments, events);
    *begun = rc == 0 && events->count == 0 && deployments->count == 0;
    return *begun ? ledger_find_prefix(cli->store, what, cli->pool, events) : rc;
}

static enum exit_code
run_why(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };
    struct events events = { 0 };
    struct deployments deployments = { 0 };
    enum exit_code status;
    const char *what;
    bool begun = false;
    int rc;

    if (!cli_parse(cli, options, argc, argv) ||
        !cli_words(cli, 1, 2, "a delivery, a commit or a job"))
        return cli->status;
    status = check_words(cli);
    if (status != EXIT_GOOD)
        return status;
    what = joined(cli);
    rc = cli_store(cli);
    if (rc == 0)
        rc = find(cli, what, &events, &deployments, &begun);
    if (rc != 0)
        return cli_exit(rc);
    if (events.count == 0 && deployments.count == 0)
        return nothing_known(what);
    if (begun && events.count > 1)
        return several_begin_so(cli, what, &events);
    return tell_all(cli, &events, &deployments);
}

const struct command command_why = {
    .name = "why",
    .summary = "the whole story of a delivery, a commit or a job",
    .usage = "hooklet why [--json] DELIVERY|COMMIT|JOB\n"
             "Tells in order what happened and why: when it came, what was decided, which\n"
             "rules acted or did not, each attempt with its steps, and what to do next.\n"
             "  DELIVERY  the sender's id, as its list of deliveries shows it, or the\n"
             "            first 8 characters of it or more; or what `hooklet send` gave\n"
             "            the message as its id\n"
             "  COMMIT    at least 7 digits of its hash; its deployments are told, too, with\n"
             "            all that asked for them or worked at them\n"
             "  JOB       the id of a job or event: 12, or \"job 12\"\n"
             "  --json    as JSON\n"
             "The exit status is 1 when a job of the story is dead or unknown.\n",
    .run = run_why,
};
