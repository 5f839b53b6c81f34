/* create.c - a new state directory and database, or an older one brought up to date. */
#include "config.h"

#include "base/file.h"
#include "store/home.h"
#include "store/lock.h"
#include "store/schema.h"
#include "store/store.h"

static int
make_database(const char *directory, const char *path, int64_t *from)
{
    struct db *db = NULL;
    int rc = db_open(path, DB_CREATE, &db);

    if (rc == 0)
        rc = schema_migrate(db, from);
    db_close(db);
    return rc == 0 ? directory_sync(directory) : rc;
}

int
store_create(const char *state, int64_t *from)
{
    struct pool *pool = pool_new();
    struct lock *lock = NULL;
    int rc;

    *from = 0;
    rc = home_make(state);
    if (rc == 0)
        rc = home_check(state, true);
    if (rc == 0)
        rc = home_make(pool_printf(pool, "%s/lock", state));
    if (rc == 0)
        rc = lock_open(pool_printf(pool, "%s/hooklet.lock", state), &lock);
    if (rc == 0)
        rc = lock_take(lock);
    if (rc == 0)
        rc = make_database(state, pool_printf(pool, "%s/hooklet.db", state), from);
    lock_close(lock);
    pool_free(pool);
    return rc;
}
