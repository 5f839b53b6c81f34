/* deliver_post.c - signs and posts as GitHub would: the same headers, a new id each time. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/fail.h"
#include "cli/deliver_post.h"
#include "port/crypto.h"
#include "wire/verify.h"

#define FORM_MOST (80 * 1024 * 1024) /* bytes: each of the 25 MiB may take three */
#define ANSWER_MOST (1024 * 1024)    /* bytes */
#define TIMEOUT_MS 10000             /* GitHub waits as long */
#define HOOK_ID "1"                  /* information only; a real one is never so small */

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
    const char *signature = NULL;
    int rc = sign_github(pool, post->secret, post->body, post->length, &signature);

    if (rc == 0 && post->delivery == NULL)
        rc = new_delivery(pool, &post->delivery);
    if (rc != 0)
        return rc;

    const struct http_header headers[] = {
        { "User-Agent", "GitHub-Hookshot/hooklet" },
        { "Accept", "*/*" },
        { "Content-Type", post->form ? "application/x-www-form-urlencoded" : "application/json" },
        { "X-GitHub-Event", post->event },
        { "X-GitHub-Delivery", post->delivery },
        { "X-GitHub-Hook-ID", HOOK_ID },
        { "X-GitHub-Hook-Installation-Target-Type", "repository" },
        { "X-Hub-Signature-256", signature },
    };
    const struct http_exchange exchange = {
        .method = "POST",
        .url = post->url,
        .headers = headers,
        .header_count = sizeof headers / sizeof *headers,
        .body = post->body,
        .length = post->length,
        .timeout_ms = TIMEOUT_MS,
        .ceiling = ANSWER_MOST,
    };

    return http_exchange(pool, &exchange, answer);
}

const struct secret *
deliver_secret_from_environment(struct pool *pool)
{
    const char *bytes = getenv("GITHUB_WEBHOOK_SECRET");
    struct secret *secret;

    if (bytes == NULL || *bytes == '\0')
        return NULL;
    secret = pool_alloc(pool, sizeof *secret);
    secret->name = "GITHUB_WEBHOOK_SECRET";
    secret->bytes = bytes;
    secret->length = strlen(bytes);
    return secret;
}

int
deliver_secret(const struct settings *settings, const char *name, const char *repository,
               const struct secret **secret)
{
    for (size_t i = 0; i < settings->github.secret_count; i++) {
        const struct secret *candidate = &settings->github.secrets[i];

        if (name != NULL ? strcmp(name, candidate->name) == 0
                         : secret_good_for(candidate, repository)) {
            *secret = candidate;
            return 0;
        }
    }
    if (name != NULL)
        return fail(FAIL_NOT_FOUND, "github has no secret %s; see hooklet secrets list", name);
    return fail(FAIL_CONFIG,
                "%s: no secret of github is good for this payload's repository; "
                "choose one with --secret NAME",
                settings->path);
}
