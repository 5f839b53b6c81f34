/*
 * source_seal.h - how a sender of a section source signs: what it writes, and over what
 *
 * Pure.  A header has one signature behind a prefix, or several of them as items, separated by
 * commas ("t=1700000000,v1=ab..,v1=cd.."); what is signed is built of the body, the timestamp and
 * the id as they came.  A token is no signature: whoever knows it is let in.  Hex digits may be of
 * either case; base64 is padded.  standard-webhooks is what standard_webhooks.h says; where its
 * headers aren't there, svix-* are as good.
 *
 * errors  FAIL_SIGNATURE a header is missing, or not of its form; FAIL_SYSTEM
 * memory  the request's pool
 * source  the docs on verifying webhooks of Stripe, GitLab, Gitea and Shopify
 */
#ifndef HOOKLET_WIRE_SOURCE_SEAL_H
#define HOOKLET_WIRE_SOURCE_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "port/cgi.h"
#include "port/inbound.h"

struct source_seal {
    const char *timestamp;  /* digits, as they came; NULL: the source has none */
    int64_t timestamp_ms;   /* Unix; 0: none */
    const char *id;         /* of a header, as it came; NULL: not there, or not in a header */
    struct strings claims;  /* signatures, or the token, without prefix; one at least */
    const char *signatures; /* standard-webhooks: the whole header, instead of claims */
};

/* Timestamps are Unix seconds, or milliseconds where they have 12 digits or more. */
int source_seal_read(const struct request *req, const struct inbound *inbound,
                     struct source_seal *seal) __attribute__((warn_unused_result));

/*
 * matches: of each secret of the source, whether it has made one of the signatures of this body, or
 * is the token.  All are tried, in a time that does not tell which one it was.
 */
int source_seal_try(const struct request *req, const struct inbound *inbound,
                    const struct source_seal *seal, bool *matches)
    __attribute__((warn_unused_result));

#endif
