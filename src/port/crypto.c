/* crypto.c - digests, MACs, random bytes and signatures by OpenSSL */
#include "config.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include "base/base64.h"
#include "base/encode.h"
#include "base/fail.h"
#include "port/crypto.h"

/* The reason OpenSSL gives for its newest error. */
static const char *
reason(void)
{
    const char *text = ERR_reason_error_string(ERR_peek_last_error());

    return text != NULL ? text : "no reason given";
}

void
crypto_start_small(void)
{
    /* A refusal shows in the first call that needs it. */
    (void)OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
                                  OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
                                  OPENSSL_INIT_NO_ADD_ALL_DIGESTS | OPENSSL_INIT_NO_ATEXIT,
                              NULL);
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

int
crypto_sha256_hex(struct pool *pool, const void *bytes, size_t length, const char **digits)
{
    unsigned char digest[CRYPTO_SHA256_SIZE];
    int rc = crypto_sha256(bytes, length, digest);

    if (rc == 0)
        *digits = hex_encode(pool, digest, sizeof digest);
    return rc;
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

int
crypto_hmac_sha512(const void *key, size_t key_length, const void *bytes, size_t length,
                   unsigned char mac[CRYPTO_SHA512_SIZE])
{
    char digest[] = "SHA512";

    return hmac(digest, key, key_length, bytes, length, mac, CRYPTO_SHA512_SIZE);
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

enum { KEY_BITS_LEAST = 2048 };

/* Without it OpenSSL would ask for a passphrase on the terminal. */
static int
no_passphrase(char *buffer, int size, int writing, void *data)
{
    (void)buffer;
    (void)size;
    (void)writing;
    (void)data;
    return -1;
}

/* The key, or NULL and what is wrong with it. */
static EVP_PKEY *
key_read(const char *pem, size_t length, const char **trouble)
{
    BIO *bio = length <= INT_MAX ? BIO_new_mem_buf(pem, (int)length) : NULL;
    EVP_PKEY *key = NULL;

    *trouble = "is no private key in PEM form; take the file that GitHub made for the App";
    if (bio != NULL)
        key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
    BIO_free(bio);
    ERR_clear_error();
    if (key == NULL)
        return NULL;
    if (EVP_PKEY_is_a(key, "RSA") != 1)
        *trouble = "is no RSA key; take the file that GitHub made for the App";
    else if (EVP_PKEY_get_bits(key) < KEY_BITS_LEAST)
        *trouble = "is an RSA key of fewer than 2048 bits; make a new one";
    else
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

const char *
crypto_key_trouble(const char *pem, size_t length)
{
    const char *trouble;
    EVP_PKEY *key = key_read(pem, length, &trouble);

    if (key == NULL)
        return trouble;
    EVP_PKEY_free(key);
    return NULL;
}

static int
sign(struct pool *pool, EVP_PKEY *key, const char *text, char **signature)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t size = (size_t)EVP_PKEY_get_size(key);
    unsigned char *bytes = pool_alloc(pool, size);
    bool done =
        context != NULL &&
        EVP_DigestSignInit_ex(context, NULL, "SHA256", NULL, NULL, key, NULL) == 1 &&
        EVP_DigestSign(context, bytes, &size, (const unsigned char *)text, strlen(text)) == 1;

    EVP_MD_CTX_free(context);
    if (!done)
        return fail(FAIL_SYSTEM, "RS256: OpenSSL refuses: %s", reason());
    *signature = base64url_encode(pool, bytes, size);
    return 0;
}

int
crypto_rs256(struct pool *pool, const char *pem, size_t pem_length, const char *text,
             char **signature)
{
    const char *trouble;
    EVP_PKEY *key = key_read(pem, pem_length, &trouble);
    int rc;

    if (key == NULL)
        return fail(FAIL_CONFIG, "the App's private key %s", trouble);
    rc = sign(pool, key, text, signature);
    EVP_PKEY_free(key);
    return rc;
}

static EVP_PKEY *
ed25519_private(const unsigned char *seed)
{
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, CRYPTO_ED25519_SIZE);
}

int
crypto_ed25519_public(const unsigned char seed[CRYPTO_ED25519_SIZE],
                      unsigned char key[CRYPTO_ED25519_SIZE])
{
    EVP_PKEY *pair = ed25519_private(seed);
    size_t size = CRYPTO_ED25519_SIZE;
    bool done = pair != NULL && EVP_PKEY_get_raw_public_key(pair, key, &size) == 1;

    EVP_PKEY_free(pair);
    return done ? 0 : fail(FAIL_SYSTEM, "Ed25519: OpenSSL refuses: %s", reason());
}

int
crypto_ed25519_sign(const unsigned char seed[CRYPTO_ED25519_SIZE], const void *bytes, size_t length,
                    unsigned char signature[CRYPTO_ED25519_SIGNATURE])
{
    EVP_PKEY *key = ed25519_private(seed);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t size = CRYPTO_ED25519_SIGNATURE;
    bool done = key != NULL && context != NULL &&
                EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestSign(context, signature, &size, bytes, length) == 1;

    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return done ? 0 : fail(FAIL_SYSTEM, "Ed25519: OpenSSL refuses: %s", reason());
}

/* What is no point of the curve is a key that has signed nothing. */
bool
crypto_ed25519_verify(const unsigned char key[CRYPTO_ED25519_SIZE], const void *bytes,
                      size_t length, const unsigned char signature[CRYPTO_ED25519_SIGNATURE])
{
    EVP_PKEY *public =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, CRYPTO_ED25519_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = public != NULL && context != NULL &&
                EVP_DigestVerifyInit(context, NULL, NULL, NULL, public) == 1 &&
                EVP_DigestVerify(context, signature, CRYPTO_ED25519_SIGNATURE, bytes, length) == 1;

    EVP_MD_CTX_free(context);
    EVP_PKEY_free(public);
    ERR_clear_error();
    return good;
}
