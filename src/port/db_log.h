/*
 * db_log.h - the pages of a commit in one write
 *
 * SQLite writes each page of a commit to the write-ahead log by two calls of write(2), one for 24
 * bytes.  Our file system layer (a VFS, which hands everything else to the system's own) gathers
 * them while COMMIT runs, and writes them at the latest when SQLite syncs the log: nothing is
 * acknowledged, or visible to anybody, before that.  For the db files only.
 *
 * source  sqlite.org/vfs.html; "WAL-mode File Format" for what is written in which order
 */
#ifndef HOOKLET_PORT_DB_LOG_H
#define HOOKLET_PORT_DB_LOG_H

#include <stdbool.h>

#include "port/db_sqlite.h"

/* Its name, for sqlite3_open_v2(); NULL, the system's own, when it could not be registered. */
const char *db_log_vfs(void);
/*
 * Around COMMIT, with the write lock of the database held all the time, and with synchronous = FULL
 * (db_sqlite.c insists on it), so that a good COMMIT has synced the log.  What a failed one leaves
 * behind is forgotten: to others it was never there.  False: something was left.
 */
void db_log_gather(sqlite3 *handle);
bool db_log_end(sqlite3 *handle);

#endif
