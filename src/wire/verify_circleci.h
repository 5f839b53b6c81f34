/*
 * verify_circleci.h - is this request from CircleCI?
 *
 * A webhook of v2 is signed: circleci-signature is a list of VERSION=SIGNATURE, of which the newest
 * version that we know counts and no other: v1, the HMAC-SHA256 of the body in lower-case hex.
 * The old notify of v1.1 is not signed at all: it is let in by the token that its address ends
 * with.  What that says is a hint, see circleci_event.h.
 *
 * in      struct request: headers and raw body, exactly as received
 * out     struct delivery: trusted; source "circleci".  A webhook: kind and id are the signed body's
 *         own type and id, and the hash of the body where it has none; the notify: kind "notify",
 *         secret "notify", id the hash of the body
 * errors  FAIL_SIGNATURE missing or wrong signature and no token, wrong token, no secret: the
 *                        answer is the same for all; the log line tells which, and no token
 *         FAIL_MALFORMED true, but not JSON
 * memory  all of a delivery lives in request->pool, or is borrowed from the request
 * source  CircleCI docs, "Outbound webhooks": validate
 */
#ifndef HOOKLET_WIRE_VERIFY_CIRCLECI_H
#define HOOKLET_WIRE_VERIFY_CIRCLECI_H

#include "port/cgi.h"
#include "port/settings.h"
#include "store/types.h"

#define CIRCLECI_SIGNATURE "circleci-signature"

int verify_circleci(const struct request *req, const struct settings *settings,
                    struct delivery *delivery) __attribute__((warn_unused_result));

/* Signs a body as CircleCI would: "v1=" and 64 hex digits.  For hooklet deliver and tests. */
int sign_circleci(struct pool *pool, const struct secret *secret, const void *body, size_t length,
                  const char **signature) __attribute__((warn_unused_result));

#endif
