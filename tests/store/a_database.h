/*
 * a_database.h - a directory with a database in it, and a place for its writer lock
 */
#ifndef TESTS_STORE_A_DATABASE_H
#define TESTS_STORE_A_DATABASE_H

#include <stdint.h>

#include "base/pool.h"

struct a_database {
    struct pool *pool;
    char *directory;
    char *path;      /* the database: table t (id INTEGER PRIMARY KEY, bytes BLOB) */
    char *lock_path; /* nothing is there yet */
};

/* 0, or trouble; all texts are the pool's. */
int a_database_make(struct a_database *made, struct pool *pool);
/* What a query says, by a connection of its own; fails the test when it says nothing. */
int64_t database_number(const char *path, const char *sql);
/* With the lock and the log; everybody has closed them. */
void a_database_remove(const struct a_database *made);

#endif
