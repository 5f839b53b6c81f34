/*
 * github_jwt.h - how an App says who it is: a JSON Web Token, signed with its private key
 */
#ifndef HOOKLET_WIRE_GITHUB_JWT_H
#define HOOKLET_WIRE_GITHUB_JWT_H

#include <stdint.h>

#include "port/github_api.h"

/*
 * Good from a minute ago (clocks differ) until in 9 minutes (GitHub takes 10 at most).
 * errors  FAIL_CONFIG the key can't be read, or is none
 * source  GitHub docs, "Generating a JSON Web Token (JWT) for a GitHub App"
 */
int github_jwt(struct pool *pool, const struct github_api *api, int64_t now_ms, const char **token)
    __attribute__((warn_unused_result));

#endif
