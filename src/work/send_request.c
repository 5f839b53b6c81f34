/* send_request.c - headers in three layers: ours, the target's, the message's. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "base/json_members.h"
#include "port/json.h"
#include "wire/standard_webhooks.h"
#include "wire/verify.h"
#include "work/send_headers.h"
#include "work/send_request.h"

struct writing {
    struct pool *pool;
    const struct send_letter *letter;
    struct http_header *headers;
    size_t count, room;
};

static struct http_header *
find(struct writing *writing, const char *name)
{
    for (size_t i = 0; i < writing->count; i++)
        if (strcasecmp(writing->headers[i].name, name) == 0)
            return &writing->headers[i];
    return NULL;
}

static void
add(struct writing *writing, const char *name, const char *value)
{
    writing->headers = pool_grow(writing->pool, writing->headers, writing->count, &writing->room,
                                 sizeof *writing->headers);
    writing->headers[writing->count++] = (struct http_header){ name, value };
}

/* --- Signatures ------------------------------------------------------------------------------- */

static int
sign(struct writing *writing)
{
    const struct send_letter *letter = writing->letter;
    const struct target *target = letter->target;
    const struct webhook_message message = { .id = letter->message->id,
                                             .timestamp_s = letter->now_ms / 1000,
                                             .body = letter->body->bytes,
                                             .length = letter->body->length };
    struct webhook_secret *secrets =
        pool_array(writing->pool, target->secret_count + 1, sizeof *secrets);
    const char *signature = NULL;
    int rc;

    for (size_t i = 0; i < target->secret_count; i++)
        secrets[i] = (struct webhook_secret){ target->secrets[i].key, target->secrets[i].until_ms };
    rc = webhook_sign(writing->pool, secrets, target->secret_count, &message, &signature);
    if (rc != 0)
        return rc;
    add(writing, WEBHOOK_ID, message.id);
    add(writing, WEBHOOK_TIMESTAMP, pool_printf(writing->pool, "%" PRId64, message.timestamp_s));
    add(writing, WEBHOOK_SIGNATURE, signature);
    return 0;
}

/* The newest: GitHub's header has room for one. */
static const char *
github_secret(const struct target *target)
{
    for (size_t i = 0; i < target->secret_count; i++)
        if (target->secrets[i].kind == TARGET_V1)
            return target->secrets[i].key;
    return NULL;
}

static int
sign_for_github(struct writing *writing)
{
    const struct send_body *body = writing->letter->body;
    const char *text = github_secret(writing->letter->target), *signature = NULL;
    struct secret secret = { .bytes = text };
    int rc;

    if (!writing->letter->target->github)
        return 0;
    if (text == NULL)
        return fail(FAIL_CONFIG, "target %" PRId64 " signs as GitHub does, and has no v1 secret",
                    writing->letter->target->id);
    secret.length = strlen(text);
    rc = sign_github(writing->pool, &secret, body->bytes, body->length, &signature);
    if (rc == 0)
        add(writing, "X-Hub-Signature-256", signature);
    return rc;
}

/* --- Others' headers -------------------------------------------------------------------------- */

static int
add_of_target(struct writing *writing)
{
    const char *text = writing->letter->target->headers;
    struct json_members members = { 0 };
    const char *trouble;

    if (text == NULL)
        return 0;
    trouble = send_headers_trouble(writing->pool, text);
    if (trouble != NULL)
        return fail(FAIL_FIELD, "target %" PRId64 ": %s", writing->letter->target->id, trouble);
    if (json_members(writing->pool, text, strlen(text), &members) != 0)
        return FAIL_FIELD;
    for (size_t i = 0; i < members.count; i++) {
        struct http_header *there = find(writing, members.items[i].key);

        if (there != NULL)
            there->value = members.items[i].value.text;
        else
            add(writing, members.items[i].key, members.items[i].value.text);
    }
    return 0;
}

/* What can't go along stays behind: whoever sent it to us meant nothing by it for the target. */
static int
add_of_message(struct writing *writing)
{
    const char *text = writing->letter->message->headers;
    struct json_members members = { 0 };
    int rc;

    if (text == NULL)
        return 0;
    rc = json_members(writing->pool, text, strlen(text), &members);
    if (rc != 0)
        return rc;
    for (size_t i = 0; i < members.count; i++) {
        const struct json_member *member = &members.items[i];

        if (member->value.type == JSON_STRING && find(writing, member->key) == NULL &&
            send_header_trouble(writing->pool, member->key, member->value.text) == NULL)
            add(writing, member->key, member->value.text);
    }
    return 0;
}

/* --- The record ------------------------------------------------------------------------------- */

struct json *
send_headers_told(const struct http_header *headers, size_t count)
{
    struct json *top = json_object();

    for (size_t i = 0; i < count; i++)
        json_set_string(top, headers[i].name,
                        send_header_masked(headers[i].name, headers[i].value));
    return top;
}

const char *
send_request_told(struct pool *pool, const char *url, const struct http_header *headers,
                  size_t count, const struct send_body *body)
{
    struct json *top = json_object();

    json_set_string(top, "url", send_url_masked(pool, url));
    json_set(top, "headers", send_headers_told(headers, count));
    json_set_string(top, "body_sha", body->sha);
    json_set_integer(top, "body_length", (int64_t)body->length);
    return json_text(pool, top, JSON_COMPACT);
}

int
send_request(struct pool *pool, const struct send_letter *letter, struct send_request *request)
{
    struct writing writing = { .pool = pool, .letter = letter };
    int rc = sign(&writing);

    if (rc == 0)
        rc = sign_for_github(&writing);
    if (rc != 0)
        return rc;
    add(&writing, "Content-Type", letter->body->content_type);
    add(&writing, "User-Agent", letter->user_agent);
    rc = add_of_target(&writing);
    if (rc == 0)
        rc = add_of_message(&writing);
    if (rc != 0)
        return rc;
    *request = (struct send_request){ writing.headers, writing.count,
                                      send_request_told(pool, letter->target->url, writing.headers,
                                                        writing.count, letter->body) };
    return 0;
}
