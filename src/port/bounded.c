/* bounded.c - a pool per run, and a way out of it */
#include "config.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdalign.h>
#include <string.h>

#include "base/pool.h"
#include "port/bounded.h"

static struct {
    pthread_mutex_t mutex;
    struct pool *pool;
    size_t left; /* bytes */
    jmp_buf spent;
} run = { .mutex = PTHREAD_MUTEX_INITIALIZER };

struct piece {
    size_t size;
    alignas(max_align_t) char bytes[];
};

void *
bounded_calloc(size_t count, size_t size)
{
    struct piece *piece;
    size_t total;

    if (__builtin_mul_overflow(count, size, &total) ||
        __builtin_add_overflow(total, sizeof(*piece), &total) || total > run.left)
        longjmp(run.spent, 1);
    run.left -= total;
    piece = pool_alloc(run.pool, total);
    piece->size = total - sizeof(*piece);
    return piece->bytes;
}

void *
bounded_realloc(void *bytes, size_t size)
{
    struct piece *piece;
    void *larger;

    if (bytes == NULL)
        return bounded_calloc(1, size);
    piece = (struct piece *)((char *)bytes - offsetof(struct piece, bytes));
    if (size <= piece->size)
        return bytes;
    larger = bounded_calloc(1, size);
    memcpy(larger, bytes, piece->size);
    return larger;
}

void
bounded_free(void *bytes)
{
    (void)bytes;
}

/* In a function of its own, so that no variable changes between setjmp and longjmp. */
static bool
to_its_end(void (*work)(void *data), void *data)
{
    if (setjmp(run.spent) != 0)
        return false;
    work(data);
    return true;
}

bool
bounded_run(size_t most, void (*work)(void *data), void *data)
{
    bool done;

    pthread_mutex_lock(&run.mutex);
    run.pool = pool_new();
    run.left = most;
    done = to_its_end(work, data);
    pool_free(run.pool);
    run.pool = NULL;
    pthread_mutex_unlock(&run.mutex);
    return done;
}
