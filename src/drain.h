/*
 * drain.h - a worker that comes when it is called, and goes when nothing is left to do now
 *
 * Of all drains of a state directory one is at work, by the lock drain.lock in it.
 */
#ifndef HOOKLET_DRAIN_H
#define HOOKLET_DRAIN_H

#include "port/settings.h"
#include "store/store.h"

/*
 * Starts `hooklet work --drain`, detached, and returns; $HOOKLET_BINDIR, else the compiled-in
 * directory, has it.  environment: what it gets; none: PATH alone.  Trouble is only logged: what is
 * stored is safe, and the next drain, from cron say, finds it.
 */
void drain_start(const struct settings *settings, struct strings environment);
/* Takes the lock; closing `fd` gives it back.  fd is -1 when another drain has it. */
int drain_lock(const struct store *store, struct pool *pool, int *fd)
    __attribute__((warn_unused_result));
/*
 * Cron's drain has a time to end by (--max-time), and is known by it.  It notes that it came, even
 * where another one is at work; `seen_ms` is when the last one did so, 0: none.
 */
int drain_timed_note(struct store *store, int64_t now_ms) __attribute__((warn_unused_result));
int drain_timed_seen(struct store *store, struct pool *pool, int64_t *seen_ms)
    __attribute__((warn_unused_result));

#endif
