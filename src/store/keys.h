/*
 * keys.h - who of a serial key may go, who waits, who is newest; and notes
 *
 * Shared by those who write jobs: accept, settle, and people's retry and cancel.  All of it runs
 * inside a commit_work, on its connection.  A key is busy while one of its jobs is ready, leased or
 * started; the unique index job_serial keeps it at one.  A job of queue = all (newest 0) that waits
 * for its time keeps its place: later jobs of the key, by id, stay behind it.  A NULL key is never
 * busy, and keeps no place.
 * errors  FAIL_BUSY and FAIL_STORE, from the database only
 */
#ifndef HOOKLET_STORE_KEYS_H
#define HOOKLET_STORE_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "port/db.h"
#include "store/types.h"

/* A job makes its key busy.  As the index job_serial has it, word for word, so that it is used. */
#define KEY_IS_BUSY "(state = 'ready' OR state = 'leased' OR state = 'started')"
/* A job counts in its key's order.  The same for the index job_order. */
#define KEY_IS_ORDERED "state <> 'cancelled' AND state <> 'dead' AND state <> 'superseded'"

/* Where a job that may run goes: ready, or waiting for its time, or waiting for its key. */
struct job_place {
    enum job_state state; /* JOB_READY or JOB_WAITING */
    bool blocked;         /* waiting for its key, not for its time */
};

/* Is some job of the key ready, leased or started? */
int keys_busy(struct db *db, const char *key, bool *busy) __attribute__((warn_unused_result));
/* Does a job of queue = all that is older than `id` wait for its time? */
int keys_kept(struct db *db, const char *key, int64_t id, bool *kept)
    __attribute__((warn_unused_result));
/*
 * A job of the key that waits, or is ready, and was never tried; 0: none.  Of one that was tried its
 * receiver may have taken notice, and drops the next attempt.
 */
int keys_unbegun(struct db *db, const char *key, int64_t *id) __attribute__((warn_unused_result));
/* The place for a job that may start at run_at_ms; taken: its key is busy, or its place kept. */
struct job_place keys_place_of(bool taken, int64_t run_at_ms, int64_t now_ms);
/* The same for job `id` (not itself ready, leased or started now) whose time has come. */
int keys_place(struct db *db, const char *key, int64_t id, struct job_place *place)
    __attribute__((warn_unused_result));
/*
 * After a job of the key has left ready, leased or started, or has given up its place: when the
 * key is free, its next blocked job (by id) is unblocked, and ready at once when its time has come.
 */
int keys_release(struct db *db, const char *key, int64_t now_ms)
    __attribute__((warn_unused_result));
/*
 * Id of the newest job of the key that is newer than (order_ms, id) and neither cancelled, dead nor
 * superseded; 0: none.  For a job that would go back to waiting, or be started again: when it is of
 * the newest-wins kind, a newer one means that it must not act any more.
 */
int keys_newer(struct db *db, const char *key, int64_t order_ms, int64_t id, int64_t *newer)
    __attribute__((warn_unused_result));
/* One line of an event's story; job 0 and rule NULL: about the event itself. */
int note_add(struct db *db, int64_t event, int64_t job, const char *rule, int64_t at_ms,
             const char *text) __attribute__((warn_unused_result));
/* The same about a rule of the event, unless it says so already. */
int note_once(struct db *db, int64_t event, const char *rule, int64_t at_ms, const char *text)
    __attribute__((warn_unused_result));

#endif
