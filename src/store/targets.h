/*
 * targets.h - the table `target`: who gets which messages, and how they fare
 *
 * What people set is written as a whole row, by version; how a target fares (failures, since when)
 * is counted beside that and leaves the version alone.  When one is disabled or deleted, what is
 * under way to it goes on, and what waits, or is ready, becomes `dead`, a few hundred jobs in a
 * transaction.  Functions with _by run inside a commit_work, or on a reading connection.
 *
 * errors  FAIL_NOT_FOUND (not logged) · FAIL_BUSY, FAIL_STORE
 * memory  texts live in the pool
 */
#ifndef HOOKLET_STORE_TARGETS_H
#define HOOKLET_STORE_TARGETS_H

#include "store/store.h"
#include "store/target.h"

/* NULL, 0: any. */
struct target_filter {
    const char *owner;
    const char *event; /* a name that its pattern matches */
    const char *state; /* by its name */
    int64_t after;     /* ids above this */
    int64_t most;      /* rows; 0: all */
};

/* Who gets a message? */
struct target_wanted {
    const char *owner, *event;
    const char *identifier; /* "" or NULL: whatever it is */
    int64_t after;          /* ids above this */
    int64_t most;           /* rows */
};

/* By id. */
int targets_list(struct store *store, const struct target_filter *filter, struct pool *pool,
                 struct targets *targets) __attribute__((warn_unused_result));
int target_find(struct store *store, int64_t id, struct pool *pool, struct target *target)
    __attribute__((warn_unused_result));
int target_find_by(struct db *db, int64_t id, struct pool *pool, struct target *target)
    __attribute__((warn_unused_result));
/* The enabled ones that want it, by id. */
int targets_matching(struct store *store, const struct target_wanted *wanted, struct pool *pool,
                     struct targets *targets) __attribute__((warn_unused_result));
/* How many those are, however many; after and most don't count. */
int targets_count(struct store *store, const struct target_wanted *wanted, int64_t *count)
    __attribute__((warn_unused_result));

/*
 * Adds it; its id, version and times are set then.
 * errors  FAIL_CONFLICT (logged) its owner has one of this event and identifier
 */
int target_add(struct store *store, struct target *target, int64_t now_ms)
    __attribute__((warn_unused_result));
/*
 * Writes all that people set over the row, if that still has this version; then version and
 * updated_ms are those of the row.  Enabled again, or with another URL: its failures are forgotten
 * and its lane wakes up.  Disabled: what waits for it becomes dead.
 * errors  FAIL_CONFLICT (logged) the version is another one, or another target is in the way
 */
int target_change(struct store *store, struct target *target, int64_t now_ms)
    __attribute__((warn_unused_result));
/* Forgets the failures of one that is enabled, and wakes up its lane, beside all versions. */
int target_begin_anew(struct store *store, const struct target *target)
    __attribute__((warn_unused_result));
/* moved: jobs that became dead. */
int target_delete(struct store *store, int64_t id, int64_t now_ms, int64_t *moved)
    __attribute__((warn_unused_result));
/*
 * Makes what waits for it, or is ready, dead, in as many transactions as that takes: "target
 * disabled: REASON" or "target removed".  Nothing happens while it is enabled or pending.
 */
int target_clear(struct store *store, int64_t id, int64_t now_ms, int64_t *moved)
    __attribute__((warn_unused_result));

/* How a target fares, after a delivery. */
struct target_health {
    int64_t failures;
    int64_t failing_since_ms; /* 0: it does not fail */
};
/* One more failure; health: with it.  FAIL_NOT_FOUND: it is gone. */
int target_failed_by(struct db *db, int64_t id, int64_t now_ms, struct target_health *health)
    __attribute__((warn_unused_result));
/* A delivery was good; writes only where something failed before. */
int target_good_by(struct db *db, int64_t id) __attribute__((warn_unused_result));
/*
 * Enabled or pending -> disabled; flipped: it was so, and this did it.  A challenge that was not
 * answered stays, so that who enables it by the API has it asked again.  The first jobs that wait for
 * it become dead with it; target_clear() does it to the rest, when the transaction is over.
 */
int target_disable_by(struct db *db, int64_t id, const char *reason, int64_t now_ms, bool *flipped)
    __attribute__((warn_unused_result));
/* Pending -> enabled, when its challenge is still this one; flipped: it was so. */
int target_confirm_by(struct db *db, int64_t id, const char *challenge, int64_t now_ms,
                      bool *flipped) __attribute__((warn_unused_result));

#endif
