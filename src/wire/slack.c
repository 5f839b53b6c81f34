/* slack.c - open the token, send, judge */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "port/crypto.h"
#include "wire/api_answer.h"
#include "wire/api_send.h"
#include "wire/slack.h"
#include "wire/slack_error.h"
#include "wire/slack_key.h"
#include "wire/slack_limit.h"

#define CEILING (8 * 1024 * 1024) /* a user group of 100,000 */
#define TIMEOUT_MS 20000
#define JSON "application/json; charset=utf-8" /* without the charset Slack warns */

static int
send(struct slack *slack, const struct slack_request *request, const struct slack_key *key,
     struct http_answer *answer)
{
    bool reads = request->query != NULL;
    char *authorization = pool_printf(slack->pool, "Bearer %s", key->text);
    const struct api_sending sending = {
        .home = slack->api->api_url,
        .method = reads ? "GET" : "POST",
        .url = pool_printf(slack->pool, "%s/%s%s%s", slack->api->api_url, request->method,
                           reads ? "?" : "", reads ? request->query : ""),
        .authorization = authorization,
        .content_type = JSON,
        .body = reads                   ? NULL
                : request->body != NULL ? request->body
                                        : "{}",
        .timeout_ms = TIMEOUT_MS,
        .ceiling = CEILING,
    };
    int rc = api_send(slack->pool, &sending, answer);

    crypto_wipe(authorization, strlen(authorization));
    if (rc == 0)
        log_say(LOG_DEBUG, "slack", "%s: status %d", request->method, answer->status);
    return rc;
}

static int
judge(struct slack *slack, const char *method, const struct slack_key *key,
      const struct http_answer *given, struct slack_answer *answer)
{
    struct slack_failure failure = { 0 };
    bool failed = slack_failed(slack->pool, method, key->name, given, &failure);

    answer->status = given->status;
    answer->error = failure.error;
    answer->scopes = http_answer_header(given, "X-OAuth-Scopes");
    if (failed && failure.code == FAIL_BUSY)
        return slack_limit_sleep(slack, method, given);
    if (failed && (failure.code == FAIL_NOT_FOUND || failure.code == FAIL_CONFLICT))
        return failure.code;
    if (failed)
        return fail(failure.code, "%s", failure.said);
    answer->body = given->body;
    answer->length = given->length;
    slack_key_taken(slack, key);
    return 0;
}

static int
require_token(const struct slack *slack)
{
    if (slack->api->token.name != NULL)
        return 0;
    return fail(FAIL_CONFIG, "slack has no token: add token_file to slack { }");
}

int
slack_call(struct slack *slack, const struct slack_request *request, struct slack_answer *answer)
{
    struct http_answer given = { 0 };
    struct slack_key key = { 0 };
    int rc = require_token(slack);

    *answer = (struct slack_answer){ .body = "" };
    if (rc == 0)
        rc = slack_limit_awake(slack, request->method);
    if (rc == 0)
        rc = slack_key_open(slack, &slack->api->token, &key);
    if (rc != 0)
        return rc;
    rc = send(slack, request, &key, &given);
    slack_key_wipe(&key);
    return rc == 0 ? judge(slack, request->method, &key, &given, answer) : rc;
}

int
slack_read(struct slack *slack, const struct slack_request *request, struct json_want *wants,
           size_t count)
{
    struct slack_answer answer = { 0 };
    int rc = slack_call(slack, request, &answer);

    return rc == 0 ? json_scan(slack->pool, answer.body, answer.length, wants, count) : rc;
}
