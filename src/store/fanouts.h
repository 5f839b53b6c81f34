/*
 * fanouts.h - messages to many: jobs of kind fanout, of which deliveries are made
 *
 * The fanout job of step 0 is the message.  Its args are a JSON object with "id" (of the message,
 * for whoever gets it), "event", "owner", and what else it needs.  Its deliveries have its event and
 * rule, and a target's id as their step, so that to make them twice makes them once.
 *
 * memory  results live in the pool.  errors  FAIL_NOT_FOUND (not logged) · FAIL_BUSY, FAIL_STORE
 */
#ifndef HOOKLET_STORE_FANOUTS_H
#define HOOKLET_STORE_FANOUTS_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* The args of a message, which its deliveries have not. */
int message_of(struct store *store, int64_t event, const char *rule, struct pool *pool, char **args)
    __attribute__((warn_unused_result));

struct message_row {
    int64_t job, event;
    const char *rule, *args;
    int64_t created_ms;
};

struct message_rows {
    struct message_row *rows;
    size_t count;
};

/* Messages made at or after since_ms, with job ids above `after`, oldest first, at most `most`. */
int messages_since(struct store *store, int64_t since_ms, int64_t after, int most,
                   struct pool *pool, struct message_rows *messages)
    __attribute__((warn_unused_result));

#endif
