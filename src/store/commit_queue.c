/* commit_queue.c - callers hand over their work and wait for it */
#include "config.h"

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/commit_queue.h"

struct batch_item *
queue_take_all(struct committer *committer)
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
void
queue_let_go(struct batch_item *items)
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

/* False: it has begun, and must be waited for. */
static bool
withdraw_in_time(struct committer *committer, struct batch_item *item)
{
    bool in_time;

    pthread_mutex_lock(&committer->mutex);
    in_time = !item->begun;
    if (in_time)
        withdraw(committer, item);
    pthread_mutex_unlock(&committer->mutex);
    return in_time;
}

/* Each waits at a semaphore of its own: at a common mutex all that are let go would queue again. */
static bool
wait_turn(struct committer *committer, struct batch_item *item, const struct timespec *deadline)
{
    int error;

    do
        error = sem_clockwait(&item->over, CLOCK_MONOTONIC, deadline) != 0 ? errno : 0;
    while (error == EINTR);
    if (error != 0 && withdraw_in_time(committer, item))
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
    rc = committer_start(committer);
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
    struct timespec deadline = clock_deadline(wait_ms);
    bool in_time = true;
    int rc;

    (void)sem_init(&item.over, 0, 0);
    rc = enqueue(committer, &item);
    if (rc == 0)
        in_time = wait_turn(committer, &item, &deadline);
    (void)sem_destroy(&item.over);
    if (rc != 0)
        return rc;
    if (!in_time)
        return fail(FAIL_BUSY, "%s: no turn to write within %lld ms; who holds the writer lock?",
                    committer->writer.database, (long long)wait_ms);
    if (item.detail != NULL)
        fail_adopt(item.detail);
    free(item.detail);
    return item.rc;
}
