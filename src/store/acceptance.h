/*
 * acceptance.h - one delivery on its way into the store: shared by accept.c and redelivery.c
 */
#ifndef HOOKLET_STORE_ACCEPTANCE_H
#define HOOKLET_STORE_ACCEPTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port/db.h"
#include "store/sorted.h"
#include "store/types.h"

struct acceptance {
    const struct delivery *delivery;
    const struct plan *asked; /* the plan as it came */
    const struct plan *plan;  /* the same, or what its change has made of it */
    struct pool *pool;
    const void *packed; /* the body, compressed */
    size_t packed_length;
    struct delivery_key key; /* of the delivery's id */
    int64_t body_key;
    struct receipt *receipt; /* out */
    size_t room;             /* for jobs in it */
    bool runs;       /* out: a job was made, or starts again, that may run; a fact is new; or the
                                    plan's change wrote something */
    const char *why; /* out: why some other one was not */
};

/* Runs the change of the plan as it came; what that makes of it is the plan from then on. */
int acceptance_change(struct db *db, struct acceptance *acceptance)
    __attribute__((warn_unused_result));
/*
 * Makes a job of the event as planned, unless newest-wins says no: then it is a note (the same
 * work), or a superseded job (older), and `why` tells.
 */
int acceptance_add_job(struct db *db, struct acceptance *acceptance,
                       const struct planned_job *planned) __attribute__((warn_unused_result));
/* Remembers what the plan tells; when all of that is old, `why` says so. */
int acceptance_add_facts(struct db *db, struct acceptance *acceptance, bool again)
    __attribute__((warn_unused_result));
/* A line of the receipt. */
void acceptance_list_job(struct acceptance *acceptance, const struct planned_job *planned,
                         int64_t id, enum job_state state);
/* The rules that do not act, with reasons. */
int acceptance_add_notes(struct db *db, const struct acceptance *acceptance)
    __attribute__((warn_unused_result));
int acceptance_set_status(struct db *db, int64_t event, const char *status, const char *reason)
    __attribute__((warn_unused_result));

/* The delivery is stored already: adds what is missing, starts dead jobs again, says so. */
int redelivery_accept(struct db *db, struct acceptance *acceptance)
    __attribute__((warn_unused_result));

#endif
