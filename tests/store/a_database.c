/* a_database.c - made as users of the store's parts need it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "a_database.h"
#include "port/db.h"

#include <cmocka.h>

int
a_database_make(struct a_database *made, struct pool *pool)
{
    const char *base = getenv("TMPDIR");
    struct db *db = NULL;
    int rc;

    made->pool = pool;
    made->directory = pool_printf(pool, "%s/hooklet-XXXXXX", base != NULL ? base : "/tmp");
    if (mkdtemp(made->directory) == NULL)
        return -1;
    made->path = pool_printf(pool, "%s/test.db", made->directory);
    made->lock_path = pool_printf(pool, "%s/test.lock", made->directory);
    rc = db_open(made->path, DB_CREATE, &db);
    if (rc == 0)
        rc = db_run(db, "CREATE TABLE t (id INTEGER PRIMARY KEY, bytes BLOB)");
    db_close(db);
    return rc;
}

int64_t
database_number(const char *path, const char *sql)
{
    struct db *db = NULL;
    struct db_row *row;
    int64_t value;

    assert_int_equal(db_open(path, DB_READ, &db), 0);
    row = db_query(db, sql);
    assert_int_equal(db_next(row), 1);
    value = db_integer(row, 0);
    db_done(row);
    db_close(db);
    return value;
}

void
a_database_remove(const struct a_database *made)
{
    static const char *const suffixes[] = { ".db", ".db-wal", ".db-shm", ".lock" };

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        (void)unlink(pool_printf(made->pool, "%s/test%s", made->directory, suffixes[i]));
    (void)rmdir(made->directory);
}
