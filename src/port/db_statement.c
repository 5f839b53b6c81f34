/* db_statement.c - statements and transactions of the SQLite driver. */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "port/db_log.h"
#include "port/db_sqlite.h"

int
db_failed(struct db *db, int code, const char *what)
{
    enum fail class = FAIL_STORE;
    int error = db->handle != NULL ? sqlite3_system_errno(db->handle) : 0;
    bool medium = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;

    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        class = FAIL_BUSY;
    if ((code & 0xff) == SQLITE_CONSTRAINT)
        class = FAIL_CONFLICT;
    return fail(class, "%s: %.60s: %s (SQLite %d)%s%s", db->path, what,
                db->handle != NULL ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code), code,
                medium && error != 0 ? ": " : "", medium && error != 0 ? strerror(error) : "");
}

/* A kept statement that nobody uses just now, or a new one. */
static struct db_row *
find_row(struct db *db, const char *sql)
{
    struct db_row **slot = &db->slots[((uintptr_t)sql >> 4) % DB_SLOTS];
    struct db_row *row;

    for (row = *slot; row != NULL; row = row->next)
        if (row->sql == sql && !row->used)
            return row;
    row = pool_alloc(db->pool, sizeof *row);
    *row = (struct db_row){ .db = db, .sql = sql, .next = *slot };
    *slot = row;
    return row;
}

struct db_row *
db_query(struct db *db, const char *sql)
{
    struct db_row *row = find_row(db, sql);

    row->used = true;
    row->rc = SQLITE_OK;
    if (row->statement == NULL)
        row->rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                     &row->statement, NULL);
    return row;
}

void
db_statements_close(struct db *db)
{
    for (size_t i = 0; i < DB_SLOTS; i++) {
        for (struct db_row *row = db->slots[i]; row != NULL; row = row->next)
            sqlite3_finalize(row->statement);
        db->slots[i] = NULL;
    }
}

void
db_bind_integer(struct db_row *row, int at, int64_t value)
{
    if (row->rc == SQLITE_OK)
        row->rc = sqlite3_bind_int64(row->statement, at, value);
}

void
db_bind_text(struct db_row *row, int at, const char *text)
{
    if (row->rc == SQLITE_OK)
        row->rc = sqlite3_bind_text(row->statement, at, text, -1, SQLITE_STATIC);
}

void
db_bind_blob(struct db_row *row, int at, const void *bytes, size_t length)
{
    /* A NULL pointer would bind NULL, but no bytes are bytes too. */
    if (row->rc == SQLITE_OK)
        row->rc = sqlite3_bind_blob64(row->statement, at, bytes != NULL ? bytes : "", length,
                                      SQLITE_STATIC);
}

void
db_bind_null(struct db_row *row, int at)
{
    if (row->rc == SQLITE_OK)
        row->rc = sqlite3_bind_null(row->statement, at);
}

void
db_bind_some(struct db_row *row, int at, int64_t value)
{
    if (value != 0)
        db_bind_integer(row, at, value);
    else
        db_bind_null(row, at);
}

int
db_next(struct db_row *row)
{
    if (row->refused != 0)
        return row->refused;
    if (row->rc == SQLITE_OK)
        row->rc = sqlite3_step(row->statement);
    if (row->rc == SQLITE_ROW) {
        row->rc = SQLITE_OK;
        return 1;
    }
    if (row->rc == SQLITE_DONE)
        return 0;
    return db_failed(row->db, row->rc, row->sql);
}

struct db_row *
db_refused(int code)
{
    struct db_row *row = malloc(sizeof *row);

    if (row == NULL)
        pool_give_up();
    *row = (struct db_row){ .rc = SQLITE_MISUSE, .refused = code };
    return row;
}

void
db_when_done(struct db_row *row, void (*ended)(struct db *db, void *data), void *data)
{
    row->ended = ended;
    row->data = data;
}

void
db_done(struct db_row *row)
{
    void (*ended)(struct db * db, void *data) = row->ended;

    if (row->refused != 0) {
        free(row);
        return;
    }
    /* What reset says, step has said before. */
    (void)sqlite3_reset(row->statement);
    if (row->statement != NULL)
        (void)sqlite3_clear_bindings(row->statement);
    row->used = false;
    row->ended = NULL;
    if (ended != NULL)
        ended(row->db, row->data);
}

int
db_finish(struct db_row *row)
{
    int rc;

    do
        rc = db_next(row);
    while (rc == 1);
    db_done(row);
    return rc;
}

int
db_number(struct db_row *row, int64_t otherwise, int64_t *number)
{
    int rc = db_next(row);

    *number = rc == 1 ? db_integer(row, 0) : otherwise;
    db_done(row);
    return rc < 0 ? rc : 0;
}

int
db_exists(struct db_row *row, bool *exists)
{
    int rc = db_next(row);

    *exists = rc == 1;
    db_done(row);
    return rc < 0 ? rc : 0;
}

int64_t
db_integer(const struct db_row *row, int column)
{
    return sqlite3_column_int64(row->statement, column);
}

const char *
db_text(const struct db_row *row, int column)
{
    return (const char *)sqlite3_column_text(row->statement, column);
}

const void *
db_blob(const struct db_row *row, int column, size_t *length)
{
    const void *bytes = sqlite3_column_blob(row->statement, column);

    *length = (size_t)sqlite3_column_bytes(row->statement, column);
    return bytes;
}

bool
db_is_null(const struct db_row *row, int column)
{
    return sqlite3_column_type(row->statement, column) == SQLITE_NULL;
}

char *
db_text_copy(const struct db_row *row, int column, struct pool *pool)
{
    return pool_string(pool, db_text(row, column));
}

int64_t
db_changes(struct db *db)
{
    return sqlite3_changes64(db->handle);
}

int64_t
db_total_changes(struct db *db)
{
    return sqlite3_total_changes64(db->handle);
}

/* RETURNING would tell the same, by way of a temporary table each time. */
int
db_insert(struct db_row *row, int64_t *id)
{
    struct db *db = row->db;
    int64_t before = db_total_changes(db);
    int rc = db_finish(row);

    *id = rc == 0 && db_total_changes(db) > before ? sqlite3_last_insert_rowid(db->handle) : 0;
    return rc;
}

bool
db_in_transaction(struct db *db)
{
    return sqlite3_get_autocommit(db->handle) == 0;
}

int
db_begin(struct db *db)
{
    return db_finish(db_query(db, "BEGIN IMMEDIATE"));
}

int
db_commit(struct db *db)
{
    int rc;

    db_log_gather(db->handle);
    rc = db_finish(db_query(db, "COMMIT"));
    if (!db_log_end(db->handle) && rc == 0)
        rc = fail(FAIL_STORE, "%s: COMMIT without a sync of the log", db->path);
    if (rc != 0)
        db_rollback(db);
    return rc;
}

void
db_rollback(struct db *db)
{
    /* SQLite may have rolled back by itself; and there is no remedy for a ROLLBACK that fails. */
    if (db_in_transaction(db))
        (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}
