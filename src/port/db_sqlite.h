/*
 * db_sqlite.h - the inside of a connection, shared by db_sqlite.c and db_statement.c alone
 */
#ifndef HOOKLET_PORT_DB_SQLITE_H
#define HOOKLET_PORT_DB_SQLITE_H

#include <sqlite3.h>

#include "port/db.h"

#define DB_SLOTS 64

struct db_row {
    struct db *db;
    const char *sql;         /* its address is the key */
    sqlite3_stmt *statement; /* NULL: could not be prepared */
    int rc;                  /* first trouble since db_query(), as SQLite names it */
    bool used;               /* between db_query() and db_done() */
    int refused;             /* db NULL: the failure that db_next() passes on */
    void (*ended)(struct db *db, void *data); /* or NULL */
    void *data;
    struct db_row *next; /* in its slot */
};

struct db {
    struct pool *pool; /* of this struct and all rows */
    sqlite3 *handle;
    const char *path;
    int64_t log_bytes;   /* of the write-ahead log, in use */
    bool patient;        /* may the busy handler wait? */
    int64_t deadline_ms; /* how long it waits, steady clock */
    struct db_row *slots[DB_SLOTS];
};

/* Says what SQLite refuses; returns the code for its class. */
int db_failed(struct db *db, int code, const char *what) __attribute__((warn_unused_result));
/* Ends all statements of a connection. */
void db_statements_close(struct db *db);

#endif
