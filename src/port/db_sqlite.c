/* db_sqlite.c - SQLite connections: how they are opened and checkpointed. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "base/refused.h"
#include "port/db_log.h"
#include "port/db_sqlite.h"

#define BUSY_MS 2000

/* Bytes.  PAGE is SQLite's default, which we leave alone. */
enum { PAGE = 4096, LOG_HEAD = 32, LOG_PAGE_HEAD = 24 };

/* SQLite's own handler backs off to 100 ms and so starves; a constant millisecond does not. */
static int
wait_busy(void *data, int count)
{
    struct db *db = data;
    struct timespec pause = { 0 };

    if (!db->patient)
        return 0;
    if (count == 0)
        db->deadline_ms = clock_steady_ms() + BUSY_MS;
    if (clock_steady_ms() >= db->deadline_ms)
        return 0;
    (void)clock_gettime(CLOCK_MONOTONIC, &pause);
    pause = (struct timespec){ .tv_nsec = 1000000 + pause.tv_nsec % 500000 };
    (void)nanosleep(&pause, NULL);
    return 1;
}

/* SQLITE_OPEN_NOFOLLOW takes no symbolic link at all, but the directory may be reached by one. */
static int
resolve(struct db *db, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *directory = path_parent(db->pool, path), *refused;
    char *real;

    db->path = pool_string(db->pool, path);
    real = realpath(directory, NULL);
    refused = real == NULL ? path_refused(db->pool, directory, X_OK) : NULL;
    if (refused != NULL)
        return fail(FAIL_STORE, "%s: %s", directory, refused);
    if (real == NULL)
        return fail(errno == ENOENT ? FAIL_NOT_FOUND : FAIL_STORE,
                    "%s: %s; \"hooklet init\" makes a database", directory, strerror(errno));
    db->path = pool_printf(db->pool, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
    free(real);
    return 0;
}

/* The mode of the database is that of its -wal and -shm; SQLite's own default obeys the umask. */
static int
create_file(const char *path)
{
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0660);
    int rc = 0;

    if (fd < 0 && errno == EEXIST)
        return 0;
    if (fd < 0)
        return fail(FAIL_STORE, "%s: %s", path, strerror(errno));
    if (fchmod(fd, 0660) != 0)
        rc = fail(FAIL_STORE, "%s: chmod: %s", path, strerror(errno));
    (void)close(fd);
    return rc;
}

