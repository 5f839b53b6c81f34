/*
 * receipt.h - what became of a delivery (part of types.h)
 */
#ifndef HOOKLET_STORE_RECEIPT_H
#define HOOKLET_STORE_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/job.h"

enum accept_status {
    ACCEPT_ACCEPTED,
    ACCEPT_IGNORED,
    ACCEPT_DUPLICATE,
    ACCEPT_SUSPECT,
    ACCEPT_UNREADABLE
};

struct accepted_job {
    int64_t id;
    const char *kind;
    const char *rule;
    enum job_state state;
};

/* What became of a delivery, for the answer. */
struct receipt {
    enum accept_status status;
    int64_t event;             /* its id */
    const char *reason;        /* or NULL */
    bool other;                /* duplicate: what is stored has another body, or kind */
    struct accepted_job *jobs; /* made or re-armed by this delivery */
    size_t job_count;
    const char *reply;      /* of the plan, when its change had run; NULL: the usual answer */
    const char *reply_type; /* NULL: application/json */
};

#endif
