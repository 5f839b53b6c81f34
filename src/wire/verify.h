/*
 * verify.h - is this request from who it says it is?
 *
 * in      struct request: headers and raw body, exactly as received
 * out     struct delivery: trusted; only these functions, delivery_from_api() and
 *                         delivery_own() make one
 * errors  FAIL_SIGNATURE  missing or wrong signature, no secret configured, or a secret that is not
 *                         good for the body's repository: the answer is the same for all, the log
 *                         line tells which
 *         FAIL_MALFORMED  signed, but the delivery id or event name is missing or odd, or the form
 *                         has no payload field
 *         FAIL_MEDIA      signed, but neither JSON nor a form
 * memory  all of a delivery lives in request->pool, or is borrowed from the request
 * source  GitHub docs, "Validating webhook deliveries"
 */
#ifndef HOOKLET_WIRE_VERIFY_H
#define HOOKLET_WIRE_VERIFY_H

#include "port/cgi.h"
#include "port/settings.h"
#include "store/types.h"

/*
 * X-Hub-Signature-256 over the raw body under any live secret (all are tried, without early exit);
 * X-Hub-Signature (SHA-1) only when settings->github.sha1 is set and the other header is absent.
 * Digits are lower case, as GitHub sends them.
 */
int verify_github(const struct request *req, const struct settings *settings,
                  struct delivery *delivery) __attribute__((warn_unused_result));

/* Signs a body as GitHub would: "sha256=" and 64 hex digits.  For hooklet deliver and tests. */
int sign_github(struct pool *pool, const struct secret *secret, const void *body, size_t length,
                const char **signature) __attribute__((warn_unused_result));

#endif
