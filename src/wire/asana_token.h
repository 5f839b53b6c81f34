/*
 * asana_token.h - what a call carries, and how an OAuth app gets it
 *
 * An access token lives an hour, and is renewed five minutes before it ends with the refresh token
 * that hooklet asana login left.  Both are kept in the store (state "asana_token", by client_id and
 * login_url), for all processes and threads; however many want a new one, one asks.  A login that
 * Asana has ended is forgotten, and not asked about again.
 * errors  FAIL_CONFIG neither token nor app, or its secret can't be read · FAIL_REFUSED nobody is
 *         logged in (any more), or Asana does not know client_id and secret; the text says what to
 *         do · FAIL_BUSY a rate limit · those of http and store
 * source  Asana docs, "OAuth"; RFC 6749; RFC 7636
 */
#ifndef HOOKLET_WIRE_ASANA_TOKEN_H
#define HOOKLET_WIRE_ASANA_TOKEN_H

#include "wire/asana.h"

/* One try to log in: what the browser is asked for, and what the code is redeemed with. */
struct asana_login {
    const char *url;      /* to be opened in a browser */
    const char *state;    /* comes back beside the code */
    const char *verifier; /* a secret */
};

/* "Bearer TOKEN": the personal one, or the app's. */
int asana_authorization(struct asana *asana, const char **authorization)
    __attribute__((warn_unused_result));
/* Asana doesn't take this one any more; whoever comes next renews it. */
int asana_authorization_refused(struct asana *asana, const char *authorization)
    __attribute__((warn_unused_result));

/* For an app alone. */
int asana_login_begin(struct asana *asana, struct asana_login *login)
    __attribute__((warn_unused_result));
/* Redeems a code, and keeps what it gives.  FAIL_REFUSED also: wrong, used before, too old. */
int asana_login_finish(struct asana *asana, const struct asana_login *login, const char *code)
    __attribute__((warn_unused_result));

#endif
