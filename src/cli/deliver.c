/* hooklet deliver: posts a payload as its sender would, signed. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/cli.h"
#include "cli/deliver_post.h"
#include "cli/payload.h"
#include "cli/render.h"
#include "store/ledger.h"

#define PAGE 1000 /* events looked through at a time */

struct order {
    const char *file;
    const char *secret;          /* name, or NULL */
    bool again;
    bool form;
    struct post post;
};

/* Is this stored event's body the one that is to be sent? */
static int
same_body(struct cli *cli, const struct event_row *event, const struct post *post, bool *same)
{
    char *body = NULL;
    size_t length = 0;
    int rc = 0;

    *same = false;
    if ((size_t)event->body_length == post->length)
        rc = ledger_body(cli->store, event->id, cli->pool, &body, &length);
    if (rc == 0 && body != NULL)
        *same = length == post->length && memcmp(body, post->body, length) == 0;
    return rc;
}

/* The oldest event wins: later ones with the same body are suspects. */
static int
find_delivery(struct cli *cli, struct post *post)
{
    struct event_filter filter = { .source = "github", .most = PAGE };
    struct events events = { 0 };
    int rc = cli_store(cli);

    do {
        if (rc == 0)
            rc = ledger_events(cli->store, &filter, cli->pool, &events);
        for (size_t i = 0; rc == 0 && i < events.count; i++) {
            bool same;

            rc = same_body(cli, &events.rows[i], post, &same);
            if (rc == 0 && same)
                post->delivery = events.rows[i].delivery;
            filter.before = events.rows[i].id;
        }
    } while (rc == 0 && events.count == PAGE);
    return rc;
}

static int
find_secret(struct cli *cli, const struct order *order, const char *repository,
            const struct secret **secret)
{
    int rc;

    if (order->secret == NULL) {
        *secret = deliver_secret_from_environment(cli->pool);
        if (*secret != NULL)
            return 0;
    }
    rc = cli_settings(cli, SETTINGS_SECRETS);
    if (rc == 0)
        rc = deliver_secret(cli->settings, order->secret, repository, secret);
    return rc;
}

/* Reads the payload, and finds everything that the post needs. */
static int
prepare(struct cli *cli, struct order *order)
{
    struct post *post = &order->post;
    char *body = NULL;
    char *document = NULL;
    size_t document_length = 0;
    int rc = cli_read(cli, order->file, &body, &post->length);

    if (rc == 0)
        rc = payload_document(cli->pool, body, post->length, &document, &document_length);
    if (rc != 0)
        return rc;
    /* A file that holds a form already is sent as it is. */
    post->form = order->form || document_length != post->length;
    if (order->form && document_length == post->length)
        rc = deliver_form(cli->pool, document, document_length, &body, &post->length);
    post->body = body;
    if (rc == 0)
        rc = find_secret(cli, order, payload_repository(cli->pool, document, document_length),
                         &post->secret);
    if (rc == 0 && order->again && post->delivery == NULL)
        rc = find_delivery(cli, post);
    return rc;
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
    printf("delivery %s: HTTP %d\n", post->delivery, answer->status);
    render_bytes(cli->pool, body, answer->length);
    if (answer->length > 0 && body[answer->length - 1] != '\n')
        putchar('\n');
    if (strstr(body, "same body as delivery") != NULL)
        puts("The ledger has this body already; --again sends it as that delivery once more.");
}

static int
run_deliver(struct cli *cli, int argc, char **argv)
{
    struct order order = { 0 };
    struct http_answer answer = { 0 };
    const struct cli_option options[] = {
        { "event", 0, CLI_TEXT, &order.post.event },
        { "url", 0, CLI_TEXT, &order.post.url },
        { "again", 0, CLI_FLAG, &order.again },
        { "secret", 0, CLI_TEXT, &order.secret },
        { "form", 0, CLI_FLAG, &order.form },
        { "delivery", 0, CLI_TEXT, &order.post.delivery },
        { NULL, 0, CLI_FLAG, NULL },
    };
    int rc;

    if (!cli_parse(cli, options, argc, argv)
        || !cli_words(cli, 1, 1, "a FILE with the payload, or -"))
        return cli->status;
    if (order.post.event == NULL || !event_name_valid(order.post.event))
        return cli_usage(cli->command, "needs --event NAME, the X-GitHub-Event header: push");
    if (order.post.url == NULL)
        return cli_usage(cli->command, "needs --url URL, where the webhook points to");
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
    .summary = "sign a payload and post it, as GitHub would",
    .usage = "hooklet deliver --event NAME --url URL [OPTION...] FILE\n"
             "Signs the payload in FILE (- is standard input) and posts it to URL as GitHub\n"
             "does. Prints the answer; the exit status is 7 when it is no 2xx.\n"
             "  --event NAME   its kind, the header X-GitHub-Event: push, pull_request, ...\n"
             "  --url URL      where the webhook points to\n"
             "  --secret NAME  the secret of the configuration to sign with; otherwise\n"
             "                 $GITHUB_WEBHOOK_SECRET, or the first one that is good for the\n"
             "                 payload's repository\n"
             "  --delivery ID  the header X-GitHub-Delivery (a new UUID)\n"
             "  --again        deliver what the ledger here has already: the same body with the\n"
             "                 id that it came with, as GitHub's Redeliver button does. Under a\n"
             "                 new id the same body would be suspect. When the ledger does not\n"
             "                 have it, it goes out under a new id\n"
             "  --form         post it as a form with the field payload\n"
             "  --json         as JSON\n",
    .run = run_deliver,
};
