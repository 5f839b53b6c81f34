/* home.c - the state directory: is it fit for SQLite, and how it is made. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "base/refused.h"
#include "store/home.h"

static int
check_disk(struct pool *pool, const char *directory, bool warns)
{
    const char *name = NULL;
    enum home_disk disk = home_disk(pool, directory, &name);

    if (disk == HOME_NETWORK)
        return fail(FAIL_STORE,
                    "%s: is on %s, a network file system, where SQLite's write-ahead"
                    " log does not work; keep the state on a local disk: state = in hooklet.conf",
                    directory, name);
    if (disk == HOME_DOUBTFUL && warns)
        log_say(LOG_WARNING, "state",
                "%s: is on %s; where that is another machine's disk, the database will break:"
                " keep the state on a local one",
                directory, name);
    return 0;
}

/* SQLite would say of most of these that it is "unable to open database file". */
static int
check_rights(struct pool *pool, const char *directory)
{
    static const char *const names[] = { "hooklet.db", "hooklet.db-wal", "hooklet.db-shm",
                                         "hooklet.lock" };
    const char *refused = path_refused(pool, directory, R_OK | W_OK | X_OK);

    if (refused != NULL)
        return fail(FAIL_STORE, "%s: %s", directory, refused);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = pool_printf(pool, "%s/%s", directory, names[i]);

        refused = path_refused(pool, path, R_OK | W_OK);
        if (refused != NULL)
            return fail(FAIL_STORE, "%s: %s", path, refused);
    }
    return 0;
}

int
home_check(const char *directory, bool warns)
{
    struct pool *pool = pool_new();
    int rc = 0;

    if (access(directory, F_OK) != 0 && errno != EACCES)
        rc = fail(errno == ENOENT ? FAIL_NOT_FOUND : FAIL_STORE,
                  "%s: %s; \"hooklet init\" makes the state directory", directory, strerror(errno));
    if (rc == 0)
        rc = check_disk(pool, directory, warns);
    if (rc == 0)
        rc = check_rights(pool, directory);
    pool_free(pool);
    return rc;
}

int
home_make(const char *path)
{
    struct pool *pool = pool_new();
    struct stat info;
    int rc = 0;

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        pool_free(pool);
        return 0;
    }
    /* Only the last one is closed to others: the users that share it must get there. */
    rc = directory_make(path_parent(pool, path), 0755);
    pool_free(pool);
    if (rc == 0)
        rc = directory_make(path, 0770);
    if (rc == 0 && chmod(path, 02770) != 0)
        rc = fail(FAIL_SYSTEM, "%s: chmod: %s", path, strerror(errno));
    return rc;
}
