/* deliver.c - posts a payload as its sender would, signed. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/cli.h"
#include "cli/deliver_order.h"
#include "cli/deliver_post.h"
#include "cli/render.h"
#include "cli/sources.h"
#include "cli/table.h"
#include "port/crypto.h"
#include "store/ledger.h"
#include "wire/circleci_event.h"
#include "wire/delivery_headers.h"
#include "wire/payload.h"
#include "wire/slack_body.h"

enum { NOT_FOUND = 404 };

/* The first event wins: later ones with the same body are suspects. */
static int
find_delivery(struct cli *cli, int64_t pushed_s, struct post *post)
{
    unsigned char sha[CRYPTO_SHA256_SIZE];
    struct event_row event = { 0 };
    int rc = cli_store(cli);

    if (rc == 0)
        rc = crypto_sha256(post->body, post->length, sha);
    if (rc == 0)
        rc = ledger_find_body(cli->store, "github", sha, pushed_s, cli->pool, &event);
    if (rc == 0 && event.id > 0)
        post->delivery = event.delivery;
    return rc;
}

static const char *
repository_of(struct cli *cli, const struct post *post, const char *document, size_t length)
{
    const struct delivery delivery = { .kind = post->event,
                                       .document = document,
                                       .document_length = length,
                                       .received_ms = cli->now_ms };
    struct circleci_event event = { 0 };

    if (post->inbound != NULL)
        return source_repository(cli->pool, post->inbound, document, length);
    if (post_is_from(post, "github"))
        return payload_repository(cli->pool, document, length);
    if (post_is_from(post, "circleci") && circleci_event_decode(&delivery, cli->pool, &event) == 0)
        return event.repository;
    return NULL;
}

static int
find_secret(struct cli *cli, const struct order *order, const char *repository,
            const struct secret **secret)
{
    const struct deliver_sender *sender = order->post.sender;
    const struct deliver_wanted wanted = { sender, order->post.inbound, order->secret, repository };
    int rc;

    if (order->secret == NULL) {
        *secret = deliver_secret_from_environment(cli->pool, sender);
        if (*secret != NULL)
            return 0;
    }
    rc = cli_settings(cli, SETTINGS_SECRETS);
    if (rc == 0)
        rc = deliver_secret(cli->settings, &wanted, secret);
    return rc;
}

/* The id that stands in the body; NULL: GitHub's doesn't, or there is none that counts. */
static const char *
id_of(struct cli *cli, const struct post *post, const char *document, size_t length)
{
    struct json_want want = { .pointer = "/id" };
    struct slack_origin origin = { 0 };
    const char *id = NULL;

    if (post->inbound != NULL)
        return post->delivery != NULL
                   ? post->delivery
                   : source_said(cli->pool, &post->inbound->id, document, length);
    if (post_is_from(post, "slack") &&
        slack_origin_read(cli->pool, post->event, document, length, &origin) == 0)
        id = origin.id;
    if (post_is_from(post, "circleci") && json_scan(cli->pool, document, length, &want, 1) == 0)
        id = json_string(&want);
    return delivery_id_valid(id) ? id : NULL;
}

/* What stands in the body; a form that somebody's editor has ended with a newline has none. */
static int
wrap(struct cli *cli, struct post *post, char *document, size_t length)
{
    bool command = post_is_from(post, "slack") && strcmp(post->event, SLACK_COMMAND) == 0;
    char *body = document;
    int rc = 0;

    if (post_is_from(post, "slack"))
        post->form = strcmp(post->event, SLACK_EVENT) != 0;
    else if (post->inbound != NULL)
        post->form = post->inbound->form;
    while (command && length > 0 && document[length - 1] == '\n')
        length--;
    post->length = length;
    if (post->form && !command)
        rc = deliver_form(cli->pool, document, length, &body, &post->length);
    post->body = body;
    return rc;
}

/* Reads the payload, and finds everything that the post needs. */
static int
prepare(struct cli *cli, struct order *order)
{
    struct post *post = &order->post;
    char *document = NULL;
    size_t length = 0;
    int rc = cli_read(cli, order->file, &document, &length);

    if (rc == 0)
        rc = wrap(cli, post, document, length);
    if (rc != 0)
        return rc;
    post->now_ms = cli->now_ms;
    if (!post_is_from(post, "github"))
        post->delivery = id_of(cli, post, document, length);
    if (!post_is_from(post, "circleci") || strcmp(post->event, CIRCLECI_NOTIFY) != 0)
        rc = find_secret(cli, order, repository_of(cli, post, document, length), &post->secret);
    if (rc == 0 && order->again && post->delivery == NULL)
        rc = find_delivery(cli, payload_pushed(cli->pool, document, length), post);
    return rc;
}

