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
    EVP_MAC_CTX *hmac_sha256, *hmac_sha1; /* without a key: copied for each use */
} prepared;

static EVP_MAC_CTX *
hmac_prepare(char *digest)
{
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);

    EVP_MAC_free(mac);
    if (context != NULL && EVP_MAC_CTX_set_params(context, params) == 1)
        return context;
    EVP_MAC_CTX_free(context);
    return NULL;
}

/* What can't be had stays NULL, and is refused when it is asked for. */
static void
prepare(void)
{
    char sha256[] = "SHA256", sha1[] = "SHA1";

    prepared.sha256 = EVP_MD_fetch(NULL, sha256, NULL);
    prepared.hmac_sha256 = hmac_prepare(sha256);
    prepared.hmac_sha1 = hmac_prepare(sha1);
}

static void
prepare_once(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, prepare);
}

int
crypto_sha256(const void *bytes, size_t length, unsigned char digest[CRYPTO_SHA256_SIZE])
{
    prepare_once();
    if (prepared.sha256 == NULL ||
        EVP_Digest(bytes, length, digest, NULL, prepared.sha256, NULL) != 1)
        return fail(FAIL_SYSTEM, "SHA-256: OpenSSL refuses: %s", reason());

    return 0;
}

/* An empty key is still a key: OpenSSL takes NULL for "none". */
static int
hmac(const EVP_MAC_CTX *context, const void *key, size_t key_length, const void *bytes,
     size_t length, unsigned char *mac, size_t size)
{
    EVP_MAC_CTX *own = context != NULL ? EVP_MAC_CTX_dup(context) : NULL;
    size_t written = 0;
    bool done = own != NULL &&
                EVP_MAC_init(own, key_length > 0 ? key : "", key_length, NULL) == 1 &&
                EVP_MAC_update(own, bytes, length) == 1 &&
                EVP_MAC_final(own, mac, &written, size) == 1 && written == size;

    EVP_MAC_CTX_free(own);
    if (!done)
        return fail(FAIL_SYSTEM, "HMAC: OpenSSL refuses: %s", reason());

    return 0;
}

int
crypto_hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length,
                   unsigned char mac[CRYPTO_SHA256_SIZE])
{
    prepare_once();
    return hmac(prepared.hmac_sha256, key, key_length, bytes, length, mac, CRYPTO_SHA256_SIZE);
}

int
crypto_hmac_sha1(const void *key, size_t key_length, const void *bytes, size_t length,
                 unsigned char mac[CRYPTO_SHA1_SIZE])
{
    prepare_once();
    return hmac(prepared.hmac_sha1, key, key_length, bytes, length, mac, CRYPTO_SHA1_SIZE);
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
