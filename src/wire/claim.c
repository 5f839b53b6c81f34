/* claim.c - prefix, length, digits. */
#include "config.h"

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
