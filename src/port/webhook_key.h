/*
 * webhook_key.h - secrets of Standard Webhooks: which texts are such, and the key in them
 *
 * "whsec_" and the base64 of 24 to 64 bytes (v1); "whsk_" and the base64 of an Ed25519 seed, alone
 * (32 bytes) or with its public key behind it (64 bytes); "whpk_" and the 32 bytes of a public key,
 * which verifies and can't sign.  What is wrong is told behind the secret's name, and never has its
 * text in it.
 *
 * memory  whoever reads a key wipes it
 * source  standardwebhooks.com, the specification 1.0.0
 */
#ifndef HOOKLET_PORT_WEBHOOK_KEY_H
#define HOOKLET_PORT_WEBHOOK_KEY_H

#include <stddef.h>

enum webhook_kind {
    WEBHOOK_V1,    /* HMAC-SHA256; sender and receiver know the same secret */
    WEBHOOK_V1A,   /* Ed25519; the receiver knows the public key alone */
    WEBHOOK_PUBLIC /* what verifies v1a */
};

#define WEBHOOK_KEY_MOST 64   /* bytes */
#define WEBHOOK_KEY_DIGITS 88 /* of base64, of so many bytes */

struct webhook_key {
    enum webhook_kind kind;
    unsigned char bytes[WEBHOOK_KEY_MOST + 2]; /* and two that the padding makes room for */
    size_t length;
};

const char *webhook_key_prefix(enum webhook_kind kind); /* "whsec_" */
/* Reads it, or says what is wrong: "begins with neither ..". */
const char *webhook_key_read(const char *text, struct webhook_key *key);
/* The same for who verifies what others sign. */
const char *webhook_key_verifies(const char *text, struct webhook_key *key);

/* What is wrong with such a text, or NULL; then kind is written. */
const char *webhook_secret_trouble(const char *text, enum webhook_kind *kind);
/* The same for who verifies. */
const char *webhook_secret_verifies(const char *text);

#endif
