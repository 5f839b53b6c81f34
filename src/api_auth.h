/*
 * api_auth.h - who asks the API: Authorization: Bearer TOKEN
 *
 * We keep the SHA-256 of tokens alone, and find them by it: whoever measures how long that takes
 * learns of hashes, whose tokens nobody can compute.  A token that is missing, unknown, expired or
 * revoked is FAIL_SIGNATURE, whose answer is the same for all; the log tells the reason, and neither
 * has the token.
 * source  RFC 6750, section 2.1
 */
#ifndef HOOKLET_API_AUTH_H
#define HOOKLET_API_AUTH_H

#include "port/cgi.h"
#include "store/tokens.h"

int api_auth(const struct request *req, struct store *store, struct api_token *token)
    __attribute__((warn_unused_result));

#endif
