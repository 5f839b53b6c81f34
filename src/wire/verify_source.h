/*
 * verify_source.h - is this request from a sender of the configuration, section source?
 *
 * Which one its address says, /hooks/in/NAME; it is let in if its signature or token is that
 * section's.
 *
 * in      struct request: headers and raw body, exactly as received
 * out     struct delivery: trusted; its source is NAME, kind and id are where the section says.  An
 *         id with odd characters counts by its hash; without one it is the hash of timestamp and
 *         body
 * errors  FAIL_SIGNATURE no such source, missing or wrong signature or token, no secret, or one that
 *                        is not good for the body's repository: the answer is the same for all, the
 *                        log line tells which
 *         FAIL_STALE     signed, but further from now than the source's tolerance
 *         FAIL_CONFIG    one of its secrets is none of its scheme
 *         FAIL_MALFORMED signed, but there is no event or id where the section says, or the form
 *                        has no payload field
 * memory  all of a delivery lives in request->pool, or is borrowed from the request
 */
#ifndef HOOKLET_WIRE_VERIFY_SOURCE_H
#define HOOKLET_WIRE_VERIFY_SOURCE_H

#include "port/cgi.h"
#include "port/settings.h"
#include "store/types.h"

#define SOURCE_BODY_MOST 1048576 /* bytes, for what is no source of ours: what most of them take */

/* NULL: hooklet.conf has no source of the name in this address. */
const struct inbound *source_of(const struct request *req, const struct settings *settings);
int verify_source(const struct request *req, const struct settings *settings,
                  struct delivery *delivery) __attribute__((warn_unused_result));

/* Sets the document of a delivery that has a body: the body itself, or a form's field payload. */
int source_document(struct pool *pool, const struct inbound *inbound, struct delivery *delivery)
    __attribute__((warn_unused_result));

#endif
