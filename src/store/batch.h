/*
 * batch.h - one transaction for many pieces of work: what is done under the writer lock, by the
 * committer's thread (commit.h) or a caller's own (alone.h)
 */
#ifndef HOOKLET_STORE_BATCH_H
#define HOOKLET_STORE_BATCH_H

#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

#include "port/db.h"

/*
 * A piece of writing: reads and writes through `db`, returns 0, or another number to have it
 * undone.  It may run several times (a batch that was rolled back), so it must set its outputs anew
 * each time.  It should look first and write then: a failure after writing makes all the others of
 * its batch run again.  What counts as writing is what db_total_changes() counts, so no PRAGMA.
 * With commit.h it runs on the committer's thread while its caller waits.
 */
typedef int commit_work(struct db *db, void *data);

/* A piece of work and what became of it. */
struct batch_item {
    commit_work *work;
    void *data;
    int rc;
    char *detail; /* text of its failure, or NULL; from malloc */
    bool spoiled; /* failed after it had written: the others go on without it */
    bool begun;   /* the queue's business, as is what follows */
    sem_t over;
    struct batch_item *next;
};

/* The writing connection, open as long as it is trusted. */
struct batch_writer {
    const char *database;
    struct db *db; /* NULL: to be opened */
    int64_t checkpoint_bytes;
    int64_t checkpoint_next_ms; /* not before, steady clock */
    bool cuts_log;              /* no later commit of ours starts the log over */
};

/* Settles every item; true when something is durable now. */
bool batch_write(struct batch_writer *writer, struct batch_item *items);
/* Is there enough in the write-ahead log for a checkpoint? */
bool batch_log_has_grown(const struct batch_writer *writer);
/*
 * Checkpoints when it is so, at most 20 times a second.  A log of twice that size is cut off: it
 * has not been started over, as by processes that end before they would commit once more.
 */
void batch_checkpoint(struct batch_writer *writer);
/* Gives all items the same end, and this thread's failure text when it is one. */
void batch_settle(struct batch_item *items, int rc);

#endif
