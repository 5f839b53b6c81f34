/*
 * standard_webhooks.h - messages that are signed as Standard Webhooks has it
 *
 * What is signed is "ID.TIMESTAMP.BODY", by HMAC-SHA256 (v1) or Ed25519 (v1a).  A secret is text
 * (port/webhook_key.h).
 *
 * errors  FAIL_CONFIG  it is no such secret; its text is in no message
 *         FAIL_SYSTEM  OpenSSL refuses
 * memory  what is made lives in the pool; secrets in binary are wiped before a function returns
 * source  standardwebhooks.com, the specification 1.0.0
 */
#ifndef HOOKLET_WIRE_STANDARD_WEBHOOKS_H
#define HOOKLET_WIRE_STANDARD_WEBHOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "port/source.h"
#include "port/webhook_key.h"

#define WEBHOOK_ID "webhook-id"
#define WEBHOOK_TIMESTAMP "webhook-timestamp"
#define WEBHOOK_SIGNATURE "webhook-signature"

struct webhook_secret {
    const char *text;
    int64_t until_ms; /* signs no more from then on, the overlap of a rotation; 0: it has no end */
};

struct webhook_message {
    const char *id;      /* no dot in it; the same in all attempts */
    int64_t timestamp_s; /* of this attempt, Unix, seconds */
    const void *body;
    size_t length; /* bytes of body */
};

/* A new one from random bytes, for WEBHOOK_V1 (32 bytes) or WEBHOOK_V1A (64). */
int webhook_secret_new(struct pool *pool, enum webhook_kind kind, const char **text)
    __attribute__((warn_unused_result));
/* The "whpk_.." that belongs to a "whsk_..". */
int webhook_public_key(struct pool *pool, const char *secret, const char **key)
    __attribute__((warn_unused_result));

/*
 * The value of webhook-signature, "v1,.. v1a,..": one signature by each secret that is live at the
 * message's timestamp, in their order.  FAIL_CONFIG, too, when none is live.
 */
int webhook_sign(struct pool *pool, const struct webhook_secret *secrets, size_t count,
                 const struct webhook_message *message, const char **header)
    __attribute__((warn_unused_result));

/*
 * matches: of each of a sender's secrets ("whsec_.." or "whpk_.."), whether it has made one of the
 * signatures in such a header.  All are tried, in a time that does not tell which one it was.
 * FAIL_CONFIG when one of them is no such secret.
 */
int webhook_try(struct pool *pool, const struct webhook_message *message, const char *header,
                const struct source_settings *source, bool *matches)
    __attribute__((warn_unused_result));

/* New ids, "msg_" and 26 letters and digits: the time first, so that they sort by it. */
int webhook_message_id(struct pool *pool, int64_t now_ms, const char **id)
    __attribute__((warn_unused_result));
/* The id of a message that comes of an event by a rule: "msg_" and 32 hex digits, always the same
 * for the same three. */
int webhook_message_id_of(struct pool *pool, const char *source, const char *delivery,
                          const char *rule, const char **id) __attribute__((warn_unused_result));

#endif
