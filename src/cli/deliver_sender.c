/* deliver_sender.c - what each sender puts around a payload: its signature, its headers. */
#include "config.h"

#include <inttypes.h>

#include "base/encode.h"
#include "cli/cli.h"
#include "cli/deliver_post.h"
#include "port/crypto.h"
#include "wire/circleci_event.h"
#include "wire/slack_body.h"
#include "wire/verify.h"
#include "wire/verify_circleci.h"
#include "wire/verify_slack.h"

#define HOOK_ID "1" /* information only; a real one is never so small */

static const char form_type[] = "application/x-www-form-urlencoded";

/* A random UUID, version 4. */
static int
new_delivery(struct pool *pool, const char **id)
{
    unsigned char bytes[16];
    const char *hex;
    int rc = crypto_random(bytes, sizeof bytes);

    if (rc != 0)
        return rc;
    bytes[6] = (unsigned char)(0x40 | (bytes[6] & 0x0f));
    bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3f));
    hex = hex_encode(pool, bytes, sizeof bytes);
    *id =
        pool_printf(pool, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
    return 0;
}

static int
github_headers(struct pool *pool, struct post *post, struct http_header *headers)
{
    const char *signature = NULL;
    int rc = sign_github(pool, post->secret, post->body, post->length, &signature);

    if (rc == 0 && post->delivery == NULL)
        rc = new_delivery(pool, &post->delivery);
    if (rc != 0)
        return rc;
    *headers++ = (struct http_header){ "User-Agent", "GitHub-Hookshot/hooklet" };
    *headers++ = (struct http_header){ "Accept", "*/*" };
    *headers++ =
        (struct http_header){ "Content-Type", post->form ? form_type : "application/json" };
    *headers++ = (struct http_header){ "X-GitHub-Event", post->event };
    *headers++ = (struct http_header){ "X-GitHub-Delivery", post->delivery };
    *headers++ = (struct http_header){ "X-GitHub-Hook-ID", HOOK_ID };
    *headers++ = (struct http_header){ "X-GitHub-Hook-Installation-Target-Type", "repository" };
    *headers = (struct http_header){ "X-Hub-Signature-256", signature };
    return 0;
}

static int
slack_headers(struct pool *pool, struct post *post, struct http_header *headers)
{
    const struct slack_signed text = {
        .timestamp = pool_printf(pool, "%" PRId64, post->now_ms / 1000),
        .body = post->body,
        .length = post->length,
    };
    const char *signature = NULL;
    int rc = sign_slack(pool, post->secret, &text, &signature);

    if (rc != 0)
        return rc;
    *headers++ = (struct http_header){ "User-Agent", "Slackbot 1.0 hooklet" };
    *headers++ = (struct http_header){ "Accept", "application/json,*/*" };
    *headers++ =
        (struct http_header){ "Content-Type", post->form ? form_type : "application/json" };
    *headers++ = (struct http_header){ SLACK_TIMESTAMP, text.timestamp };
    *headers = (struct http_header){ SLACK_SIGNATURE, signature };
    return 0;
}

static int
circleci_headers(struct pool *pool, struct post *post, struct http_header *headers)
{
    const char *signature = NULL;
    int rc = 0;

    if (post->secret != NULL)
        rc = sign_circleci(pool, post->secret, post->body, post->length, &signature);
    if (rc != 0)
        return rc;
    *headers++ = (struct http_header){ "User-Agent", "CircleCI-Webhook/1.0 hooklet" };
    *headers++ = (struct http_header){ "Content-Type", "application/json" };
    if (signature == NULL)
        return 0;
    *headers++ = (struct http_header){ "circleci-event-type", post->event };
    *headers = (struct http_header){ CIRCLECI_SIGNATURE, signature };
    return 0;
}

static const char *const slack_kinds[] = { SLACK_COMMAND, SLACK_EVENT, SLACK_INTERACTIVE };
static const char *const circleci_kinds[] = { CIRCLECI_WORKFLOW, CIRCLECI_JOB, CIRCLECI_PING,
                                              CIRCLECI_NOTIFY };

const struct deliver_sender deliver_senders[] = {
    { "github", "GITHUB_WEBHOOK_SECRET", { NULL, 0 }, github_headers },
    { "slack",
      "SLACK_SIGNING_SECRET",
      { slack_kinds, sizeof slack_kinds / sizeof *slack_kinds },
      slack_headers },
    { "circleci",
      "CIRCLECI_WEBHOOK_SECRET",
      { circleci_kinds, sizeof circleci_kinds / sizeof *circleci_kinds },
      circleci_headers },
};
const size_t deliver_sender_count = sizeof deliver_senders / sizeof *deliver_senders;
