/*
 * maintain.h - keeping the database healthy: retention, backup, readiness
 */
#ifndef HOOKLET_STORE_MAINTAIN_H
#define HOOKLET_STORE_MAINTAIN_H

#include <stdint.h>

#include "store/store.h"

/*
 * Kinds of state that hooklet github recover keeps: how far it has looked, by hook; what it asked
 * GitHub for, by delivery.  GitHub forgets deliveries after three days, and so do we after four.
 */
#define STATE_RECOVER "recover"
#define STATE_REDELIVERY "redelivery"
/* What GitHub told us, kept for as long: answers with their ETags, installations' tokens. */
#define STATE_ANSWER "github_answer"
#define STATE_TOKEN "github_token"
/* What is called what in Asana, which is good for an hour. */
#define STATE_ASANA_NAME "asana_name"

/* Times in Unix milliseconds; 0: keep all. */
struct retention {
    int64_t bodies_before_ms;   /* bodies of events received before are dropped; rows stay */
    int64_t attempts_before_ms; /* attempts and outputs that ended before */
    int64_t events_before_ms;   /* whole events whose jobs are all over, and those jobs; and
                                   deployments, but for each environment's current and previous;
                                   and what facts.h keeps of things that are gone */
    int64_t recovery_before_ms; /* what is known of deliveries that were missed, and what GitHub
                                   and Asana told us */
};

/* What the configuration keeps, as of now. */
struct retention retention_of(const struct settings *settings, int64_t now_ms);

struct pruned {
    int64_t bodies, attempts, events, deployments, messages;
};

/*
 * Deletes in transactions of about 500 rows, so that accepting goes on between them; never what a
 * job on its way still needs, nor anything of a job that is `unknown`.
 */
int maintain_prune(struct store *store, const struct retention *retention, struct pruned *pruned)
    __attribute__((warn_unused_result));
/* A checked, synced copy in a new file of mode 0600.  errors  FAIL_CONFLICT it is there already */
int maintain_backup(struct store *store, const char *path) __attribute__((warn_unused_result));
/*
 * A real write transaction that is rolled back, begun within 500 ms; a free disk of 64 MiB; the
 * right schema.  errors  FAIL_BUSY · FAIL_STORE with the reason
 */
int maintain_ready(struct store *store) __attribute__((warn_unused_result));

#endif
