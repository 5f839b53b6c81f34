/* webhook_key.c - a prefix, base64, and how many bytes that may be */
#include "config.h"

#include <string.h>

#include "base/base64.h"
#include "base/text.h"
#include "port/crypto.h"
#include "port/webhook_key.h"

enum { KEY_LEAST = 24 /* bytes */ };

static const char *const prefixes[] = {
    [WEBHOOK_V1] = "whsec_",
    [WEBHOOK_V1A] = "whsk_",
    [WEBHOOK_PUBLIC] = "whpk_",
};

const char *
webhook_key_prefix(enum webhook_kind kind)
{
    return prefixes[kind];
}

/* A pair whose halves don't belong together would sign what nobody can verify. */
static bool
pair_fits(const struct webhook_key *key)
{
    unsigned char public[CRYPTO_ED25519_SIZE];

    return crypto_ed25519_public(key->bytes, public) == 0 &&
           memcmp(public, key->bytes + CRYPTO_ED25519_SIZE, sizeof public) == 0;
}

/* What is wrong with its length, or NULL. */
static const char *
length_trouble(const struct webhook_key *key)
{
    if (key->kind == WEBHOOK_V1 && (key->length < KEY_LEAST || key->length > WEBHOOK_KEY_MOST))
        return "has no 24 to 64 bytes behind whsec_";
    if (key->kind == WEBHOOK_PUBLIC && key->length != CRYPTO_ED25519_SIZE)
        return "has no 32 bytes behind whpk_";
    if (key->kind != WEBHOOK_V1A || key->length == CRYPTO_ED25519_SIZE)
        return NULL;
    if (key->length != 2 * CRYPTO_ED25519_SIZE)
        return "has neither 32 nor 64 bytes behind whsk_";
    return pair_fits(key) ? NULL : "has a public key in it that is not its own";
}

const char *
webhook_key_read(const char *text, struct webhook_key *key)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        const char *digits = text_behind(text, prefixes[i]);

        if (digits == NULL)
            continue;
        key->kind = (enum webhook_kind)i;
        if (strlen(digits) > WEBHOOK_KEY_DIGITS ||
            !base64_decode(digits, strlen(digits), key->bytes, &key->length))
            return "is not the base64 of a key behind its prefix";
        return length_trouble(key);
    }
    return "begins with neither whsec_ nor whsk_ nor whpk_";
}

const char *
webhook_key_verifies(const char *text, struct webhook_key *key)
{
    const char *trouble = webhook_key_read(text, key);

    if (trouble == NULL && key->kind == WEBHOOK_V1A)
        trouble = "is the sender's own: give the whpk_ that belongs to it";
    return trouble;
}

const char *
webhook_secret_trouble(const char *text, enum webhook_kind *kind)
{
    struct webhook_key key = { 0 };
    const char *trouble = webhook_key_read(text, &key);

    if (trouble == NULL)
        *kind = key.kind;
    crypto_wipe(&key, sizeof key);
    return trouble;
}

const char *
webhook_secret_verifies(const char *text)
{
    struct webhook_key key = { 0 };
    const char *trouble = webhook_key_verifies(text, &key);

    crypto_wipe(&key, sizeof key);
    return trouble;
}