/* Counting its memory costs SQLite a lock at every allocation, and nobody asks for the count. */
static void
configure_library(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int
open_handle(struct db *db, enum db_mode mode)
{
    static pthread_once_t configured = PTHREAD_ONCE_INIT;
    int flags = SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX;
    const char *refused;
    int rc;

    (void)pthread_once(&configured, configure_library);

    refused = path_refused(db->pool, db->path, mode == DB_READ ? R_OK : R_OK | W_OK);
    if (refused != NULL)
        return fail(FAIL_STORE, "%s: %s", db->path, refused);
    if (access(db->path, F_OK) != 0 && errno == ENOENT)
        return fail(FAIL_NOT_FOUND, "%s: no such database; \"hooklet init\" makes one", db->path);
    flags |= mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    rc = sqlite3_open_v2(db->path, &db->handle, flags, db_log_vfs());
    if (rc != SQLITE_OK)
        return db_failed(db, rc, "open");
    rc = sqlite3_busy_handler(db->handle, wait_busy, db);
    return rc == SQLITE_OK ? 0 : db_failed(db, rc, "busy handler");
}

static int
limit_powers(struct db *db)
{
    static const struct {
        int option;
        int value;
    } settings[] = {
        { SQLITE_DBCONFIG_DEFENSIVE, 1 },        { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
        { SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1 }, { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
        { SQLITE_DBCONFIG_DQS_DML, 0 },          { SQLITE_DBCONFIG_DQS_DDL, 0 },
    };

    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        int rc = sqlite3_db_config(db->handle, settings[i].option, settings[i].value, NULL);

        if (rc != SQLITE_OK)
            return db_failed(db, rc, "configure");
    }
    return 0;
}

/* Sets something and reads back whether it is so. */
static int
insist(struct db *db, const char *pragma, const char *wanted)
{
    struct db_row *row = db_query(db, pragma);
    int rc = db_next(row);
    const char *answer = rc == 1 ? db_text(row, 0) : NULL;

    if (rc >= 0 && (answer == NULL || strcmp(answer, wanted) != 0))
        rc = fail(FAIL_STORE, "%s: \"%s\" gives \"%s\", not \"%s\"", db->path, pragma,
                  answer != NULL ? answer : "", wanted);
    db_done(row);
    return rc < 0 ? rc : 0;
}

/* After each commit. */
static int
measure_log(void *data, sqlite3 *handle, const char *name, int pages)
{
    struct db *db = data;

    (void)handle;
    (void)name;
    db->log_bytes = LOG_HEAD + (int64_t)pages * (LOG_PAGE_HEAD + PAGE);
    return SQLITE_OK;
}

static int
configure(struct db *db, enum db_mode mode)
{
    int rc = limit_powers(db);

    if (rc == 0)
        rc = db_run(db, "PRAGMA foreign_keys = ON;"
                        "PRAGMA cell_size_check = ON;"
                        "PRAGMA wal_autocheckpoint = 0;"
                        "PRAGMA journal_size_limit = 33554432;"
                        "PRAGMA temp_store = MEMORY;"
                        "PRAGMA mmap_size = 0;"
                        "PRAGMA synchronous = FULL;");
    /* Whatever another connection commits makes a reader forget its pages anyway. */
    if (rc == 0 && mode == DB_READ)
        rc = db_run(db, "PRAGMA cache_size = -512;");
    if (rc == 0 && mode == DB_CREATE) /* counts only while the file is empty, so before WAL */
        rc = db_run(db, "PRAGMA auto_vacuum = INCREMENTAL;");
    if (rc == 0 && mode != DB_READ)
        rc = insist(db, "PRAGMA journal_mode = WAL", "wal");
    if (rc == 0 && mode != DB_READ)
        rc = insist(db, "PRAGMA synchronous", "2");
    /* After PRAGMA wal_autocheckpoint, which would take the hook away. */
    (void)sqlite3_wal_hook(db->handle, measure_log, db);
    return rc;
}

int
db_open(const char *path, enum db_mode mode, struct db **opened)
{
    struct pool *pool = pool_new();
    struct db *db = pool_alloc(pool, sizeof *db);
    int rc;

    *opened = NULL;
    *db = (struct db){ .pool = pool, .patient = true };
    rc = resolve(db, path);
    if (rc == 0 && mode == DB_CREATE)
        rc = create_file(db->path);
    if (rc == 0)
        rc = open_handle(db, mode);
    if (rc == 0)
        rc = configure(db, mode);
    if (rc == 0)
        *opened = db;
    else
        db_close(db);
    return rc;
}

void
db_close(struct db *db)
{
    if (db == NULL)
        return;
    db_statements_close(db);
    (void)sqlite3_close(db->handle);
    pool_free(db->pool);
}

bool
db_has_moved(struct db *db)
{
    int moved = 0;

    return sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
           moved != 0;
}

int
db_run(struct db *db, const char *sql)
{
    int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : db_failed(db, rc, sql);
}

int64_t
db_wal_bytes(struct db *db)
{
    return db->log_bytes;
}

int
db_checkpoint(struct db *db, enum db_log log)
{
    /* The log keeps its length: to write over it costs a sync less than to make it grow again. */
    int mode = log == DB_LOG_CUT ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_RESTART;
    int rc;

    db->patient = false; /* a long reader would hold up every writer */
    rc = sqlite3_wal_checkpoint_v2(db->handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_wal_checkpoint_v2(db->handle, "main", mode, NULL, NULL);
    db->patient = true;
    if (rc == SQLITE_OK) {
        db->log_bytes = 0;
        return 0;
    }
    if ((rc & 0xff) != SQLITE_BUSY && (rc & 0xff) != SQLITE_LOCKED)
        return db_failed(db, rc, "checkpoint");
    log_say(LOG_DEBUG, "checkpoint", "a reader is in the way; next time");
    return 0;
}

const char *
db_version(void)
{
    /* The library may be another than the one we were built with; then its bare number. */
    return sqlite3_libversion_number() == SQLITE_VERSION_NUMBER ? "SQLite " SQLITE_VERSION
                                                                : sqlite3_libversion();
}

bool
db_version_has_wal_fix(int version)
{
    return version >= 3051003 || (version >= 3050007 && version < 3051000) ||
           (version >= 3044006 && version < 3045000);
}

bool
db_has_wal_fix(void)
{
    return db_version_has_wal_fix(sqlite3_libversion_number());
}
