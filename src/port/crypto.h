/*
 * crypto.h - digests, MACs, random bytes, signatures (OpenSSL 3)
 *
 * errors  FAIL_SYSTEM when OpenSSL refuses, which only a broken installation explains
 */
#ifndef HOOKLET_PORT_CRYPTO_H
#define HOOKLET_PORT_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

#define CRYPTO_SHA256_SIZE 32 /* bytes */
#define CRYPTO_SHA1_SIZE 20   /* bytes */
#define CRYPTO_SHA512_SIZE 64 /* bytes */

/*
 * For a process that signs or checks a few things and ends: halves the time of OpenSSL's start,
 * which is spent on names of ciphers and texts of errors that nobody will ask for.  Its
 * configuration file is heeded all the same.  To be called before all others, or not at all.
 */
void crypto_start_small(void);

int crypto_sha256(const void *bytes, size_t length, unsigned char digest[CRYPTO_SHA256_SIZE])
    __attribute__((warn_unused_result));
/* The same in 64 lower-case hex digits. */
int crypto_sha256_hex(struct pool *pool, const void *bytes, size_t length, const char **digits)
    __attribute__((warn_unused_result));
int crypto_hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length,
                       unsigned char mac[CRYPTO_SHA256_SIZE]) __attribute__((warn_unused_result));
int crypto_hmac_sha1(const void *key, size_t key_length, const void *bytes, size_t length,
                     unsigned char mac[CRYPTO_SHA1_SIZE]) __attribute__((warn_unused_result));
int crypto_hmac_sha512(const void *key, size_t key_length, const void *bytes, size_t length,
                       unsigned char mac[CRYPTO_SHA512_SIZE]) __attribute__((warn_unused_result));
/* Compares `size` bytes in a time that does not depend on them. */
bool crypto_equal(const void *a, const void *b, size_t size);
int crypto_random(void *bytes, size_t size) __attribute__((warn_unused_result));
/* Overwrites a secret so that the compiler can't leave it out. */
void crypto_wipe(void *bytes, size_t size);

/*
 * RSASSA-PKCS1-v1_5 with SHA-256 of `text`, as base64url.  The key is a PEM, PKCS#1 or PKCS#8,
 * without a passphrase, of 2048 bits at least.
 * errors  FAIL_CONFIG it is no such key
 * source  RFC 7518, section 3.3
 */
int crypto_rs256(struct pool *pool, const char *pem, size_t pem_length, const char *text,
                 char **signature) __attribute__((warn_unused_result));
/* What is wrong with a PEM as a key for crypto_rs256(), or NULL. */
const char *crypto_key_trouble(const char *pem, size_t length);

#define CRYPTO_ED25519_SIZE 32      /* bytes of a seed (the private key), and of a public key */
#define CRYPTO_ED25519_SIGNATURE 64 /* bytes */

/* Ed25519.  source  RFC 8032 */
int crypto_ed25519_public(const unsigned char seed[CRYPTO_ED25519_SIZE],
                          unsigned char key[CRYPTO_ED25519_SIZE])
    __attribute__((warn_unused_result));
int crypto_ed25519_sign(const unsigned char seed[CRYPTO_ED25519_SIZE], const void *bytes,
                        size_t length, unsigned char signature[CRYPTO_ED25519_SIGNATURE])
    __attribute__((warn_unused_result));
/* Has the owner of this public key signed these bytes? */
bool crypto_ed25519_verify(const unsigned char key[CRYPTO_ED25519_SIZE], const void *bytes,
                           size_t length, const unsigned char signature[CRYPTO_ED25519_SIGNATURE]);

#endif
