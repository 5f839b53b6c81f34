/* db_backup.c - a copy of the live database that can be trusted. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "port/db.h"

static int
create_private(const char *path)
{
    int fd;

    (void)unlink(path); /* left by a backup that was cut off */
    fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fail(FAIL_STORE, "%s: %s", path, strerror(errno));
    (void)close(fd);
    return 0;
}

static int
sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    int rc = 0;

    if (fd < 0 || fsync(fd) != 0)
        rc = fail(FAIL_STORE, "%s: sync: %s", path, strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    return rc;
}

static int
copy_into(struct db *db, const char *path)
{
    struct db_row *row = db_query(db, "VACUUM INTO ?1");

    db_bind_text(row, 1, path);
    return db_finish(row);
}

static int
check_copy(const char *path)
{
    struct db *copy = NULL;
    struct db_row *row;
    const char *answer;
    int rc = db_open(path, DB_READ, &copy);

    if (rc != 0)
        return rc;
    row = db_query(copy, "PRAGMA integrity_check");
    rc = db_next(row);
    answer = rc == 1 ? db_text(row, 0) : NULL;
    if (rc >= 0 && (answer == NULL || strcmp(answer, "ok") != 0))
        rc = fail(FAIL_STORE, "%s: the copy is damaged: %s", path, answer != NULL ? answer : "");
    db_done(row);
    db_close(copy);
    return rc < 0 ? rc : 0;
}

static int
put_in_place(struct pool *pool, const char *part, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *directory = ".";

    if (slash != NULL)
        directory = pool_copy(pool, path, (size_t)(slash - path) + 1);
    if (rename(part, path) != 0)
        return fail(FAIL_STORE, "%s: %s", path, strerror(errno));
    return sync_path(directory, O_RDONLY | O_DIRECTORY);
}

int
db_backup(struct db *db, const char *path)
{
    struct pool *pool = pool_new();
    const char *part = pool_printf(pool, "%s.part", path);
    int rc = 0;

    if (access(path, F_OK) == 0)
        rc = fail(FAIL_CONFLICT, "%s: exists already; name a new file", path);
    if (rc == 0)
        rc = create_private(part);
    if (rc == 0) {
        rc = copy_into(db, part);
        if (rc == 0)
            rc = sync_path(part, O_RDONLY);
        if (rc == 0)
            rc = check_copy(part);
        if (rc == 0)
            rc = put_in_place(pool, part, path);
        if (rc != 0)
            (void)unlink(part);
    }
    pool_free(pool);
    return rc;
}
