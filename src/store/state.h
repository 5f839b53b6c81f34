/*
 * state.h - small facts by kind and key, with compare-and-set
 *
 * The home of tokens, positions, heartbeats, and of what events tell (facts.h).  `version` counts
 * the changes of a row: 0 means "must not exist yet".  The value "null" is a tombstone: no row, as
 * far as one can see here.
 * errors  FAIL_NOT_FOUND absence is an answer · FAIL_CONFLICT the version is another one
 *         (neither is logged)
 */
#ifndef HOOKLET_STORE_STATE_H
#define HOOKLET_STORE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct state_row {
    const char *key;
    const char *value;
    int64_t version;
    int64_t updated_ms;
};

struct state_change {
    const char *key;
    const char *value;
    int64_t version; /* that it has; 0: there is none */
    bool refused;    /* out */
};

int state_get(struct store *store, const char *kind, const char *key, struct pool *pool,
              struct state_row *row) __attribute__((warn_unused_result));
int state_set(struct store *store, const char *kind, const char *key, const char *value,
              int64_t version, int64_t now_ms) __attribute__((warn_unused_result));
/*
 * The same for several rows of a kind in one transaction; a row whose value is NULL is deleted,
 * whatever its version is.  One that somebody else has changed is left alone, and `refused`.
 */
int state_set_all(struct store *store, const char *kind, struct state_change *changes, size_t count,
                  int64_t now_ms) __attribute__((warn_unused_result));
/* Whatever the version is. */
int state_put(struct store *store, const char *kind, const char *key, const char *value,
              int64_t now_ms) __attribute__((warn_unused_result));
/* No such row: that is fine. */
int state_delete(struct store *store, const char *kind, const char *key)
    __attribute__((warn_unused_result));
/* Deletes the row and tells what it was; of several who take it one gets it. */
int state_take(struct store *store, const char *kind, const char *key, struct pool *pool,
               struct state_row *row) __attribute__((warn_unused_result));
/* The same three by a connection, inside a commit_work. */
int state_look(struct db *db, const char *kind, const char *key, struct pool *pool,
               struct state_row *row) __attribute__((warn_unused_result));
int state_set_by(struct db *db, const char *kind, const struct state_change *change, int64_t now_ms)
    __attribute__((warn_unused_result));
int state_take_by(struct db *db, const char *kind, const char *key, struct pool *pool,
                  struct state_row *row) __attribute__((warn_unused_result));
/* By key. */
int state_list(struct store *store, const char *kind, struct pool *pool, struct state_row **rows,
               size_t *count) __attribute__((warn_unused_result));
/* Deletes the rows of a kind that were not changed since; 0: none. */
int state_prune(struct store *store, const char *kind, int64_t before_ms)
    __attribute__((warn_unused_result));

#endif
