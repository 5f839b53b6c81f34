/* maintain.c - backup, readiness. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/fail.h"
#include "store/maintain.h"
#include "store/schema.h"

#define READY_WAIT_MS 500
#define DISK_BYTES ((uint64_t)64 * 1024 * 1024)

int
maintain_backup(struct store *store, const char *path)
{
    struct db *db = NULL;
    int rc = store_reader_take(store, &db);

    if (rc != 0)
        return rc;
    rc = db_backup(db, path);
    store_reader_give(store, db);
    return rc;
}

/* Returns a number that is no failure, so that the insertion is undone. */
#define WORKS 1

static int
try_writing(struct db *db, void *data)
{
    int rc = schema_check(db);

    (void)data;
    if (rc == 0)
        rc = db_finish(db_query(db, "INSERT INTO state (kind, key, value, version, updated_ms)"
                                    " VALUES ('ready', 'probe', '', 1, 0)"));
    return rc == 0 ? WORKS : rc;
}

int
maintain_ready(struct store *store)
{
    const char *directory = store_directory(store);
    struct statvfs disk;
    int rc;

    if (statvfs(directory, &disk) != 0)
        return fail(FAIL_STORE, "%s: %s", directory, strerror(errno));
    if ((disk.f_flag & ST_RDONLY) != 0)
        return fail(FAIL_STORE, "%s: the disk is mounted read-only", directory);
    if ((uint64_t)disk.f_bavail * disk.f_frsize < DISK_BYTES)
        return fail(FAIL_STORE, "%s: less than 64 MiB of the disk are free", directory);
    rc = store_write_within(store, try_writing, NULL, READY_WAIT_MS);
    return rc == WORKS ? 0 : rc;
}
