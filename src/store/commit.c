/* commit.c - the committer thread */
#include "config.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/pool.h"
#include "store/commit_queue.h"

#define STACK_BYTES ((size_t)256 * 1024)
#define NUDGE_MS 10
#define YIELDS_MOST 16

struct committer *
committer_open(const struct commit_options *options)
{
    struct pool *pool = pool_new();
    struct committer *committer = pool_alloc(pool, sizeof *committer);

    *committer = (struct committer){
        .pool = pool,
        .writer = { .database = pool_string(pool, options->database),
                    .checkpoint_bytes = options->checkpoint_bytes },
        .lock = options->lock,
        .committed = options->committed,
        .data = options->data,
    };
    committer->end = &committer->first;
    (void)pthread_mutex_init(&committer->mutex, NULL);
    (void)pthread_cond_init(&committer->queued, NULL);
    (void)pthread_cond_init(&committer->ended, NULL);
    return committer;
}

/*
 * A batch costs about as much as several of its members.  Where others want the processor, some of
 * them are about to queue: they go first, as long as that makes the queue longer.  Where nobody
 * does, yielding returns at once.
 */
static void
gather(struct committer *committer)
{
    int count = committer_queued(committer);
    int before, yields = 0;

    do {
        before = count;
        (void)sched_yield();
        count = committer_queued(committer);
    } while (count > before && ++yields < YIELDS_MOST);
}

/* One turn of the writer lock. */
static void
take_turn(struct committer *committer)
{
    struct batch_item *items;
    bool durable = false;
    int rc;

    gather(committer);
    rc = lock_take(committer->lock);

    items = queue_take_all(committer);
    if (rc != 0)
        batch_settle(items, rc);
    else if (items != NULL)
        durable = batch_write(&committer->writer, items);
    queue_let_go(items);
    if (durable && committer->committed != NULL)
        committer->committed(committer->data);
    if (rc == 0)
        batch_checkpoint(&committer->writer);
    lock_release(committer->lock);
}

static void *
commit_loop(void *data)
{
    struct committer *committer = data;
    bool more = true;

    while (more) {
        pthread_mutex_lock(&committer->mutex);
        while (committer->first == NULL && !committer->closing)
            pthread_cond_wait(&committer->queued, &committer->mutex);
        more = committer->first != NULL;
        committer->waiting = more;
        pthread_mutex_unlock(&committer->mutex);
        if (more)
            take_turn(committer);
    }
    pthread_mutex_lock(&committer->mutex);
    committer->running = false;
    pthread_cond_signal(&committer->ended);
    pthread_mutex_unlock(&committer->mutex);
    return NULL;
}

/* Signals are the main thread's, but for the one that end_thread() sends. */
int
committer_start(struct committer *committer)
{
    pthread_attr_t attributes;
    sigset_t all, old;
    int error;

    if (committer->running)
        return 0;
    (void)sigfillset(&all);
    (void)sigdelset(&all, SIGURG);
    (void)pthread_attr_init(&attributes);
    (void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    error = pthread_create(&committer->thread, &attributes, commit_loop, committer);
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    (void)pthread_attr_destroy(&attributes);
    if (error != 0)
        return fail(FAIL_SYSTEM, "committer thread: %s", strerror(error));
    committer->running = true;
    return 0;
}

static void
do_nothing(int number)
{
    (void)number;
}

/* A wait for the lock may last for ever; a signal, which is ignored otherwise, interrupts it. */
static void
end_thread(struct committer *committer)
{
    const struct sigaction nudge = { .sa_handler = do_nothing };
    struct sigaction before;

    lock_abandon(committer->lock);
    (void)sigaction(SIGURG, &nudge, &before);
    pthread_mutex_lock(&committer->mutex);
    while (committer->running) {
        struct timespec soon = clock_deadline(NUDGE_MS);

        if (committer->waiting)
            (void)pthread_kill(committer->thread, SIGURG);
        (void)pthread_cond_clockwait(&committer->ended, &committer->mutex, CLOCK_MONOTONIC, &soon);
    }
    pthread_mutex_unlock(&committer->mutex);
    (void)sigaction(SIGURG, &before, NULL);
    (void)pthread_join(committer->thread, NULL);
}

void
committer_close(struct committer *committer)
{
    bool started;

    if (committer == NULL)
        return;
    pthread_mutex_lock(&committer->mutex);
    assert(committer->first == NULL);
    committer->closing = true;
    pthread_cond_signal(&committer->queued);
    started = committer->running;
    pthread_mutex_unlock(&committer->mutex);
    if (started)
        end_thread(committer);
    db_close(committer->writer.db);
    (void)pthread_cond_destroy(&committer->ended);
    (void)pthread_cond_destroy(&committer->queued);
    (void)pthread_mutex_destroy(&committer->mutex);
    pool_free(committer->pool);
}
