/*
 * sign-webhook: makes secrets, signs a message as Standard Webhooks has it, and tells who has
 * signed one.
 *
 *     sign-webhook new v1|v1a                          a secret, and its public key if it has one
 *     sign-webhook sign ID TIMESTAMP SECRET...         < BODY, the value of webhook-signature
 *     sign-webhook verify ID TIMESTAMP HEADER SECRET   < BODY, "yes" or "no"
 *
 * Its status is 0, or the failure's code without its sign.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/log.h"
#include "wire/standard_webhooks.h"

enum { BODY_MOST = 64 << 20, PIECE = 65536, SECRETS_MOST = 8 };

static int
new_secret(struct pool *pool, char **words)
{
    bool pair = strcmp(words[0], "v1a") == 0;
    const char *secret = NULL, *public = NULL;
    int rc = webhook_secret_new(pool, pair ? WEBHOOK_V1A : WEBHOOK_V1, &secret);

    if (rc == 0 && pair)
        rc = webhook_public_key(pool, secret, &public);
    if (rc == 0)
        printf("%s\n%s\n", secret, public != NULL ? public : "-");
    return rc;
}

static int
sign(struct pool *pool, char **words, const struct webhook_message *message)
{
    struct webhook_secret secrets[SECRETS_MOST] = { 0 };
    const char *header = NULL;
    size_t count = 0;
    int rc;

    for (; words[count] != NULL && count < SECRETS_MOST; count++)
        secrets[count].text = words[count];
    rc = webhook_sign(pool, secrets, count, message, &header);
    if (rc == 0)
        puts(header);
    return rc;
}

static int
verify(struct pool *pool, char **words, const struct webhook_message *message)
{
    const struct secret secret = { .name = "main", .bytes = words[1], .length = strlen(words[1]) };
    const struct source_settings source = { .secrets = &secret, .secret_count = 1 };
    bool matches = false;
    int rc = webhook_try(pool, message, words[0], &source, &matches);

    if (rc == 0)
        puts(matches ? "yes" : "no");
    return rc;
}

static int
read_body(struct buf *body)
{
    char piece[PIECE];
    size_t length;
    int rc = 0;

    while (rc == 0 && (length = fread(piece, 1, sizeof piece, stdin)) > 0)
        rc = buf_add(body, piece, length);
    return rc;
}

/* words: ID TIMESTAMP and those of the question. */
static int
ask(struct pool *pool, const char *question, char **words)
{
    struct webhook_message message = { .id = words[0] };
    struct buf body;
    int rc;

    buf_init(&body, BODY_MOST);
    rc = read_body(&body);
    message.timestamp_s = strtoll(words[1], NULL, 10);
    message.body = body.bytes;
    message.length = body.length;
    if (rc == 0 && strcmp(question, "sign") == 0)
        rc = sign(pool, words + 2, &message);
    else if (rc == 0)
        rc = verify(pool, words + 2, &message);
    buf_free(&body);
    return rc;
}

int
main(int argc, char **argv)
{
    struct pool *pool = pool_new();
    int rc = FAIL_CONFIG;

    log_open("sign-webhook", LOG_FORMAT_FIELDS, LOG_INFO);
    if (argc == 3 && strcmp(argv[1], "new") == 0)
        rc = new_secret(pool, argv + 2);
    else if (argc >= 5 && (argc == 6 || strcmp(argv[1], "sign") == 0))
        rc = ask(pool, argv[1], argv + 2);
    pool_free(pool);
    return -rc;
}
