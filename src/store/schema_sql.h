/*
 * schema_sql.h - the text of the tables, for schema.c alone
 */
#ifndef HOOKLET_STORE_SCHEMA_SQL_H
#define HOOKLET_STORE_SCHEMA_SQL_H

#include "store/schema.h"

/*
 * Each text takes the database from version n to n + 1; what has been released never changes.
 * "state = 'a' OR state = 'b'" and not "state IN (...)": from three values on, SQLite would make a
 * temporary table of them at every insertion.
 */
extern const char *const schema_migrations[SCHEMA_VERSION];

#endif
