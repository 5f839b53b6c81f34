/* crypto.c - digests, MACs and random bytes by OpenSSL */
#include "config.h"

#include <limits.h>
#include <pthread.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
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

/* Looked up once: by name, OpenSSL would search for them in each call. */
static struct {
    EVP_MD *sha256;
    EVP_MAC *hmac;
} known;

/* What can't be had stays NULL, and is refused when it is asked for. */
static void
look_up(void)
{
    known.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    known.hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
}

static void
look_up_once(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, look_up);
}

int
crypto_sha256(const void *bytes, size_t length, unsigned char digest[CRYPTO_SHA256_SIZE])
{
    look_up_once();
    if (known.sha256 == NULL || EVP_Digest(bytes, length, digest, NULL, known.sha256, NULL) != 1)
        return fail(FAIL_SYSTEM, "SHA-256: OpenSSL refuses: %s", reason());

    return 0;
}

/* An empty key is still a key: OpenSSL takes NULL for "none". */
static int
hmac(char *digest, const void *key, size_t key_length, const void *bytes, size_t length,
     unsigned char *mac, size_t size)
{
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC_CTX *context;
    size_t written = 0;
    bool done;

    look_up_once();
    context = known.hmac != NULL ? EVP_MAC_CTX_new(known.hmac) : NULL;
    done = context != NULL &&
           EVP_MAC_init(context, key_length > 0 ? key : "", key_length, params) == 1 &&
           EVP_MAC_update(context, bytes, length) == 1 &&
           EVP_MAC_final(context, mac, &written, size) == 1 && written == size;
    EVP_MAC_CTX_free(context);
    if (!done)
        return fail(FAIL_SYSTEM, "HMAC with %s: OpenSSL refuses: %s", digest, reason());

    return 0;
}

int
crypto_hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length,
                   unsigned char mac[CRYPTO_SHA256_SIZE])
{
    char digest[] = "SHA256";

    return hmac(digest, key, key_length, bytes, length, mac, CRYPTO_SHA256_SIZE);
}

int
crypto_hmac_sha1(const void *key, size_t key_length, const void *bytes, size_t length,
                 unsigned char mac[CRYPTO_SHA1_SIZE])
{
    char digest[] = "SHA1";

    return hmac(digest, key, key_length, bytes, length, mac, CRYPTO_SHA1_SIZE);
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
