/* crypto.c - digests, MACs and random bytes by OpenSSL's one-shot calls: no state of ours */
#include "config.h"

#include <limits.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/fail.h"
#include "port/crypto.h"

/* The reason OpenSSL gives for its newest error. */
static const char *
reason(void)
{
    const char *text = ERR_reason_error_string(ERR_peek_last_error());

    return text != NULL ? text : "no reason given";
}

int
crypto_sha256(const void *bytes, size_t length, unsigned char digest[CRYPTO_SHA256_SIZE])
{
    if (EVP_Q_digest(NULL, "SHA256", NULL, bytes, length, digest, NULL) != 1)
        return fail(FAIL_SYSTEM, "SHA-256: OpenSSL refuses: %s", reason());

    return 0;
}

/* An empty key is still a key: OpenSSL takes NULL for "none". */
static int
hmac(const char *digest, const void *key, size_t key_length, const void *bytes, size_t length,
     unsigned char *mac, size_t size)
{
    if (EVP_Q_mac(NULL, "HMAC", NULL, digest, NULL, key_length > 0 ? key : "", key_length, bytes,
                  length, mac, size, NULL) == NULL)
        return fail(FAIL_SYSTEM, "HMAC with %s: OpenSSL refuses: %s", digest, reason());

    return 0;
}

int
crypto_hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length,
                   unsigned char mac[CRYPTO_SHA256_SIZE])
{
    return hmac("SHA256", key, key_length, bytes, length, mac, CRYPTO_SHA256_SIZE);
}

int
crypto_hmac_sha1(const void *key, size_t key_length, const void *bytes, size_t length,
                 unsigned char mac[CRYPTO_SHA1_SIZE])
{
    return hmac("SHA1", key, key_length, bytes, length, mac, CRYPTO_SHA1_SIZE);
}

bool
crypto_equal(const void *a, const void *b, size_t size)
{
    return CRYPTO_memcmp(a, b, size) == 0;
}

int
crypto_random(void *bytes, size_t size)
{
    if (size > INT_MAX || RAND_bytes(bytes, (int)size) != 1)
        return fail(FAIL_SYSTEM, "random bytes: OpenSSL refuses: %s", reason());

    return 0;
}

void
crypto_wipe(void *bytes, size_t size)
{
    OPENSSL_cleanse(bytes, size);
}
