/*
 * facts.h - what events tell, kept in the table `state`
 *
 * Newest wins by the sender's clock, which is a row's updated_ms; of two that are equally new, the
 * later arrival.  What is gone leaves a tombstone, FACT_GONE, so that an older event that comes late
 * can't bring it back; state.h reads it as absence.
 */
#ifndef HOOKLET_STORE_FACTS_H
#define HOOKLET_STORE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port/db.h"
#include "store/planned.h"
#include "store/store.h"

#define FACT_GONE "null"

/*
 * Inside a commit_work: remembers the facts of an accepted plan; of any other none.  `again`: they
 * were told before (a redelivery, a replay), so what is equally new stays.  news: how many rows it
 * made or changed.
 */
int facts_remember(struct db *db, const struct plan *plan, bool again, size_t *news)
    __attribute__((warn_unused_result));
/* Drops tombstones older than that; 0: none. */
int facts_prune(struct store *store, int64_t before_ms) __attribute__((warn_unused_result));

#endif
