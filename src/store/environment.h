/*
 * environment.h - environments that somebody has locked: nothing is deployed there meanwhile
 *
 * A lock says who, when and why.  Repository and environment compare case aside.
 * errors  FAIL_NOT_FOUND (not logged) it is not locked · FAIL_CONFLICT (not logged) it is
 *         FAIL_BUSY, FAIL_STORE · FAIL_MALFORMED, FAIL_UNREADABLE what stands in the store is no lock
 * memory  texts live in the pool
 */
#ifndef HOOKLET_STORE_ENVIRONMENT_H
#define HOOKLET_STORE_ENVIRONMENT_H

#include <stdint.h>

#include "store/store.h"

struct environment_lock {
    const char *repository;  /* OWNER/NAME */
    const char *environment; /* "production" */
    const char *by;
    const char *reason; /* or NULL */
    int64_t since_ms;   /* Unix, milliseconds */
};

/*
 * Locks it, for `wanted`; of several who try one wins, and who has a lock already doesn't get a
 * second one.  FAIL_CONFLICT: `holder` is whose it is.
 */
int environment_lock(struct store *store, const struct environment_lock *wanted, struct pool *pool,
                     struct environment_lock *holder) __attribute__((warn_unused_result));
/* Unlocks it, whoever has locked it; `was` is the lock that it had. */
int environment_unlock(struct store *store, const char *repository, const char *environment,
                       struct pool *pool, struct environment_lock *was)
    __attribute__((warn_unused_result));
/* For people: "production is locked by ann since 2026-11-22T10:00:00.000Z: the fair is on". */
const char *environment_lock_words(struct pool *pool, const char *environment,
                                   const struct environment_lock *lock);
int environment_find(struct store *store, const char *repository, const char *environment,
                     struct pool *pool, struct environment_lock *lock)
    __attribute__((warn_unused_result));

/* The three by a connection, inside a commit_work. */
int environment_lock_by(struct db *db, const struct environment_lock *wanted, struct pool *pool,
                        struct environment_lock *holder) __attribute__((warn_unused_result));
int environment_unlock_by(struct db *db, const char *repository, const char *environment,
                          struct pool *pool, struct environment_lock *was)
    __attribute__((warn_unused_result));
int environment_look(struct db *db, const char *repository, const char *environment,
                     struct pool *pool, struct environment_lock *lock)
    __attribute__((warn_unused_result));

/* Why nothing is deployed there: "environment production is locked by .."; NULL: it isn't. */
int environment_find_words(struct store *store, const char *repository, const char *environment,
                           struct pool *pool, const char **words)
    __attribute__((warn_unused_result));
int environment_look_words(struct db *db, const char *repository, const char *environment,
                           struct pool *pool, const char **words)
    __attribute__((warn_unused_result));

#endif
