/*
 * github_token.h - the token that a call as an installation carries
 *
 * Installation tokens are kept in the store (state "github_token"), for all processes and threads,
 * and renewed five minutes before they end; however many want one, one asks.  Tokens have no fixed
 * length.
 * errors  FAIL_CONFIG no App and no token, or its key can't be read · FAIL_REFUSED the App is not
 *         installed there (any more), or suspended, or GitHub does not know it: a wrong clock is
 *         named · FAIL_BUSY a rate limit · those of http and store
 */
#ifndef HOOKLET_WIRE_GITHUB_TOKEN_H
#define HOOKLET_WIRE_GITHUB_TOKEN_H

#include "wire/github.h"

/* "Bearer TOKEN" for the installation of `github`, or its personal token. */
int github_authorization(struct github *github, const char **authorization)
    __attribute__((warn_unused_result));
/* "Bearer JWT" for the App itself. */
int github_app_authorization(struct github *github, const char **authorization)
    __attribute__((warn_unused_result));
/* GitHub doesn't take this one any more; whoever comes next asks for another. */
int github_authorization_refused(struct github *github, const char *authorization)
    __attribute__((warn_unused_result));

#endif
