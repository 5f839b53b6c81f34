/*
 * store.h - all that we remember: one per process, shared by its threads
 *
 * One writing connection behind the committer, at most four reading ones; STORE_ONCE writes in the
 * caller's thread.
 * errors  FAIL_NOT_FOUND  no database: "run hooklet init"
 *         FAIL_STORE      cannot be opened, is too new, may not be written, or is on NFS, SMB, 9p or
 *                         the like, where write-ahead logging does not work (home.h)
 */
#ifndef HOOKLET_STORE_STORE_H
#define HOOKLET_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "port/db.h"
#include "store/commit.h"
#include "store/types.h"

struct store;

enum store_role {
    STORE_WEB,    /* programs: wake the worker after each commit */
    STORE_ONCE,   /* the same in a process of one thread that ends soon: no thread is started */
    STORE_WORKER, /* wakes nobody */
    STORE_TOOL    /* commands: wake the worker too */
};

/* Opens the database in the state directory `state`; checks version and file system. */
int store_open(const char *state, enum store_role role, struct store **store)
    __attribute__((warn_unused_result));
void store_close(struct store *store);
/*
 * Makes the state directory and database, or migrates an older one, under the writer lock; from:
 * version found, 0 for new.
 */
int store_create(const char *state, int64_t *from) __attribute__((warn_unused_result));

/* Writes through the group commit; waits at most 2 s, plain CGI 6 s, or wait_ms, to begin. */
int store_write(struct store *store, commit_work *work, void *data)
    __attribute__((warn_unused_result));
int store_write_within(struct store *store, commit_work *work, void *data, int64_t wait_ms)
    __attribute__((warn_unused_result));
/*
 * A query on a reading connection of its own, which db_done() gives back; FAIL_BUSY when all are
 * taken for 2 s, and whatever else goes wrong, comes from db_next().
 */
struct db_row *store_read(struct store *store, const char *sql) __attribute__((returns_nonnull));
/* The connection itself, for several queries, until it is given back. */
int store_reader_take(struct store *store, struct db **db) __attribute__((warn_unused_result));
void store_reader_give(struct store *store, struct db *db);
const char *store_path(const struct store *store);      /* of the database */
const char *store_directory(const struct store *store); /* the state directory */

/*
 * Verified delivery + plan -> event and jobs, in one transaction, synced before it returns.
 * Duplicates, suspects and newest-wins are decided here.  The delivery's received_ms counts as now.
 * The receipt lists the job rows that were made or re-armed, superseded ones too.
 */
int store_accept(struct store *store, const struct delivery *delivery, const struct plan *plan,
                 struct pool *pool, struct receipt *receipt) __attribute__((warn_unused_result));

/*
 * What store_accept() would make of a delivery that is new: runs the plan's change, undoes all that
 * it wrote, and completes the plan by what it decided.
 */
int store_foresee(struct store *store, const struct delivery *delivery, struct plan *plan,
                  struct pool *pool) __attribute__((warn_unused_result));

/* Tells a waiting worker that there is work.  Never blocks or fails: it looks once a second too. */
void store_wake(struct store *store);
/*
 * For workers: a descriptor that becomes readable on store_wake(), -1 when it can't be made (then
 * looking once a second has to do).
 */
int store_wake_fd(struct store *store);
/* Empties the descriptor; call it before looking for work. */
void store_wake_clear(struct store *store);

#endif
