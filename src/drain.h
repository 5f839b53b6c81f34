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

#endif
