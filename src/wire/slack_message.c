/* slack_message.c - posts, edits, and what only one sees */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "port/json.h"
#include "wire/slack_message.h"
#include "wire/slack_text.h"

static struct json *
content_of(struct slack *slack, const struct slack_message *message)
{
    struct json *top = json_object();

    json_set_string(top, "channel", message->channel);
    json_set_string(
        top, "text",
        slack_cut(slack->pool, message->text != NULL ? message->text : "", SLACK_TEXT_MOST));
    if (message->blocks != NULL)
        json_set_raw(top, "blocks", message->blocks);
    return top;
}

/* Slack makes links and mentions only of what is marked as such; chat.update does else. */
static void
set_literal(struct json *top)
{
    json_set_string(top, "parse", "none");
    json_set_bool(top, "link_names", false);
}

/* Calls, and reads the text at `pointer`, which every answer of this method has. */
static int
call(struct slack *slack, const char *method, struct json *top, const char *pointer,
     const char **text)
{
    const struct slack_request request = { .method = method,
                                           .body = json_text(slack->pool, top, JSON_COMPACT) };
    struct json_want want = { .pointer = pointer };
    int rc = slack_read(slack, &request, &want, 1);

    if (rc != 0)
        return rc;
    if (json_string(&want) == NULL)
        return fail(FAIL_MALFORMED, "Slack: %s: the answer has no %s", method, pointer + 1);
    *text = json_string(&want);
    return 0;
}

const char *
slack_once(struct pool *pool, const char *words)
{
    unsigned char digest[CRYPTO_SHA256_SIZE] = { 0 };
    const char *hex;

    if (crypto_sha256(words, strlen(words), digest) != 0)
        return NULL;
    digest[6] = (unsigned char)((digest[6] & 0x0f) | 0x80); /* version 8: of our own making */
    digest[8] = (unsigned char)((digest[8] & 0x3f) | 0x80);
    hex = hex_encode(pool, digest, 16);
    return pool_printf(pool, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
                       hex + 20);
}

int
slack_post(struct slack *slack, const struct slack_message *message, const char **stamp)
{
    struct json *top = content_of(slack, message);

    set_literal(top);
    json_set_string(top, "thread_ts", message->thread);
    json_set_string(top, "client_msg_id", message->once);
    json_set_bool(top, "unfurl_links", false);
    json_set_bool(top, "unfurl_media", false);
    return call(slack, "chat.postMessage", top, "/ts", stamp);
}

int
slack_update(struct slack *slack, const struct slack_message *message, const char *stamp)
{
    struct json *top = content_of(slack, message);
    const char *same = NULL;

    set_literal(top);
    json_set_string(top, "ts", stamp);
    if (message->blocks == NULL)
        json_set(top, "blocks", json_array());
    return call(slack, "chat.update", top, "/ts", &same);
}

int
slack_ephemeral(struct slack *slack, const struct slack_message *message, const char *user)
{
    struct json *top = content_of(slack, message);
    const char *stamp = NULL;

    set_literal(top);
    json_set_string(top, "thread_ts", message->thread);
    json_set_string(top, "user", user);
    return call(slack, "chat.postEphemeral", top, "/message_ts", &stamp);
}
