/* alone.c - one piece of work, one transaction, no thread */
#include "config.h"

#include <stdlib.h>

#include "base/fail.h"
#include "base/pool.h"
#include "store/alone.h"

/*
 * To read a log costs a microsecond per KiB at each start, to write it back as much as a start: so
 * it is done about every eighth time.
 */
#define LOG_BYTES ((int64_t)256 * 1024)
#define CLOSE_MS 100

struct alone {
    struct pool *pool;
    struct lock *lock;
    struct batch_writer writer;
};

struct alone *
alone_new(const char *database, struct lock *lock)
{
    struct pool *pool = pool_new();
    struct alone *alone = pool_alloc(pool, sizeof *alone);

    *alone = (struct alone){
        .pool = pool,
        .lock = lock,
        .writer = { .database = pool_string(pool, database),
                    .checkpoint_bytes = LOG_BYTES,
                    .cuts_log = true },
    };
    return alone;
}

int
alone_check(struct alone *alone, int (*check)(struct db *db))
{
    int rc = db_open(alone->writer.database, DB_WRITE, &alone->writer.db);

    return rc == 0 ? check(alone->writer.db) : rc;
}

int
alone_run(struct alone *alone, commit_work *work, void *data, int64_t wait_ms)
{
    struct batch_item item = { .work = work, .data = data };
    int rc = lock_take_within(alone->lock, wait_ms);

    if (rc == FAIL_BUSY)
        return fail(FAIL_BUSY, "%s: no turn to write within %lld ms; who holds the writer lock?",
                    alone->writer.database, (long long)wait_ms);
    if (rc != 0)
        return rc;
    (void)batch_write(&alone->writer, &item);
    lock_release(alone->lock);
    if (item.detail != NULL)
        fail_adopt(item.detail);
    free(item.detail);
    return item.rc;
}

void
alone_close(struct alone *alone)
{
    if (alone == NULL)
        return;
    if (batch_log_has_grown(&alone->writer) && lock_take_within(alone->lock, CLOSE_MS) == 0) {
        batch_checkpoint(&alone->writer);
        lock_release(alone->lock);
    }
    db_close(alone->writer.db);
    pool_free(alone->pool);
}
