/* replay.c - stored events once more, as new events under today's rules. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "cli/cli.h"
#include "cli/plan_show.h"
#include "cli/render.h"
#include "cli/table.h"
#include "store/ledger.h"
#include "wire/payload.h"
#include "wire/slack_body.h"
#include "wire/verify_source.h"
#include "work/decide.h"
#include "work/hook_message.h"

struct replay {
    bool dry_run;
    struct json *list; /* with --json: what became of each */
    int64_t count;     /* replayed */
};

/* Its section says what its body is, whatever the content type does. */
static int
find_of_source(struct cli *cli, const char *source, const struct payload *payload,
               const char **document, size_t *length)
{
    struct delivery delivery = { .body = payload->body, .length = payload->length };
    int rc = source_document(cli->pool, settings_inbound(cli->settings, source), &delivery);

    *document = delivery.document;
    *length = delivery.document_length;
    return rc;
}

static int
read_delivery(struct cli *cli, const struct event_row *event, struct delivery *delivery)
{
    struct payload payload = { payload_content_type(cli->pool, event->headers), NULL, 0 };
    const char *document = NULL;
    char *body = NULL;
    size_t length = 0;
    const char *id = pool_printf(cli->pool, "replay/%" PRId64 "/%" PRId64, event->id, cli->now_ms);
    int rc = ledger_body(cli->store, event->id, cli->pool, &body, &payload.length);

    if (rc == 0 && body == NULL)
        return fail(FAIL_NOT_FOUND,
                    "event %" PRId64 ": its body was dropped when keep_bodies had passed",
                    event->id);
    payload.body = body;
    if (rc == 0 && strcmp(event->source, SLACK_SOURCE) == 0)
        rc = slack_body_find(cli->pool, event->kind, &payload, &document, &length);
    else if (rc == 0 && settings_inbound(cli->settings, event->source) != NULL)
        rc = find_of_source(cli, event->source, &payload, &document, &length);
    else if (rc == 0)
        rc = payload_find(cli->pool, &payload, &document, &length);
    if (rc != 0)
        return rc;
    *delivery = (struct delivery){
        .source = event->source,
        .id = id,
        .kind = event->kind,
        .body = document,
        .length = length,
        .received_ms = cli->now_ms,
        .parent = event->id,
    };
    rc = delivery_own(cli->pool, delivery);
    /* What its secret is not good for, a replay is not, either. */
    if (rc == 0 && strcmp(event->source, "github") == 0)
        delivery->secret = event->secret;
    /* Whom a message is for stands beside it. */
    if (rc == 0 && strcmp(event->source, MESSAGE_SOURCE) == 0)
        delivery->headers = event->headers;
    return rc;
}

static int
print_receipt(struct cli *cli, const struct event_row *event, const struct receipt *receipt)
{
    struct notes notes = { 0 };
    int rc = ledger_notes(cli->store, receipt->event, cli->pool, &notes);

    if (rc != 0)
        return rc;
    printf("Event %" PRId64 " replayed as event %" PRId64 ": %s%s%s\n", event->id, receipt->event,
           accept_status_name(receipt->status), receipt->reason == NULL ? "" : ": ",
           receipt->reason == NULL ? "" : table_line(cli->pool, receipt->reason));
    for (size_t i = 0; i < receipt->job_count; i++)
        printf("  job %" PRId64 ": %s by rule %s, %s\n", receipt->jobs[i].id, receipt->jobs[i].kind,
               receipt->jobs[i].rule, job_state_name(receipt->jobs[i].state));
    for (size_t i = 0; i < notes.count; i++)
        printf("  %s%s%s\n", notes.rows[i].rule == NULL ? "" : notes.rows[i].rule,
               notes.rows[i].rule == NULL ? "" : ": ", table_line(cli->pool, notes.rows[i].text));
    return 0;
}

static int
accept_again(struct cli *cli, struct replay *replay, const struct event_row *event,
             const struct delivery *delivery, const struct plan *plan)
{
    struct receipt receipt = { 0 };
    int rc = store_accept(cli->store, delivery, plan, cli->pool, &receipt);

    if (rc != 0)
        return rc;
    if (replay->list == NULL)
        return print_receipt(cli, event, &receipt);
    json_add(replay->list, render_receipt(&receipt));
    return 0;
}

static int
replay_event(struct cli *cli, struct replay *replay, const struct event_row *event)
{
    const struct app app = { cli->settings, cli->store };
    struct delivery delivery = { 0 };
    struct plan plan = { 0 };
    int rc = read_delivery(cli, event, &delivery);

    if (rc == 0)
        rc = decide(&delivery, &app, cli->pool, &plan);
    if (rc != 0)
        return rc;
    replay->count++;
    if (!replay->dry_run)
        return accept_again(cli, replay, event, &delivery, &plan);
    rc = store_foresee(cli->store, &delivery, &plan, cli->pool);
    if (rc != 0)
        return rc;
    if (replay->list != NULL)
        json_add(replay->list, plan_json(&delivery, &plan));
    else
        plan_print(cli->pool, &delivery, &plan);
    return 0;
}

