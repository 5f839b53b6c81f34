/*
 * commit_queue.h - the queue in front of the committer's thread, for the commit files only
 */
#ifndef HOOKLET_STORE_COMMIT_QUEUE_H
#define HOOKLET_STORE_COMMIT_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/commit.h"

struct committer {
    struct pool *pool;
    struct batch_writer writer; /* the committer thread's own */
    struct lock *lock;
    void (*committed)(void *data);
    void *data;
    pthread_mutex_t mutex;    /* guards what follows */
    pthread_cond_t queued;    /* something to do, or closing */
    pthread_cond_t ended;     /* the thread runs no more */
    struct batch_item *first; /* waits for its turn, oldest first */
    struct batch_item **end;
    int count; /* of those that wait */
    bool closing;
    bool running;
    bool waiting; /* for the writer lock */
    pthread_t thread;
};

/* Under the mutex: the thread starts with the first write. */
int committer_start(struct committer *committer) __attribute__((warn_unused_result));
/* All that queues now leaves the queue; from here on it is waited for, however long it takes. */
struct batch_item *queue_take_all(struct committer *committer);
/* Each caller goes on; its item may be gone then. */
void queue_let_go(struct batch_item *items);

#endif
