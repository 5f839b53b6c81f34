/*
 * delivery_api.h - trusted input out of GitHub's API: what it delivered, but not to us
 *
 * The second constructor beside verify.h.  No signature is looked at: it was GitHub, asked over the
 * API's own connection and credentials, who said what it had sent.  GitHub writes the body anew, so
 * it is not byte for byte what was posted.
 * errors  FAIL_MALFORMED the guid or the event is none
 * memory  borrows the payload; the rest lives in the pool
 */
#ifndef HOOKLET_WIRE_DELIVERY_API_H
#define HOOKLET_WIRE_DELIVERY_API_H

#include "store/types.h"
#include "wire/github_hooks.h"

/* Source "github", secret "api"; the id is the guid, as it would be of what was posted. */
int delivery_from_api(struct pool *pool, const struct github_payload *payload, int64_t received_ms,
                      struct delivery *delivery) __attribute__((warn_unused_result));

#endif
