/* store.c - opening the store, and lending out its connections. */
#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/alone.h"
#include "store/home.h"
#include "store/lock.h"
#include "store/schema.h"
#include "store/store.h"
#include "store/wake.h"

#define READERS 4
#define WAIT_MS 2000
/* Plain CGI: none writes for others, so all that come at once stand in a row; GitHub waits 10 s. */
#define ALONE_WAIT_MS 6000
/* Small: a checkpoint takes about a millisecond per MiB, and every writer waits meanwhile. */
#define CHECKPOINT_BYTES ((int64_t)4 * 1024 * 1024)

struct store {
    struct pool *pool;
    const char *directory;
    const char *path;
    struct lock *lock;
    struct committer *committer; /* or NULL, and then */
    struct alone *alone;
    struct wake wake;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t free_reader;
    struct db *idle[READERS];
    int idle_count;
    int reader_count; /* open, idle or taken */
};

static void
wake_worker(void *data)
{
    store_wake(data);
}

static struct committer *
open_committer(struct store *store, enum store_role role)
{
    struct commit_options options = {
        .database = store->path,
        .lock = store->lock,
        .checkpoint_bytes = CHECKPOINT_BYTES,
        .committed = role == STORE_WORKER ? NULL : wake_worker,
        .data = store,
    };

    return committer_open(&options);
}

static int
check_schema(struct store *store)
{
    struct db *db = NULL;
    int rc = store_reader_take(store, &db);

    if (rc != 0)
        return rc;
    rc = schema_check(db);
    store_reader_give(store, db);
    return rc;
}

/* The one connection that a plain CGI program needs is the writing one: to open two costs more. */
static int
open_writing(struct store *store, enum store_role role)
{
    int rc = role == STORE_ONCE ? 0 : check_schema(store);

    if (rc == 0)
        rc = lock_open(pool_printf(store->pool, "%s/hooklet.lock", store->directory), &store->lock);
    if (rc != 0)
        return rc;
    if (role != STORE_ONCE) {
        store->committer = open_committer(store, role);
        return 0;
    }
    store->alone = alone_new(store->path, store->lock);
    return alone_check(store->alone, schema_check);
}

int
store_open(const char *state, enum store_role role, struct store **opened)
{
    struct pool *pool = pool_new();
    struct store *store = pool_alloc(pool, sizeof *store);
    int rc;

    *opened = NULL;
    *store = (struct store){
        .pool = pool,
        .directory = pool_string(pool, state),
        .path = pool_printf(pool, "%s/hooklet.db", state),
    };
    (void)pthread_mutex_init(&store->mutex, NULL);
    (void)pthread_cond_init(&store->free_reader, NULL);
    wake_open(&store->wake, store->directory);
    rc = home_check(state, role == STORE_WORKER);
    if (rc == 0)
        rc = open_writing(store, role);
    if (rc == 0)
        *opened = store;
    else
        store_close(store);
    return rc;
}

void
store_close(struct store *store)
{
    if (store == NULL)
        return;
    committer_close(store->committer);
    alone_close(store->alone);
    lock_close(store->lock);
    for (int i = 0; i < store->idle_count; i++)
        db_close(store->idle[i]);
    wake_close(&store->wake);
    (void)pthread_cond_destroy(&store->free_reader);
    (void)pthread_mutex_destroy(&store->mutex);
    pool_free(store->pool);
}

int
store_write(struct store *store, commit_work *work, void *data)
{
    return store_write_within(store, work, data, store->alone != NULL ? ALONE_WAIT_MS : WAIT_MS);
}

static int
write_alone(struct store *store, commit_work *work, void *data, int64_t wait_ms)
{
    int rc = alone_run(store->alone, work, data, wait_ms);

    if (rc == 0)
        store_wake(store);
    return rc;
}

int
store_write_within(struct store *store, commit_work *work, void *data, int64_t wait_ms)
{
    if (store->alone != NULL)
        return write_alone(store, work, data, wait_ms);
    return commit_run(store->committer, work, data, wait_ms);
}

/* An idle reader, or NULL with a seat for a new one; false: all are taken, and stayed so. */
static bool
wait_reader(struct store *store, struct db **db)
{
    struct timespec deadline = clock_deadline(WAIT_MS);
    int error = 0;

    pthread_mutex_lock(&store->mutex);
    while (store->idle_count == 0 && store->reader_count == READERS && error == 0)
        error =
            pthread_cond_clockwait(&store->free_reader, &store->mutex, CLOCK_MONOTONIC, &deadline);
    if (store->idle_count > 0)
        *db = store->idle[--store->idle_count];
    else if (store->reader_count < READERS)
        store->reader_count++;
    else
        error = ETIMEDOUT;
    pthread_mutex_unlock(&store->mutex);
    return *db != NULL || error == 0;
}

int
store_reader_take(struct store *store, struct db **db)
{
    int rc;

    *db = NULL;
    if (!wait_reader(store, db))
        return fail(FAIL_BUSY, "%s: all %d reading connections are busy", store->path, READERS);
    if (*db != NULL && !db_has_moved(*db))
        return 0;
    db_close(*db);
    rc = db_open(store->path, DB_READ, db);
    if (rc != 0) {
        pthread_mutex_lock(&store->mutex);
        store->reader_count--;
        pthread_cond_signal(&store->free_reader);
        pthread_mutex_unlock(&store->mutex);
    }
    return rc;
}

void
store_reader_give(struct store *store, struct db *db)
{
    if (db == NULL)
        return;
    pthread_mutex_lock(&store->mutex);
    store->idle[store->idle_count++] = db;
    pthread_cond_signal(&store->free_reader);
    pthread_mutex_unlock(&store->mutex);
}

static void
give_back(struct db *db, void *data)
{
    store_reader_give(data, db);
}

struct db_row *
store_read(struct store *store, const char *sql)
{
    struct db *db = NULL;
    struct db_row *row;
    int rc = store_reader_take(store, &db);

    if (rc != 0)
        return db_refused(rc);
    row = db_query(db, sql);
    db_when_done(row, give_back, store);
    return row;
}

const char *
store_path(const struct store *store)
{
    return store->path;
}

const char *
store_directory(const struct store *store)
{
    return store->directory;
}

void
store_wake(struct store *store)
{
    wake_ring(&store->wake);
}

int
store_wake_fd(struct store *store)
{
    return wake_listen(&store->wake);
}

void
store_wake_clear(struct store *store)
{
    wake_clear(&store->wake);
}
