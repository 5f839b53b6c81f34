/*
 * source_sign.h - what a sender of a section source signs, and how it writes that
 *
 * Pure.
 * errors  FAIL_CONFIG a secret that can't sign (standard-webhooks: a public key) · FAIL_SYSTEM
 * memory  the pool's
 */
#ifndef HOOKLET_WIRE_SOURCE_SIGN_H
#define HOOKLET_WIRE_SOURCE_SIGN_H

#include <stddef.h>

#include "port/crypto.h"
#include "port/inbound.h"

#define SOURCE_MAC_MOST CRYPTO_SHA512_SIZE

/* A body, and what is signed with it: timestamp and id are NULL where the source has none. */
struct source_signed {
    const char *timestamp;
    const char *id;
    const char *body;
    size_t length;
};

/* The form of what is signed, filled in. */
struct source_bytes {
    char *at;
    size_t length;
};

struct source_bytes source_bytes(struct pool *pool, const struct inbound *inbound,
                                 const struct source_signed *text);
size_t source_mac_size(const struct inbound *inbound); /* bytes, by its algorithm */
int source_mac(const struct inbound *inbound, const struct secret *secret,
               const struct source_bytes *bytes, unsigned char mac[SOURCE_MAC_MOST])
    __attribute__((warn_unused_result));

/* The value of inbound->header as the sender would write it.  For hooklet deliver and tests. */
int source_sign(struct pool *pool, const struct inbound *inbound, const struct secret *secret,
                const struct source_signed *text, const char **value)
    __attribute__((warn_unused_result));

/* The headers that have the id and the timestamp; NULL: none has. */
const char *source_id_header(const struct inbound *inbound);
const char *source_timestamp_header(const struct inbound *inbound);

#endif
