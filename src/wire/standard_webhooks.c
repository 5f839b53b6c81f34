/* standard_webhooks.c - keys out of texts, texts signed, and signatures tried. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/base64.h"
#include "base/fail.h"
#include "base/text.h"
#include "port/crypto.h"
#include "wire/standard_webhooks.h"

enum { NEW_KEY = 32 /* bytes */ };

static char *
key_text(struct pool *pool, const char *prefix, const void *bytes, size_t length)
{
    return pool_printf(pool, "%s%s", prefix, base64_encode(pool, bytes, length));
}

int
webhook_secret_new(struct pool *pool, enum webhook_kind kind, const char **text)
{
    unsigned char bytes[2 * CRYPTO_ED25519_SIZE];
    size_t size = kind == WEBHOOK_V1A ? sizeof bytes : NEW_KEY;
    int rc = crypto_random(bytes, NEW_KEY);

    if (rc == 0 && kind == WEBHOOK_V1A)
        rc = crypto_ed25519_public(bytes, bytes + CRYPTO_ED25519_SIZE);
    if (rc == 0)
        *text = key_text(pool, webhook_key_prefix(kind), bytes, size);
    crypto_wipe(bytes, sizeof bytes);
    return rc;
}

int
webhook_public_key(struct pool *pool, const char *secret, const char **key)
{
    unsigned char public[CRYPTO_ED25519_SIZE];
    struct webhook_key private = { 0 };
    const char *trouble = webhook_key_read(secret, &private);
    int rc;

    if (trouble == NULL && private.kind != WEBHOOK_V1A)
        trouble = "has no public key: it is no whsk_";
    rc = trouble != NULL ? fail(FAIL_CONFIG, "the secret to sign with %s", trouble)
                         : crypto_ed25519_public(private.bytes, public);
    if (rc == 0)
        *key = key_text(pool, webhook_key_prefix(WEBHOOK_PUBLIC), public, sizeof public);
    crypto_wipe(&private, sizeof private);
    return rc;
}

/* "ID.TIMESTAMP.BODY" */
static const char *
signed_text(struct pool *pool, const struct webhook_message *message, size_t *length)
{
    const char *head = pool_printf(pool, "%s.%" PRId64 ".", message->id, message->timestamp_s);

    return text_join(pool, head, message->body, message->length, length);
}

/* "v1,BASE64", or "v1a,BASE64" */
static int
sign(struct pool *pool, const char *secret, const char *text, size_t length, const char **signature)
{
    unsigned char bytes[CRYPTO_ED25519_SIGNATURE];
    struct webhook_key key = { 0 };
    const char *trouble = webhook_key_read(secret, &key);
    int rc;

    if (trouble == NULL && key.kind == WEBHOOK_PUBLIC)
        trouble = "is a public key, which can't sign";
    if (trouble != NULL)
        rc = fail(FAIL_CONFIG, "the secret to sign with %s", trouble);
    else if (key.kind == WEBHOOK_V1A)
        rc = crypto_ed25519_sign(key.bytes, text, length, bytes);
    else
        rc = crypto_hmac_sha256(key.bytes, key.length, text, length, bytes);
    if (rc == 0 && key.kind == WEBHOOK_V1A)
        *signature = key_text(pool, "v1a,", bytes, sizeof bytes);
    else if (rc == 0)
        *signature = key_text(pool, "v1,", bytes, CRYPTO_SHA256_SIZE);
    crypto_wipe(&key, sizeof key);
    return rc;
}

int
webhook_sign(struct pool *pool, const struct webhook_secret *secrets, size_t count,
             const struct webhook_message *message, const char **header)
{
    const char *all = NULL, *one = NULL;
    size_t length;
    const char *text = signed_text(pool, message, &length);

    for (size_t i = 0; i < count; i++) {
        int rc;

        if (secrets[i].until_ms != 0 && secrets[i].until_ms <= message->timestamp_s * 1000)
            continue;
        rc = sign(pool, secrets[i].text, text, length, &one);
        if (rc != 0)
            return rc;
        all = all == NULL ? one : pool_printf(pool, "%s %s", all, one);
    }
    if (all == NULL)
        return fail(FAIL_CONFIG, "there is no secret to sign with");
    *header = all;
    return 0;
}

/* Is one of the header's signatures made by this key? */
static bool
signed_by(const struct webhook_key *key, const char *header, const char *text, size_t length)
{
    bool v1 = key->kind == WEBHOOK_V1, found = false;
    unsigned char mac[CRYPTO_SHA256_SIZE] = { 0 };
    const char *version = v1 ? "v1," : "v1a,";

    if (v1 && crypto_hmac_sha256(key->bytes, key->length, text, length, mac) != 0)
        return false;
    for (size_t size; *header != '\0'; header += size + (header[size] == ' ')) {
        unsigned char bytes[WEBHOOK_KEY_MOST + 2];
        size_t skip = strlen(version), have = 0;

        size = strcspn(header, " ");
        if (size < skip || strncmp(header, version, skip) != 0 ||
            size - skip > WEBHOOK_KEY_DIGITS ||
            !base64_decode(header + skip, size - skip, bytes, &have))
            continue;
        if (v1)
            found |= have == sizeof mac && crypto_equal(bytes, mac, sizeof mac);
        else
            found |= have == CRYPTO_ED25519_SIGNATURE &&
                     crypto_ed25519_verify(key->bytes, text, length, bytes);
    }
    crypto_wipe(mac, sizeof mac);
    return found;
}

int
webhook_try(struct pool *pool, const struct webhook_message *message, const char *header,
            const struct source_settings *source, bool *matches)
{
    size_t length;
    const char *text = signed_text(pool, message, &length);

    for (size_t i = 0; i < source->secret_count; i++) {
        const struct secret *secret = &source->secrets[i];
        struct webhook_key key = { 0 };
        const char *trouble = webhook_key_verifies(secret->bytes, &key);

        matches[i] = trouble == NULL && signed_by(&key, header, text, length);
        crypto_wipe(&key, sizeof key);
        if (trouble != NULL)
            return fail(FAIL_CONFIG, "secret %s %s", secret->name, trouble);
    }
    return 0;
}

int
webhook_message_id(struct pool *pool, int64_t now_ms, const char **id)
{
    enum { TIME = 10, ALL = 26, BITS = 5 }; /* digits, and bits of each */
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    unsigned char bytes[ALL - TIME];
    char text[ALL + 1] = { 0 };
    int rc = crypto_random(bytes, sizeof bytes);

    if (rc != 0)
        return rc;
    for (int i = 0; i < ALL; i++) {
        int shift = BITS * (TIME - 1 - i);
        uint64_t value = i < TIME ? (uint64_t)now_ms >> shift : bytes[i - TIME];

        text[i] = digits[value % 32];
    }
    *id = pool_printf(pool, "msg_%s", text);
    return 0;
}

int
webhook_message_id_of(struct pool *pool, const char *source, const char *delivery, const char *rule,
                      const char **id)
{
    const char *text = pool_printf(pool, "%s\n%s\n%s", source, delivery, rule);
    const char *digits = NULL;
    int rc = crypto_sha256_hex(pool, text, strlen(text), &digits);

    if (rc == 0)
        *id = pool_printf(pool, "msg_%.32s", digits);
    return rc;
}
