/* commit.c - the queue in front of the committer thread, and the thread itself. */
#include "config.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fail.h"
#include "base/pool.h"
#include "store/commit.h"

#define STACK_BYTES ((size_t)256 * 1024)
#define NUDGE_MS 10
#define YIELDS_MOST 16

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

static struct timespec
deadline_after(int64_t wait_ms)
{
    struct timespec at = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += wait_ms / 1000;
    at.tv_nsec += wait_ms % 1000 * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

/* All that queues now leaves the queue; from here on it is waited for, however long it takes. */
static struct batch_item *
take_all(struct committer *committer)
{
    struct batch_item *items;

    pthread_mutex_lock(&committer->mutex);
    items = committer->first;
    committer->first = NULL;
    committer->end = &committer->first;
    committer->count = 0;
    committer->waiting = false;
    for (struct batch_item *item = items; item != NULL; item = item->next)
        item->begun = true;
    pthread_mutex_unlock(&committer->mutex);
    return items;
}

/* An item lives on its caller's stack: after the post it may be gone. */
static void
let_go(struct batch_item *items)
{
    while (items != NULL) {
        struct batch_item *next = items->next;

        (void)sem_post(&items->over);
        items = next;
    }
}

int
committer_queued(struct committer *committer)
{
    int count;

    pthread_mutex_lock(&committer->mutex);
    count = committer->count;
    pthread_mutex_unlock(&committer->mutex);
    return count;
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

    items = take_all(committer);
    if (rc != 0)
        batch_settle(items, rc);
    else if (items != NULL)
        durable = batch_write(&committer->writer, items);
    let_go(items);
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

/* Under the mutex.  Signals are the main thread's, but for the one that end_thread() sends. */
static int
start_thread(struct committer *committer)
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
        struct timespec soon = deadline_after(NUDGE_MS);

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

/* Under the mutex. */
static void
withdraw(struct committer *committer, struct batch_item *item)
{
    struct batch_item **link = &committer->first;

    while (*link != item)
        link = &(*link)->next;
    *link = item->next;
    committer->count--;
    if (committer->end == &item->next)
        committer->end = link;
}

/* Has it begun?  If not, it never will. */
static bool
begun(struct committer *committer, struct batch_item *item)
{
    bool begun;

    pthread_mutex_lock(&committer->mutex);
    begun = item->begun;
    if (!begun)
        withdraw(committer, item);
    pthread_mutex_unlock(&committer->mutex);
    return begun;
}

/* Each waits at a semaphore of its own: at a common mutex all that are let go would queue again. */
static bool
wait_turn(struct committer *committer, struct batch_item *item, const struct timespec *deadline)
{
    int error;

    do
        error = sem_clockwait(&item->over, CLOCK_MONOTONIC, deadline) != 0 ? errno : 0;
    while (error == EINTR);
    if (error != 0 && !begun(committer, item))
        return false;
    while (error != 0)
        error = sem_wait(&item->over);
    return true;
}

static int
enqueue(struct committer *committer, struct batch_item *item)
{
    int rc;

    pthread_mutex_lock(&committer->mutex);
    rc = start_thread(committer);
    if (rc == 0) {
        *committer->end = item;
        committer->end = &item->next;
        committer->count++;
        pthread_cond_signal(&committer->queued);
    }
    pthread_mutex_unlock(&committer->mutex);
    return rc;
}

int
commit_run(struct committer *committer, commit_work *work, void *data, int64_t wait_ms)
{
    struct batch_item item = { .work = work, .data = data };
    struct timespec deadline = deadline_after(wait_ms);
    bool in_time;
    int rc;

    (void)sem_init(&item.over, 0, 0);
    rc = enqueue(committer, &item);
    if (rc != 0)
        return rc;
    in_time = wait_turn(committer, &item, &deadline);
    (void)sem_destroy(&item.over);
    if (!in_time)
        return fail(FAIL_BUSY, "%s: no turn to write within %lld ms; who holds the writer lock?",
                    committer->writer.database, (long long)wait_ms);
    if (item.detail != NULL)
        fail_adopt(item.detail);
    free(item.detail);
    return item.rc;
}
