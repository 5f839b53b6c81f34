/*
 * claim.h - the MAC that a sender claims to have made, whose secret made it, and when
 *
 * Lower-case hex digits behind a prefix, as most senders write it: one spelling only keeps a
 * signature from having thousands.
 * errors  FAIL_SIGNATURE it is none · FAIL_STALE
 */
#ifndef HOOKLET_WIRE_CLAIM_H
#define HOOKLET_WIRE_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* The same where the secret itself came, a token. */
int claim_try_token(const char *token, const struct source_settings *source, bool *matches)
    __attribute__((warn_unused_result));
/* Has one of them? */
bool claim_matched(const struct source_settings *source, const bool *matches);

/* The repository that a body names, or NULL. */
typedef const char *claim_repository(const void *data);

/* Which one of the secrets that have signed is it? */
struct claim_choice {
    struct pool *pool;
    const char *name; /* the sender's, for texts */
    const struct source_settings *source;
    const bool *matches; /* of each of its secrets */
    /* Asked only where a secret has signed that is good for some repositories alone: one that the
     * admins of a repository know must not sign for another one. */
    claim_repository *repository;
    const void *data;
};

int claim_choose(const struct claim_choice *choice, const struct secret **chosen)
    __attribute__((warn_unused_result));

/* FAIL_STALE: what was signed is further from now than most_ms, to either side. */
int claim_clock(int64_t now_ms, int64_t signed_ms, int64_t most_ms)
    __attribute__((warn_unused_result));

#endif
