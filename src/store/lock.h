/*
 * lock.h - the writer lock: one writer at a time over all processes, in turn
 *
 * Two OFD byte locks in one file as a turnstile: take the gate, take the writer's byte, release the
 * gate.  Fair, and the kernel releases it when its holder dies.  Every write transaction and
 * checkpoint of ours runs under it, which also shuts out the WAL-reset bug of SQLite before 3.51.3
 * (HACKING.md).
 */
#ifndef HOOKLET_STORE_LOCK_H
#define HOOKLET_STORE_LOCK_H

#include <stdint.h>

struct lock;

/* Opens (and makes, mode 0660) the lock file.  errors  FAIL_SYSTEM */
int lock_open(const char *path, struct lock **lock) __attribute__((warn_unused_result));
void lock_close(struct lock *lock);
/* Waits for its turn, without end.  errors  FAIL_SYSTEM · FAIL_BUSY (not logged) abandoned */
int lock_take(struct lock *lock) __attribute__((warn_unused_result));
/*
 * The same for at most wait_ms, 1 or more, in a process of one thread, since it takes SIGALRM for
 * itself meanwhile.  errors  FAIL_SYSTEM · FAIL_BUSY (not logged) its turn did not come in time
 */
int lock_take_within(struct lock *lock, int64_t wait_ms) __attribute__((warn_unused_result));
void lock_release(struct lock *lock);
/* From now on a lock_take() that waits ends when a signal handler interrupts it. */
void lock_abandon(struct lock *lock);

#endif
