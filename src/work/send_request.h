/*
 * send_request.h - the headers of one attempt, signed, and what the ledger keeps of it
 *
 * Pure but for the signatures.  webhook-id, webhook-timestamp, webhook-signature (all secrets of the
 * target that are live now), X-Hub-Signature-256 where the target asks for it, Content-Type,
 * User-Agent, then the target's own headers, which may replace these last two, then those that came
 * with the message, which replace nothing.
 * errors  FAIL_FIELD headers of the target that are none · FAIL_CONFIG its secrets: none is live,
 *         or no such text · FAIL_SYSTEM
 * memory  the pool's; borrows url, body and id
 * source  Standard Webhooks; GitHub docs, "Validating webhook deliveries"
 */
#ifndef HOOKLET_WORK_SEND_REQUEST_H
#define HOOKLET_WORK_SEND_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#include "port/http.h"
#include "port/json.h"
#include "store/target.h"
#include "work/hook_message.h"
#include "work/send_body.h"

/* What is to be sent. */
struct send_letter {
    const struct target *target;
    const struct hook_message *message;
    const struct send_body *body;
    const char *user_agent; /* outgoing.user_agent */
    int64_t now_ms;         /* Unix; becomes the timestamp, in seconds */
};

struct send_request {
    const struct http_header *headers;
    size_t header_count;
    const char *record; /* {"url","headers":{..},"body_sha","body_length"}, secrets masked */
};

/* Headers for the ledger, an object; values that look like secrets are masked.  Of several with one
 * name the last one stays. */
struct json *send_headers_told(const struct http_header *headers, size_t count);
/* What was sent, for the ledger: the record above. */
const char *send_request_told(struct pool *pool, const char *url, const struct http_header *headers,
                              size_t count, const struct send_body *body);
int send_request(struct pool *pool, const struct send_letter *letter, struct send_request *request)
    __attribute__((warn_unused_result));

#endif
