/* target_secrets.c - the keys that a target's messages are signed with, and its challenge */
#include "config.h"

#include "base/encode.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "wire/standard_webhooks.h"
#include "work/target_edit.h"

enum { CHALLENGE_BYTES = 32, SECRETS_MOST = 10 };

static enum target_signature
signature_of(enum webhook_kind kind)
{
    return kind == WEBHOOK_V1 ? TARGET_V1 : TARGET_V1A;
}

/* Puts it before the others: the newest is the first. */
static void
add(struct pool *pool, struct target *target, struct target_secret secret)
{
    struct target_secret *secrets = pool_array(pool, target->secret_count + 1, sizeof *secrets);

    secrets[0] = secret;
    for (size_t i = 0; i < target->secret_count; i++)
        secrets[i + 1] = target->secrets[i];
    target->secrets = secrets;
    target->secret_count++;
}

static int
add_new(struct pool *pool, enum webhook_kind kind, int64_t now_ms, struct target *target)
{
    const char *key = NULL;
    int rc = webhook_secret_new(pool, kind, &key);

    if (rc == 0)
        add(pool, target, (struct target_secret){ signature_of(kind), key, now_ms, 0 });
    return rc;
}

int
target_secrets_new(struct pool *pool, bool v1, bool v1a, int64_t now_ms, struct target *target)
{
    int rc = 0;

    if (v1a)
        rc = add_new(pool, WEBHOOK_V1A, now_ms, target);
    if (rc == 0 && v1)
        rc = add_new(pool, WEBHOOK_V1, now_ms, target);
    return rc;
}

int
target_secrets_own(struct pool *pool, const char *key, int64_t now_ms, struct target *target)
{
    enum webhook_kind kind = WEBHOOK_PUBLIC;
    const char *trouble = webhook_secret_trouble(key, &kind);

    if (trouble != NULL)
        return fail(FAIL_FIELD, "the secret %s", trouble);
    if (kind == WEBHOOK_PUBLIC)
        return fail(FAIL_FIELD, "the secret is a public key, which signs nothing: whsec_.. or"
                                " whsk_.. does");
    add(pool, target,
        (struct target_secret){ signature_of(kind), pool_string(pool, key), now_ms, 0 });
    return 0;
}

static bool
is_live(const struct target_secret *secret, int64_t now_ms)
{
    return secret->until_ms == 0 || secret->until_ms > now_ms;
}

/* What signs on after the rotation. */
static void
keep_live(struct pool *pool, struct target *target, int64_t until_ms, int64_t now_ms)
{
    struct target_secret *kept = pool_array(pool, target->secret_count + 1, sizeof *kept);
    size_t count = 0;

    for (size_t i = 0; i < target->secret_count && count < SECRETS_MOST; i++) {
        struct target_secret secret = target->secrets[i];

        if (secret.until_ms == 0 || secret.until_ms > until_ms)
            secret.until_ms = until_ms;
        if (is_live(&secret, now_ms))
            kept[count++] = secret;
    }
    target->secrets = kept;
    target->secret_count = count;
}

int
target_rotate(struct pool *pool, int64_t overlap_ms, int64_t now_ms, struct target *target)
{
    bool v1 = false, v1a = false;

    for (size_t i = 0; i < target->secret_count; i++) {
        if (!is_live(&target->secrets[i], now_ms))
            continue;
        v1 = v1 || target->secrets[i].kind == TARGET_V1;
        v1a = v1a || target->secrets[i].kind == TARGET_V1A;
    }
    keep_live(pool, target, now_ms + overlap_ms, now_ms);
    return target_secrets_new(pool, v1 || !v1a, v1a, now_ms, target);
}

struct json *
target_secrets_json(struct pool *pool, const struct target *target)
{
    struct json *list = json_array();

    for (size_t i = 0; i < target->secret_count; i++) {
        const struct target_secret *secret = &target->secrets[i];
        struct json *item = json_object();
        const char *public_key = NULL;

        json_set_string(item, "kind", target_signature_name(secret->kind));
        if (secret->kind == TARGET_V1 && secret->made_ms == target->secrets[0].made_ms)
            json_set_string(item, "key", secret->key);
        else if (secret->kind == TARGET_V1A &&
                 webhook_public_key(pool, secret->key, &public_key) == 0)
            json_set_string(item, "public_key", public_key);
        json_set_time(pool, item, "made", secret->made_ms);
        json_set_time(pool, item, "until", secret->until_ms);
        json_add(list, item);
    }
    return list;
}

int
target_challenge(struct pool *pool, struct target *target)
{
    unsigned char bytes[CHALLENGE_BYTES];
    int rc = crypto_random(bytes, sizeof bytes);

    if (rc != 0)
        return rc;
    target->state = TARGET_PENDING;
    target->reason = "its URL has not confirmed yet that it wants messages";
    target->challenge = hex_encode(pool, bytes, sizeof bytes);
    return 0;
}
