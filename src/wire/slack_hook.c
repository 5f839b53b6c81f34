/* slack_hook.c - URLs that are their own permission: response_urls, and the incoming webhook */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "port/http_url.h"
#include "port/json.h"
#include "wire/api_send.h"
#include "wire/slack_error.h"
#include "wire/slack_key.h"
#include "wire/slack_limit.h"
#include "wire/slack_message.h"
#include "wire/slack_text.h"

#define CEILING (64 * 1024)
#define TIMEOUT_MS 20000

/* The call's name stands for its URL, which is a secret. */
static int
post(struct slack *slack, const char *call, const char *key, const char *url, const char *body)
{
    const struct api_sending sending = {
        .home = url,
        .method = "POST",
        .url = url,
        .body = body,
        .timeout_ms = TIMEOUT_MS,
        .ceiling = CEILING,
    };
    struct slack_failure failure = { 0 };
    struct http_answer answer = { 0 };
    int rc = api_send(slack->pool, &sending, &answer);

    if (rc != 0)
        return rc;
    log_say(LOG_DEBUG, "slack", "%s: status %d", call, answer.status);
    if (!slack_hook_failed(slack->pool, call, key, &answer, &failure))
        return 0;
    if (failure.code == FAIL_BUSY)
        return slack_limit_sleep(slack, call, &answer);
    return fail(failure.code, "%s", failure.said);
}

static int
post_by_webhook(struct slack *slack, struct slack_key *key, const char *body)
{
    int rc = post(slack, "incoming webhook", key->name, key->text, body);

    if (rc == 0)
        slack_key_taken(slack, key);
    return rc;
}

int
slack_webhook(struct slack *slack, const struct slack_message *message)
{
    struct slack_key key = { 0 };
    struct json *top = json_object();
    const char *body;
    int rc;

    json_set_string(
        top, "text",
        slack_cut(slack->pool, message->text != NULL ? message->text : "", SLACK_TEXT_MOST));
    if (message->blocks != NULL)
        json_set_raw(top, "blocks", message->blocks);
    json_set_bool(top, "unfurl_links", false);
    json_set_bool(top, "unfurl_media", false);
    body = json_text(slack->pool, top, JSON_COMPACT);
    if (slack->api->webhook.name == NULL)
        return fail(FAIL_CONFIG, "slack has no webhook: add webhook_url_file to slack { }");
    rc = slack_limit_awake(slack, "incoming webhook");
    if (rc == 0)
        rc = slack_key_open(slack, &slack->api->webhook, &key);
    if (rc == 0)
        rc = post_by_webhook(slack, &key, body);
    slack_key_wipe(&key);
    return rc;
}

/* Who signed the request could have any URL in it called; we know whose it has to be. */
static int
check_origin(struct slack *slack, const char *url)
{
    const char *origin = NULL, *own = NULL;
    int rc = http_url_check(slack->pool, url, &origin);

    if (rc == 0)
        rc = http_url_check(slack->pool, slack->api->response_url, &own);
    if (rc == 0 && strcmp(origin, own) != 0)
        rc = fail(FAIL_REFUSED, "Slack: response_url is at %s and not at %s; nothing is sent there",
                  origin, own);
    return rc;
}

int
slack_respond(struct slack *slack, const char *response_url, const struct slack_reply *reply)
{
    int rc = check_origin(slack, response_url);

    if (rc == 0)
        rc = slack_limit_awake(slack, "response_url");
    if (rc == 0)
        rc = post(slack, "response_url", "response_url", response_url,
                  slack_reply_text(slack->pool, reply));
    return rc;
}
