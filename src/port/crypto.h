/*
 * crypto.h - digests, MACs, random bytes (OpenSSL 3)
 *
 * errors  FAIL_SYSTEM when OpenSSL refuses, which only a broken installation explains
 */
#ifndef HOOKLET_PORT_CRYPTO_H
#define HOOKLET_PORT_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#define CRYPTO_SHA256_SIZE 32 /* bytes */
#define CRYPTO_SHA1_SIZE 20   /* bytes */

int crypto_sha256(const void *bytes, size_t length, unsigned char digest[CRYPTO_SHA256_SIZE])
    __attribute__((warn_unused_result));
int crypto_hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length,
                       unsigned char mac[CRYPTO_SHA256_SIZE]) __attribute__((warn_unused_result));
int crypto_hmac_sha1(const void *key, size_t key_length, const void *bytes, size_t length,
                     unsigned char mac[CRYPTO_SHA1_SIZE]) __attribute__((warn_unused_result));
/* Compares `size` bytes in a time that does not depend on them. */
bool crypto_equal(const void *a, const void *b, size_t size);
int crypto_random(void *bytes, size_t size) __attribute__((warn_unused_result));
/* Overwrites a secret so that the compiler can't leave it out. */
void crypto_wipe(void *bytes, size_t size);

#endif
