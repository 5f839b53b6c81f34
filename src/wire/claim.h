/*
 * claim.h - the MAC that a sender claims to have made, out of its header
 *
 * Lower-case hex digits behind a prefix, as all senders write it: one spelling only keeps a
 * signature from having thousands.
 * errors  FAIL_SIGNATURE it is none
 */
#ifndef HOOKLET_WIRE_CLAIM_H
#define HOOKLET_WIRE_CLAIM_H

#include <stdbool.h>
#include <stddef.h>

#include "port/source.h"

/* text: the value of `header`, without NULL; prefix: "sha256=", or "". */
int claim_read(const char *header, const char *text, const char *prefix, unsigned char *claim,
               size_t size) __attribute__((warn_unused_result));

/* Signs a text as senders do, for those who play one: prefix and the hex digits of HMAC-SHA256. */
int claim_sign(struct pool *pool, const char *prefix, const struct secret *secret, const void *text,
               size_t length, const char **signature) __attribute__((warn_unused_result));

/* As crypto.h has them. */
typedef int claim_mac(const void *key, size_t key_length, const void *bytes, size_t length,
                      unsigned char *mac);

/* What is claimed to be signed. */
struct claim {
    claim_mac *mac;
    size_t size;                /* bytes of the MAC, CRYPTO_SHA256_SIZE at most */
    const unsigned char *bytes; /* the MAC that came */
    const char *text;
    size_t length; /* bytes of text */
};

/*
 * matches: of each secret, whether it has signed the text.  All are tried, matched or not, so that
 * the time tells nothing about which one it was.  errors  those of `mac`
 */
int claim_try(const struct claim *claim, const struct source_settings *source, bool *matches)
    __attribute__((warn_unused_result));

#endif
