/*
 * alone.h - writing in a process of one thread that soon ends, as a plain CGI program does
 *
 * The same as the group commit (commit.h), without its thread: work runs in its caller, under the
 * writer lock.  So a host that lets us start neither threads nor processes does not keep us from
 * storing.  Whoever comes next reads the write-ahead log from its beginning, so it is kept short.
 */
#ifndef HOOKLET_STORE_ALONE_H
#define HOOKLET_STORE_ALONE_H

#include <stdint.h>

#include "store/batch.h"
#include "store/lock.h"

struct alone;

/* Nothing is opened yet; the lock stays the caller's, and lives longer. */
struct alone *alone_new(const char *database, struct lock *lock);
/* Opens the database and asks `check` about it.  errors  those of db_open() and of `check` */
int alone_check(struct alone *alone, int (*check)(struct db *db))
    __attribute__((warn_unused_result));
/* Runs `work` and returns when it is durable; errors as commit_run(). */
int alone_run(struct alone *alone, commit_work *work, void *data, int64_t wait_ms)
    __attribute__((warn_unused_result));
/* Shortens the log when it has grown, unless others are at it; NULL is fine. */
void alone_close(struct alone *alone);

#endif
