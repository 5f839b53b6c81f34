/*
 * detach.h - starts a process that nobody waits for
 *
 * A web program that is plain CGI starts `hooklet work --drain` so, and answers at once: the new
 * process has a session of its own, init (or a subreaper) as parent, /dev/null on 0, 1 and 2, none
 * of our descriptors, default signal handling, "/" as directory, and the environment given.
 *
 * errors  FAIL_SYSTEM it can't be made, or argv[0] can't be executed, with the reason
 */
#ifndef HOOKLET_PORT_DETACH_H
#define HOOKLET_PORT_DETACH_H

#include "base/match.h"
#include "base/pool.h"

/* argv[0] is a path, not looked up; returns once the program runs. */
int detach_start(struct pool *pool, struct strings argv, struct strings environment)
    __attribute__((warn_unused_result));

#endif