/*
 * In bulk only what a sender really sent: no replays of replays, nothing that may be forged, and no
 * messages of our own, which `resend` sends again under their ids.
 */
static bool
replayable(const struct event_row *event)
{
    return event->parent == 0 && strcmp(event->source, "hooklet") != 0 &&
           strcmp(event->source, MESSAGE_SOURCE) != 0 && strcmp(event->status, "suspect") != 0 &&
           strcmp(event->status, "unreadable") != 0;
}

/* In a pool of its own: bodies of a week may be many. */
static int
replay_apart(struct cli *cli, struct replay *replay, const struct event_row *event)
{
    struct pool *pool = cli->pool;
    int rc;

    cli->pool = pool_new();
    rc = replay_event(cli, replay, event);
    pool_free(cli->pool);
    cli->pool = pool;
    return rc;
}

static int
replay_since(struct cli *cli, struct replay *replay, int64_t since_ms)
{
    struct events events = { 0 };
    bool quiet = cli->json || !isatty(STDOUT_FILENO); /* else the events themselves scroll by */
    int rc = ledger_since(cli->store, since_ms, cli->pool, &events);
    int first = 0;

    for (size_t i = 0; rc == 0 && i < events.count; i++) {
        if (quiet)
            cli_progress("replaying %zu of %zu ", i + 1, events.count);
        if (!replayable(&events.rows[i]))
            continue;
        /* One that can't be replayed, its body long gone, holds up no other. */
        rc = replay_apart(cli, replay, &events.rows[i]);
        first = first == 0 ? rc : first;
        if (rc != FAIL_STORE && rc != FAIL_BUSY)
            rc = 0;
    }
    cli_progress("%s", "");
    return rc != 0 ? rc : first;
}

static int
replay_one(struct cli *cli, struct replay *replay, int64_t id)
{
    struct event_row event;
    int rc = ledger_event(cli->store, id, cli->pool, &event);

    return rc == 0 ? replay_event(cli, replay, &event) : rc;
}

static void
print_list(struct cli *cli, const struct replay *replay)
{
    struct json *top = json_object();

    json_set(top, "replayed", replay->list);
    cli_print_json(cli, top);
}

static int
replay_words(struct cli *cli, struct replay *replay, int64_t id, int64_t since_ms)
{
    int rc = cli_store(cli);

    if (rc != 0)
        return rc;
    if (cli->json)
        replay->list = json_array();
    if (id > 0)
        rc = replay_one(cli, replay, id);
    else
        rc = replay_since(cli, replay, cli->now_ms - since_ms);
    if (cli->json)
        print_list(cli, replay);
    else if (id == 0)
        printf("%" PRId64 " events %s.\n", replay->count,
               replay->dry_run ? "would be replayed" : "replayed");
    return rc;
}

static enum exit_code
run_replay(struct cli *cli, int argc, char **argv)
{
    struct replay replay = { 0 };
    int64_t since_ms = 0;
    int64_t id = 0;
    const struct cli_option options[] = {
        { "since", 0, CLI_DURATION, &since_ms },
        { "dry-run", 0, CLI_FLAG, &replay.dry_run },
        { NULL, 0, CLI_FLAG, NULL },
    };

    if (!cli_parse(cli, options, argc, argv))
        return cli->status;
    if ((cli->words.count == 1) == (since_ms > 0) || cli->words.count > 1)
        return cli_usage(cli->command, "needs the ID of an event, or --since TIME");
    if (since_ms == 0 && !cli_id(cli->words.items[0], &id))
        return cli_usage(cli->command, "\"%s\" is no id of an event", cli->words.items[0]);
    return cli_exit(replay_words(cli, &replay, id, since_ms));
}

const struct command command_replay = {
    .name = "replay",
    .summary = "let stored events act again, under today's rules",
    .usage = "hooklet replay [--dry-run] [--json] ID | --since TIME\n"
             "Decides a stored event again under today's rules and stores the outcome as a new\n"
             "event, whose parent is the old one. Newest still wins: an old commit does not\n"
             "replace a newer one, and the answer says so. What somebody said in a chat acts\n"
             "once: it is not done again.\n"
             "  --since TIME  all events of senders within 30m, 2h, 7d, ..., oldest first;\n"
             "                without suspects, unreadable ones and earlier replays\n"
             "  --dry-run     only tell what would be done\n"
             "  --json        as JSON\n",
    .run = run_replay,
};
