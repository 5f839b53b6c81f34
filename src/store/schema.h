/*
 * schema.h - the tables, and how an older database becomes today's
 *
 * `user_version` counts the migrations that were run, forward only, all in one transaction.
 * `oldest_reader` (table state, kind "schema") is the oldest program version that can serve the
 * database: a program serves while oldest_reader <= SCHEMA_VERSION.
 */
#ifndef HOOKLET_STORE_SCHEMA_H
#define HOOKLET_STORE_SCHEMA_H

#include <stdint.h>

#include "port/db.h"

#define SCHEMA_VERSION 1

/*
 * Brings the database up to SCHEMA_VERSION; the caller holds the writer lock.  from: version found,
 * 0 for an empty one.  errors  FAIL_STORE it is newer, or somebody else's
 */
int schema_migrate(struct db *db, int64_t *from) __attribute__((warn_unused_result));
/*
 * 0 when this program can serve it.  errors  FAIL_STORE too new, too old ("run hooklet migrate"),
 * or no hooklet database
 */
int schema_check(struct db *db) __attribute__((warn_unused_result));
int schema_version(struct db *db, int64_t *version) __attribute__((warn_unused_result));

#endif
