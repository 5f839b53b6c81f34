/*
 * types.h - the plain values that flow from request to outcome
 *
 *     delivery -> event -> plan -> [ job ] -> outcome
 *
 * memory  strings are borrowed and live as long as the pool that the value was made with
 */
#ifndef HOOKLET_STORE_TYPES_H
#define HOOKLET_STORE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "port/crypto.h"
#include "port/settings.h"
#include "store/job.h"
#include "store/outcome.h"
#include "store/planned.h"
#include "store/receipt.h"

/*
 * Trusted input.  Made by verify_*() for what senders post, by delivery_from_api() for what we ask
 * them about, and by delivery_own() for our own commands and timers.
 */
struct delivery {
    const char *source;  /* "github", "asana", "hooklet" */
    const char *id;      /* the sender's id, unique within the source */
    const char *kind;    /* event name: "push" */
    const char *secret;  /* name of the secret that verified it; "" for our own */
    const char *headers; /* the headers worth keeping, a JSON object */
    const char *body;    /* as received, what was signed */
    size_t length;
    const char *document; /* the JSON in it: the body itself, or a form's payload field */
    size_t document_length;
    unsigned char body_sha[CRYPTO_SHA256_SIZE];
    int64_t received_ms;
    int64_t parent;    /* event that this one replays, or 0 */
    bool replay_guard; /* the id is unsigned: a body that came under another never acts */
    bool rearm;        /* a redelivery starts dead jobs again (GitHub's Redeliver) */
};

const char *job_state_name(enum job_state state); /* "waiting" ... */
/* For the ledger: "accepted", "ignored", "suspect", "unreadable" ("duplicate" makes no event). */
const char *accept_status_name(enum accept_status status);
/* For the sender: the same, but a suspect is told no more than "ignored". */
const char *accept_answer(enum accept_status status);
/* "done", "failed", "hopeless", "postponed", "interrupted" */
const char *outcome_name(enum outcome_end end);

/*
 * Completes a delivery of our own (source "hooklet", or a replay of `source`), for commands and
 * timers, from its source, id, kind, body (JSON, any bytes), length and received_ms, and copies it
 * into the pool; parent stays, there is no replay guard.
 */
int delivery_own(struct pool *pool, struct delivery *delivery) __attribute__((warn_unused_result));

#endif
