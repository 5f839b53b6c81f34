/* deliver_post.c - a form, a secret, the request. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/fail.h"
#include "cli/deliver_post.h"

#define FORM_MOST (80 * 1024 * 1024) /* bytes: each of the 25 MiB may take three */
#define ANSWER_MOST (1024 * 1024)    /* bytes */
#define TIMEOUT_MS 10000             /* GitHub waits as long, others less */

int
deliver_form(struct pool *pool, const char *text, size_t length, char **form, size_t *form_length)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    struct buf out;
    int rc;

    buf_init(&out, FORM_MOST);
    rc = buf_text(&out, "payload=");
    for (size_t i = 0; rc == 0 && i < length; i++) {
        if (text[i] == ' ')
            rc = buf_text(&out, "+");
        else if (text[i] != '\0' && strchr(plain, text[i]) != NULL)
            rc = buf_add(&out, &text[i], 1);
        else
            rc = buf_printf(&out, "%%%02X", (unsigned)(unsigned char)text[i]);
    }
    if (rc == 0) {
        *form = pool_copy(pool, buf_string(&out), out.length);
        *form_length = out.length;
    }
    buf_free(&out);
    return rc;
}

int
deliver_post(struct pool *pool, struct post *post, struct http_answer *answer)
{
    const struct deliver_sender *sender = post->sender != NULL ? post->sender : &deliver_senders[0];
    struct http_header headers[DELIVER_HEADERS + 1] = { 0 };
    size_t count = 0;
    int rc = sender->headers(pool, post, headers);

    if (rc != 0)
        return rc;
    while (headers[count].name != NULL)
        count++;

    const struct http_exchange exchange = {
        .method = "POST",
        .url = post->url,
        .headers = headers,
        .header_count = count,
        .body = post->body,
        .length = post->length,
        .timeout_ms = TIMEOUT_MS,
        .ceiling = ANSWER_MOST,
    };

    return http_exchange(pool, &exchange, answer);
}

const struct secret *
deliver_secret_from_environment(struct pool *pool, const struct deliver_sender *sender)
{
    const char *bytes = sender->variable != NULL ? getenv(sender->variable) : NULL;
    struct secret *secret;

    if (bytes == NULL || *bytes == '\0')
        return NULL;
    secret = pool_alloc(pool, sizeof *secret);
    secret->name = sender->variable;
    secret->bytes = bytes;
    secret->length = strlen(bytes);
    return secret;
}

static const struct source_settings *
source_of(const struct settings *settings, const struct deliver_wanted *wanted)
{
    const char *source = wanted->sender->source;

    if (wanted->inbound != NULL)
        return &wanted->inbound->source;
    if (strcmp(source, "slack") == 0)
        return &settings->slack;
    return strcmp(source, "circleci") == 0 ? &settings->circleci : &settings->github;
}

int
deliver_secret(const struct settings *settings, const struct deliver_wanted *wanted,
               const struct secret **secret)
{
    const struct source_settings *source = source_of(settings, wanted);
    const char *name = wanted->name;

    for (size_t i = 0; i < source->secret_count; i++) {
        const struct secret *candidate = &source->secrets[i];

        if (name != NULL ? strcmp(name, candidate->name) == 0
                         : secret_good_for(candidate, wanted->repository)) {
            *secret = candidate;
            return 0;
        }
    }
    if (name != NULL)
        return fail(FAIL_NOT_FOUND, "%s has no secret %s; see hooklet secrets list",
                    wanted->sender->source, name);
    if (source->secret_count == 0)
        return fail(FAIL_CONFIG, "%s: %s has no secret to sign with", settings->path,
                    wanted->sender->source);
    return fail(FAIL_CONFIG,
                "%s: no secret of %s is good for this payload's repository; "
                "choose one with --secret NAME",
                settings->path, wanted->sender->source);
}