/* Where nginx/hooklet-locations.conf has them. */
static const char *
usual_path(struct pool *pool, const struct post *post)
{
    if (post->inbound != NULL)
        return pool_printf(pool, "/hooks/in/%s", post->inbound->name);
    if (post_is_from(post, "slack"))
        return pool_printf(pool, "/hooks/slack/%s", post->event);
    return post_is_from(post, "circleci") ? "/hooks/circleci" : "/hooks/github";
}

static void
report(struct cli *cli, const struct post *post, const struct http_answer *answer)
{
    const char *body = answer->body == NULL ? "" : answer->body;

    if (cli->json) {
        struct json *top = json_object();

        json_set_string(top, "url", post->url);
        json_set_string(top, "delivery", post->delivery);
        json_set_integer(top, "status", answer->status);
        json_set_raw(top, "answer", body);
        cli_print_json(cli, top);
        return;
    }
    if (post->delivery != NULL)
        printf("delivery %s: ", table_line(cli->pool, post->delivery));
    printf("HTTP %d\n", answer->status);
    render_lines(cli->pool, body, answer->length);
    if (answer->status == NOT_FOUND && strstr(post->url, usual_path(cli->pool, post)) == NULL)
        printf("These webhooks are taken at %s of the server: is --url right?\n",
               usual_path(cli->pool, post));
    if (strstr(body, "same body as delivery") != NULL)
        puts("The ledger has this body already; --again sends it as that delivery once more.");
}

static enum exit_code
run_deliver(struct cli *cli, int argc, char **argv)
{
    struct order order = { .source = deliver_senders[0].source };
    struct http_answer answer = { 0 };
    const struct cli_option options[] = {
        { "source", 0, CLI_TEXT, &order.source },
        { "event", 0, CLI_TEXT, &order.post.event },
        { "url", 0, CLI_TEXT, &order.post.url },
        { "again", 0, CLI_FLAG, &order.again },
        { "secret", 0, CLI_TEXT, &order.secret },
        { "form", 0, CLI_FLAG, &order.post.form },
        { "delivery", 0, CLI_TEXT, &order.post.delivery },
        { NULL, 0, CLI_FLAG, NULL },
    };
    enum exit_code status;
    int rc;

    if (!cli_parse(cli, options, argc, argv) ||
        !cli_words(cli, 1, 1, "a FILE with the payload, or -"))
        return cli->status;
    status = order_check(cli, &order);
    if (status != EXIT_GOOD)
        return status;
    order.file = cli->words.items[0];
    rc = prepare(cli, &order);
    if (rc == 0)
        rc = deliver_post(cli->pool, &order.post, &answer);
    if (rc != 0)
        return cli_exit(rc);
    report(cli, &order.post, &answer);
    return answer.status >= 200 && answer.status < 300 ? EXIT_GOOD : EXIT_NETWORK;
}

const struct command command_deliver = {
    .name = "deliver",
    .summary = "sign a payload and post it, as its sender would",
    .usage =
        "hooklet deliver --event NAME --url URL [OPTION...] FILE\n"
        "       hooklet deliver --source slack --event command|event|interactive --url URL FILE\n"
        "       hooklet deliver --source circleci --event NAME --url URL FILE\n"
        "       hooklet deliver --source NAME [--event NAME] [--delivery ID] --url URL FILE\n"
        "Signs the payload in FILE (JSON; - is standard input) and posts it to URL as\n"
        "its sender does. Prints the answer; the exit status is 7 when it is no 2xx.\n"
        "  --source NAME  who sends it: github, slack, circleci, or a section source of the\n"
        "                 configuration (github)\n"
        "  --event NAME   its kind. GitHub: the header X-GitHub-Event: push, pull_request,\n"
        "                 ... Slack: command (FILE holds its form), event, interactive (FILE\n"
        "                 holds the JSON in its field payload). CircleCI:\n"
        "                 workflow-completed, job-completed, ping; notify is not signed.\n"
        "                 A source: what its header says; none where the body says it\n"
        "  --url URL      where the webhook points to: https://SERVER/hooks/github,\n"
        "                 /hooks/circleci, /hooks/slack/..., or /hooks/in/NAME of a source\n"
        "  --secret NAME  the secret of the configuration to sign with; otherwise\n"
        "                 $GITHUB_WEBHOOK_SECRET, $SLACK_SIGNING_SECRET or\n"
        "                 $CIRCLECI_WEBHOOK_SECRET, or the first one that is good for the\n"
        "                 payload's repository\n"
        "  --json         as JSON\n"
        "For GitHub, as what the others send has its id in it, and for sources that have it\n"
        "in a header:\n"
        "  --delivery ID  the delivery's id (a new one)\n"
        "For GitHub alone:\n"
        "  --again        deliver what the ledger here has already: the same body with the\n"
        "                 id that it came with, as GitHub's Redeliver button does. Under a\n"
        "                 new id the same body would be suspect. When the ledger does not\n"
        "                 have it, it goes out under a new id\n"
        "  --form         post it as a form with the field payload\n",
    .run = run_deliver,
};
