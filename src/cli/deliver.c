/* deliver.c - posts a payload as its sender would, signed. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/cli.h"
#include "cli/deliver_post.h"
#include "cli/render.h"
#include "port/crypto.h"
#include "store/ledger.h"
#include "wire/payload.h"

struct order {
    const char *file;
    const char *secret; /* name, or NULL */
    bool again;
    struct post post;
};

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
    char *document = NULL;
    char *body = NULL;
    size_t length = 0;
    int rc = cli_read(cli, order->file, &document, &length);

    if (rc != 0)
        return rc;
    post->body = document;
    post->length = length;
    if (post->form)
        rc = deliver_form(cli->pool, document, length, &body, &post->length);
    if (body != NULL)
        post->body = body;
    if (rc == 0)
        rc =
            find_secret(cli, order, payload_repository(cli->pool, document, length), &post->secret);
    if (rc == 0 && order->again && post->delivery == NULL)
        rc = find_delivery(cli, payload_pushed(cli->pool, document, length), post);
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
    render_lines(cli->pool, body, answer->length);
    if (strstr(body, "same body as delivery") != NULL)
        puts("The ledger has this body already; --again sends it as that delivery once more.");
}

static enum exit_code
check_order(struct cli *cli, const struct order *order)
{
    if (order->post.event == NULL || !event_name_valid(order->post.event))
        return cli_usage(cli->command, "needs --event NAME, the X-GitHub-Event header: push");
    if (!cli_event(cli, "event", order->post.event))
        return cli->status;
    if (order->post.url == NULL)
        return cli_usage(cli->command, "needs --url URL, where the webhook points to");
    if (strncmp(order->post.url, "http://", 7) != 0 && strncmp(order->post.url, "https://", 8) != 0)
        return cli_usage(cli->command, "--url must begin with http:// or https://");
    if (order->again && order->post.delivery != NULL)
        return cli_usage(cli->command, "--again finds the delivery id itself; leave one of "
                                       "--again and --delivery out");
    return EXIT_GOOD;
}

static enum exit_code
run_deliver(struct cli *cli, int argc, char **argv)
{
    struct order order = { 0 };
    struct http_answer answer = { 0 };
    const struct cli_option options[] = {
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
    status = check_order(cli, &order);
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
    .summary = "sign a payload and post it, as GitHub would",
    .usage = "hooklet deliver --event NAME --url URL [OPTION...] FILE\n"
             "Signs the payload in FILE (JSON; - is standard input) and posts it to URL as\n"
             "GitHub does. Prints the answer; the exit status is 7 when it is no 2xx.\n"
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
