/*
 * watch_sql.h - what SQLite does while we are not looking
 *
 * Sees every statement of connections opened after watch_start(): its text, and how many steps
 * its program took.
 */
#ifndef TESTS_STORE_WATCH_SQL_H
#define TESTS_STORE_WATCH_SQL_H

#include <stdint.h>

void watch_start(void);
/* Forgets what was seen. */
void watch_clear(void);
/*
 * Steps of SQLite's virtual machine since watch_clear(): the work done, whatever the time of day.
 */
int64_t watch_steps(void);
/* Statements seen since watch_clear() that begin so. */
int watch_saw(const char *beginning);
/* Transactions committed since watch_clear(). */
int watch_commits(void);
/*
 * Fails the test when a statement seen since watch_clear() goes through all of a table; `path` of
 * the database.
 */
void assert_no_scans(const char *path);

#endif
