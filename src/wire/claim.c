/* claim.c - prefix, length, digits; secrets; the clock. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "wire/claim.h"

int
claim_read(const char *header, const char *text, const char *prefix, unsigned char *claim,
           size_t size)
{
    size_t skip = strlen(prefix);
    const char *digits;

    if (strncmp(text, prefix, skip) != 0)
        return fail(FAIL_SIGNATURE, "%s does not begin with %s", header, prefix);

    digits = text + skip;
    if (strlen(digits) != 2 * size || digits[strspn(digits, "0123456789abcdef")] != '\0' ||
        !hex_decode(digits, claim, size))
        return fail(FAIL_SIGNATURE, "%s is not %zu lower-case hex digits", header, 2 * size);

    return 0;
}

int
claim_sign(struct pool *pool, const char *prefix, const struct secret *secret, const void *text,
           size_t length, const char **signature)
{
    unsigned char mac[CRYPTO_SHA256_SIZE];
    int rc = crypto_hmac_sha256(secret->bytes, secret->length, text, length, mac);

    if (rc == 0)
        *signature = pool_printf(pool, "%s%s", prefix, hex_encode(pool, mac, sizeof mac));
    return rc;
}

int
claim_try(const struct claim *claim, const struct source_settings *source, bool *matches)
{
    unsigned char mac[CRYPTO_SHA256_SIZE] = { 0 };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < source->secret_count; i++) {
        const struct secret *secret = &source->secrets[i];

        rc = claim->mac(secret->bytes, secret->length, claim->text, claim->length, mac);
        matches[i] = rc == 0 && crypto_equal(mac, claim->bytes, claim->size) && secret->length > 0;
    }
    crypto_wipe(mac, sizeof mac);
    return rc;
}

/* Hashes are compared, so that neither a length nor a common beginning takes another time. */
int
claim_try_token(const char *token, const struct source_settings *source, bool *matches)
{
    unsigned char claim[CRYPTO_SHA256_SIZE] = { 0 }, hash[CRYPTO_SHA256_SIZE] = { 0 };
    int rc = crypto_sha256(token, strlen(token), claim);

    for (size_t i = 0; rc == 0 && i < source->secret_count; i++) {
        const struct secret *secret = &source->secrets[i];

        rc = crypto_sha256(secret->bytes, secret->length, hash);
        matches[i] = rc == 0 && crypto_equal(hash, claim, sizeof hash) && secret->length > 0;
    }
    crypto_wipe(hash, sizeof hash);
    return rc;
}

bool
claim_matched(const struct source_settings *source, const bool *matches)
{
    bool matched = false;

    for (size_t i = 0; i < source->secret_count; i++)
        matched |= matches[i];
    return matched;
}

enum { SHOWN_MOST = 200 /* bytes of a repository's name, for people */ };

static const struct secret *
first_good(const struct claim_choice *choice, const char *repository)
{
    for (size_t i = 0; i < choice->source->secret_count; i++) {
        if (choice->matches[i] && secret_good_for(&choice->source->secrets[i], repository))
            return &choice->source->secrets[i];
    }
    return NULL;
}

static const struct secret *
first_match(const struct claim_choice *choice)
{
    for (size_t i = 0; i < choice->source->secret_count; i++) {
        if (choice->matches[i])
            return &choice->source->secrets[i];
    }
    return NULL;
}

int
claim_choose(const struct claim_choice *choice, const struct secret **chosen)
{
    const struct secret *good = first_good(choice, NULL), *restricted = first_match(choice);
    const char *repository = NULL;

    if (restricted == NULL)
        return fail(FAIL_SIGNATURE, "the signature matches none of %s's secrets (%zu tried)",
                    choice->name, choice->source->secret_count);
    if (good == NULL)
        repository = choice->repository(choice->data);
    if (repository != NULL)
        good = first_good(choice, repository);
    if (good == NULL)
        return fail(FAIL_SIGNATURE, "secret %s of %s is not good for %s", restricted->name,
                    choice->name,
                    repository != NULL
                        ? utf8_line(choice->pool, repository, strnlen(repository, SHOWN_MOST))
                        : "a body that names no repository");
    *chosen = good;
    return 0;
}

int
claim_clock(int64_t now_ms, int64_t signed_ms, int64_t most_ms)
{
    int64_t off_ms = now_ms - signed_ms;

    if (off_ms <= most_ms && off_ms >= -most_ms)
        return 0;
    return fail(FAIL_STALE,
                "signed %" PRId64 " s %s: sent once more by somebody, or the clocks differ",
                (off_ms < 0 ? -off_ms : off_ms) / 1000, off_ms < 0 ? "ahead of now" : "ago");
}
