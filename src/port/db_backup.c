/* db_backup.c - a copy of the live database that can be trusted. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "port/db.h"

#define EXISTS "%s: exists already; name a new file"

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
sync_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
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

/* Where the file system knows no such renaming, a link does the same: neither overwrites. */
static int
rename_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    return link(from, to) == 0 ? unlink(from) : -1;
}

static int
put_in_place(struct pool *pool, const char *part, const char *path)
{
    if (rename_new(part, path) != 0) {
        if (errno == EEXIST)
            return fail(FAIL_CONFLICT, EXISTS, path);
        return fail(FAIL_STORE, "%s: %s", path, strerror(errno));
    }
    return directory_sync(path_parent(pool, path));
}

int
db_backup(struct db *db, const char *path)
{
    struct pool *pool = pool_new();
    const char *part = pool_printf(pool, "%s.part", path);
    int rc = 0;

    if (access(path, F_OK) == 0)
        rc = fail(FAIL_CONFLICT, EXISTS, path);
    if (rc == 0)
        rc = create_private(part);
    if (rc == 0) {
        rc = copy_into(db, part);
        if (rc == 0)
            rc = sync_file(part);
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
