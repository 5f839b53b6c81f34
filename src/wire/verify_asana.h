/*
 * verify_asana.h - is this request from Asana?
 *
 * The hook is told by the token that its address ends with, what it signs by X-Hook-Signature: the
 * HMAC-SHA256 of the body in lower-case hex, whose key is the hook's secret as text.
 *
 * in      struct request: headers and raw body, exactly as received
 * out     struct delivery: trusted; source "asana", kind "task", secret "asana:PROJECT"; Asana
 *         gives deliveries no id, so it is the hash of the body
 * errors  FAIL_SIGNATURE  no hook has that token, it has no secret yet, the signature is missing or
 *                         wrong: the answer is the same for all, and takes as long; the log line
 *                         tells which
 *         those of the store
 * memory  all of a delivery lives in request->pool, or is borrowed from the request
 * source  Asana docs, "Webhooks guide": security
 */
#ifndef HOOKLET_WIRE_VERIFY_ASANA_H
#define HOOKLET_WIRE_VERIFY_ASANA_H

#include "port/cgi.h"
#include "store/asana_hooks.h"
#include "store/types.h"

#define ASANA_HOOK_SECRET "X-Hook-Secret" /* of a handshake, and of its answer */
#define ASANA_HOOK_SIGNATURE "X-Hook-Signature"
#define ASANA_SECRET_PREFIX "asana:" /* of delivery.secret */

int verify_asana(const struct request *req, struct store *store, struct delivery *delivery)
    __attribute__((warn_unused_result));

#endif
