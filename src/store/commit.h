/*
 * commit.h - group commit: the one way in which this process writes
 *
 * Threads hand their work to one committer thread.  It waits for the writer lock, then takes
 * everything that queues, runs all of it in one transaction, commits once, and lets all go on.  A
 * member that fails after writing is left out, and the others run again; any trouble with the
 * transaction itself rolls the batch back and each member is tried alone once.  When COMMIT fails,
 * its outcome is unknown: all members get FAIL_STORE, the connection is opened anew, and unique
 * keys make a repetition harmless.  The failure text reaches the waiting thread (fail_detail).
 * The thread starts with the first write.  A committer is not for a process that forks and goes on.
 */
#ifndef HOOKLET_STORE_COMMIT_H
#define HOOKLET_STORE_COMMIT_H

#include <stdint.h>

#include "store/batch.h"
#include "store/lock.h"

struct committer;

struct commit_options {
    const char *database; /* path */
    struct lock *lock;
    int64_t checkpoint_bytes;      /* write-ahead log from which this process checkpoints */
    void (*committed)(void *data); /* after each batch that is durable; or NULL */
    void *data;
};

struct committer *committer_open(const struct commit_options *options);
/* Ends what has begun, then the thread, even one that waits for the lock; nobody may wait in it. */
void committer_close(struct committer *committer);

/*
 * Runs `work` and returns when it is durable.  errors  what `work` returned · FAIL_BUSY not begun
 * within wait_ms: nothing was written · FAIL_STORE not committed, or unknown
 */
int commit_run(struct committer *committer, commit_work *work, void *data, int64_t wait_ms)
    __attribute__((warn_unused_result));
/* How many callers wait for their turn just now. */
int committer_queued(struct committer *committer);

#endif
