/*
 * db.h - a thin connection, statement and transaction interface over SQL engines
 *
 * Parameters are ?1, ?2 ... and bound, never pasted.  A statement is prepared once per connection
 * and text and then kept.  A connection belongs to one thread at a time.
 *
 *     struct db_row *row = db_query(db, "SELECT id FROM event WHERE source = ?1 AND kind = ?2");
 *     db_bind_text(row, 1, source);
 *     db_bind_text(row, 2, kind);
 *     rc = db_next(row);              1: a row, 0: no more, negative: failed
 *     id = db_integer(row, 0);
 *     db_done(row);                   always; gives the statement back
 *
 * errors  FAIL_BUSY     another connection holds the database for longer than we wait
 *         FAIL_CONFLICT a unique key or check says no
 *         FAIL_STORE    anything else: disk full, read-only, I/O error, damage
 *         all logged with the engine's text
 */
#ifndef HOOKLET_PORT_DB_H
#define HOOKLET_PORT_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

struct db;
struct db_row;

enum db_mode {
    DB_CREATE, /* read and write; made when missing */
    DB_WRITE,  /* read and write; FAIL_NOT_FOUND when missing */
    DB_READ    /* no writing */
};

int db_open(const char *path, enum db_mode mode, struct db **db)
    __attribute__((warn_unused_result));
void db_close(struct db *db);

/* Runs statements without parameters and results, separated by ';': schema texts. */
int db_run(struct db *db, const char *sql) __attribute__((warn_unused_result));

/*
 * Prepares (or finds) a statement; trouble is reported by the first db_next().  Texts are static:
 * their address is the cache's key.
 */
struct db_row *db_query(struct db *db, const char *sql);
void db_bind_integer(struct db_row *row, int at, int64_t value);
/* NULL binds NULL.  Bound bytes are borrowed until db_done(). */
void db_bind_text(struct db_row *row, int at, const char *text);
void db_bind_blob(struct db_row *row, int at, const void *bytes, size_t length);
void db_bind_null(struct db_row *row, int at);
void db_bind_some(struct db_row *row, int at, int64_t value); /* NULL for 0: there is none */
/* 1: a row, 0: no more, negative: failed. */
int db_next(struct db_row *row) __attribute__((warn_unused_result));
/* For statements without result: db_next() until the end, then db_done(); 0 or the failure. */
int db_finish(struct db_row *row) __attribute__((warn_unused_result));
/* For questions, with db_done(): the first column of the first row, or `otherwise` without one. */
int db_number(struct db_row *row, int64_t otherwise, int64_t *number)
    __attribute__((warn_unused_result));
/* Is there a row? */
int db_exists(struct db_row *row, bool *exists) __attribute__((warn_unused_result));
/* Columns count from 0.  Text and blob are valid until db_next() or db_done(); NULL for NULL. */
int64_t db_integer(const struct db_row *row, int column);
const char *db_text(const struct db_row *row, int column);
const void *db_blob(const struct db_row *row, int column, size_t *length);
bool db_is_null(const struct db_row *row, int column);
/* db_text copied into the pool; NULL for SQL NULL. */
char *db_text_copy(const struct db_row *row, int column, struct pool *pool);
void db_done(struct db_row *row);
/* Calls `ended` at the end of db_done(), when the connection may be used for something else. */
void db_when_done(struct db_row *row, void (*ended)(struct db *db, void *data), void *data);
/* A query that failed, and told so, before it had a connection: db_next() returns `code`. */
struct db_row *db_refused(int code) __attribute__((returns_nonnull));
/* Rows that the newest INSERT, UPDATE or DELETE changed, */
int64_t db_changes(struct db *db);
/* and all of this connection since it was opened: has anything been written meanwhile? */
int64_t db_total_changes(struct db *db);
/* Runs an INSERT of one row; its id, or 0 when ON CONFLICT left it out.  Ends the statement. */
int db_insert(struct db_row *row, int64_t *id) __attribute__((warn_unused_result));

/* BEGIN IMMEDIATE; COMMIT, whose outcome is unknown after it failed; ROLLBACK. */
int db_begin(struct db *db) __attribute__((warn_unused_result));
int db_commit(struct db *db) __attribute__((warn_unused_result));
void db_rollback(struct db *db);
/* Was the file removed or replaced since it was opened?  What is written now would be lost. */
bool db_has_moved(struct db *db);
/* Is a transaction open?  A full disk or an I/O error ends it before its time. */
bool db_in_transaction(struct db *db);

/* Bytes of the write-ahead log that were in use after this connection's newest commit. */
int64_t db_wal_bytes(struct db *db);
/*
 * Writes the log back, so that the next commit over this connection, or beside it, starts it over;
 * DB_LOG_CUT: so that whoever opens the database next finds it empty.  A reader in the way puts
 * that off.  Only under the writer lock (WAL-reset bug).
 */
enum db_log { DB_LOG_KEPT, DB_LOG_CUT };
int db_checkpoint(struct db *db, enum db_log log) __attribute__((warn_unused_result));
/* A compact, synced, checked copy of the live database in a new file of mode 0600. */
int db_backup(struct db *db, const char *path) __attribute__((warn_unused_result));
/* "SQLite 3.40.1", and whether it has the WAL-reset fix; 3040001 spells 3.40.1. */
const char *db_version(void);
bool db_has_wal_fix(void);
bool db_version_has_wal_fix(int version);

#endif
