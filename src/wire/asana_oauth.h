/*
 * asana_oauth.h - Asana's OAuth endpoints; for asana_token.c alone
 *
 * errors  FAIL_CONFIG no app, or its secret can't be read · FAIL_REFUSED Asana says no, and why ·
 *         FAIL_BUSY a rate limit · FAIL_FIELD an answer without tokens · those of asana_call()
 * memory  the client's pool
 * source  Asana docs, "OAuth"; RFC 6749, sections 4.1, 5.2 and 6; RFC 7636
 */
#ifndef HOOKLET_WIRE_ASANA_OAUTH_H
#define HOOKLET_WIRE_ASANA_OAUTH_H

#include <stdint.h>

#include "wire/asana.h"

/* What Asana has given. */
struct asana_grant {
    const char *access;
    int64_t expires_ms;  /* of the access token */
    const char *refresh; /* NULL: the old one stays */
};

/* Where a browser is sent to ask somebody, and to come back with a code.  errors  FAIL_CONFIG */
int asana_oauth_url(struct asana *asana, const char *state, const char *verifier, const char **url)
    __attribute__((warn_unused_result));
/* The S256 challenge of a verifier.  errors  FAIL_SYSTEM  source  RFC 7636, section 4.2 */
int asana_oauth_challenge(struct pool *pool, const char *verifier, const char **challenge)
    __attribute__((warn_unused_result));
/* FAIL_REFUSED also for a code that is wrong, used before, or too old. */
int asana_oauth_redeem(struct asana *asana, const char *code, const char *verifier,
                       struct asana_grant *grant) __attribute__((warn_unused_result));
/* ended: why Asana does not take this refresh token any more, which is FAIL_REFUSED, not logged. */
int asana_oauth_refresh(struct asana *asana, const char *refresh, struct asana_grant *grant,
                        const char **ended) __attribute__((warn_unused_result));

#endif
