/* db_log.c - a VFS that differs from the system's in one thing: how a commit is written */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "port/db_log.h"

enum {
    ROOM = (128 << 10) - 1
}; /* bytes gathered at most: the system's VFS writes no more at once */

/* SQLite's handle of the log, and behind it the system's. */
struct log_file {
    sqlite3_file base;
    sqlite3_file *inner;
    char *bytes; /* NULL: nothing was ever gathered */
    int length;
    sqlite3_int64 at; /* where they go in the file */
    bool gathering;
};

static sqlite3_vfs vfs;
static sqlite3_vfs *system_vfs;

static struct log_file *
log_of(sqlite3_file *file)
{
    return (struct log_file *)file;
}

/* What can't be written is forgotten: SQLite is told, and gives the transaction up. */
static int
flush(struct log_file *log)
{
    int length = log->length;

    log->length = 0;
    if (length == 0)
        return SQLITE_OK;
    return log->inner->pMethods->xWrite(log->inner, log->bytes, length, log->at);
}

static int
log_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
    struct log_file *log = log_of(file);
    int rc = SQLITE_OK;

    if (log->length > 0 && (at != log->at + log->length || length > ROOM - log->length))
        rc = flush(log);
    if (rc != SQLITE_OK)
        return rc;
    if (!log->gathering || length > ROOM)
        return log->inner->pMethods->xWrite(log->inner, bytes, length, at);
    if (log->length == 0)
        log->at = at;
    memcpy(log->bytes + log->length, bytes, (size_t)length);
    log->length += length;
    return SQLITE_OK;
}

static int
log_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at)
{
    struct log_file *log = log_of(file);
    int rc = flush(log);

    return rc == SQLITE_OK ? log->inner->pMethods->xRead(log->inner, bytes, length, at) : rc;
}

static int
log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct log_file *log = log_of(file);
    int rc = flush(log);

    return rc == SQLITE_OK ? log->inner->pMethods->xTruncate(log->inner, size) : rc;
}

static int
log_sync(sqlite3_file *file, int flags)
{
    struct log_file *log = log_of(file);
    int rc = flush(log);

    return rc == SQLITE_OK ? log->inner->pMethods->xSync(log->inner, flags) : rc;
}

static int
log_size(sqlite3_file *file, sqlite3_int64 *size)
{
    struct log_file *log = log_of(file);
    int rc = flush(log);

    return rc == SQLITE_OK ? log->inner->pMethods->xFileSize(log->inner, size) : rc;
}

static int
log_close(sqlite3_file *file)
{
    struct log_file *log = log_of(file);

    free(log->bytes);
    return log->inner->pMethods->xClose(log->inner);
}

static int
log_lock(sqlite3_file *file, int level)
{
    return log_of(file)->inner->pMethods->xLock(log_of(file)->inner, level);
}

static int
log_unlock(sqlite3_file *file, int level)
{
    return log_of(file)->inner->pMethods->xUnlock(log_of(file)->inner, level);
}

static int
log_check_lock(sqlite3_file *file, int *reserved)
{
    return log_of(file)->inner->pMethods->xCheckReservedLock(log_of(file)->inner, reserved);
}

static int
log_control(sqlite3_file *file, int operation, void *argument)
{
    return log_of(file)->inner->pMethods->xFileControl(log_of(file)->inner, operation, argument);
}

static int
log_sector_size(sqlite3_file *file)
{
    return log_of(file)->inner->pMethods->xSectorSize(log_of(file)->inner);
}

static int
log_characteristics(sqlite3_file *file)
{
    return log_of(file)->inner->pMethods->xDeviceCharacteristics(log_of(file)->inner);
}

/* Version 1: nobody maps a log into memory, and its locks are those of the database. */
static const sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_check_lock,
    .xFileControl = log_control,
    .xSectorSize = log_sector_size,
    .xDeviceCharacteristics = log_characteristics,
};

static int
open_file(sqlite3_vfs *ours, const char *name, sqlite3_file *file, int flags, int *out)
{
    struct log_file *log = log_of(file);
    int rc;

    (void)ours;
    if ((flags & SQLITE_OPEN_WAL) == 0)
        return system_vfs->xOpen(system_vfs, name, file, flags, out);
    *log = (struct log_file){ .inner = (sqlite3_file *)(log + 1) };
    rc = system_vfs->xOpen(system_vfs, name, log->inner, flags, out);
    if (rc == SQLITE_OK)
        log->base.pMethods = &log_methods;
    return rc;
}

/* All other functions are the system's: they find in `vfs` what they know from their own. */
static void
register_vfs(void)
{
    system_vfs = sqlite3_vfs_find(NULL);
    if (system_vfs == NULL)
        return;
    vfs = *system_vfs;
    vfs.pNext = NULL;
    vfs.zName = "hooklet";
    vfs.szOsFile += (int)sizeof(struct log_file);
    vfs.xOpen = open_file;
    if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
        vfs.zName = NULL;
}

const char *
db_log_vfs(void)
{
    static pthread_once_t registered = PTHREAD_ONCE_INIT;

    (void)pthread_once(&registered, register_vfs);
    return vfs.zName;
}

/* The log of a connection, if it is one of ours. */
static struct log_file *
log_find(sqlite3 *handle)
{
    sqlite3_file *file = NULL;

    if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) != SQLITE_OK ||
        file == NULL || file->pMethods != &log_methods)
        return NULL;
    return log_of(file);
}

/*
 * Where a sync may tear what lies beside it, SQLite syncs in the middle of the last sector and
 * writes on behind it: nothing is gathered there.
 */
void
db_log_gather(sqlite3 *handle)
{
    struct log_file *log = log_find(handle);

    if (log == NULL || (log_characteristics(&log->base) & SQLITE_IOCAP_POWERSAFE_OVERWRITE) == 0)
        return;
    if (log->bytes == NULL)
        log->bytes = malloc(ROOM);
    log->gathering = log->bytes != NULL;
}

bool
db_log_end(sqlite3 *handle)
{
    struct log_file *log = log_find(handle);
    bool clean = log == NULL || log->length == 0;

    if (log != NULL) {
        log->gathering = false;
        log->length = 0;
    }
    return clean;
}
