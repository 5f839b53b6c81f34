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
#include "store/receipt.h"

/*
 * Trusted input.  Made by verify_*() for what senders post, and by delivery_own() for our own
 * commands and timers.
 */
struct delivery {
    const char *source;  /* "github", "hooklet" */
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

struct ignored_rule {
    const char *rule;
    const char *reason;
};

enum plan_status { PLAN_ACCEPTED, PLAN_IGNORED, PLAN_UNREADABLE };

/* What an event asks for, decided without store, network or clock. */
struct plan {
    enum plan_status status;
    const char *reason;     /* why nothing is done, or NULL */
    const char *action;     /* of the event, or NULL */
    const char *repository; /* OWNER/NAME, or NULL */
    const char *subject;    /* commit that the event is about, or NULL */
    struct planned_job *jobs;
    size_t job_count;
    struct ignored_rule *ignored; /* rules of this repository that do not act, with reasons */
    size_t ignored_count;
    int64_t pushed_s; /* what the body's key in the ledger begins with, see sorted.h; or 0 */
    int64_t hook;     /* of a ping: id of the hook that asks; else 0 */
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

/* Adds to a plan; memory from the pool. */
struct planned_job *plan_add_job(struct plan *plan, struct pool *pool);
void plan_add_ignored(struct plan *plan, struct pool *pool, const char *rule, const char *reason);

#endif
