/*
 * child.h - what a new process does between fork and exec
 *
 * What stands below child_block() is async-signal-safe, as it must be in the child of a process
 * with threads.
 */
#ifndef HOOKLET_PORT_CHILD_H
#define HOOKLET_PORT_CHILD_H

#include <signal.h>

#include "base/match.h"
#include "base/pool.h"

/* The list as exec wants it, NULL at the end; for the parent, before it forks. */
char **child_vector(struct pool *pool, struct strings list);
/* `fd`, or a copy above 2 in its place: a process may have been started with 0, 1 or 2 closed. */
int child_raise(int fd) __attribute__((warn_unused_result));
/* Blocks every signal around a fork, so that no handler of ours runs in the child. */
void child_block(sigset_t *before);

/* Default handling of every signal and an empty mask. */
void child_signals(void);
/* Makes `in` descriptor 0 and `out` 1 and 2; both must be above 2. */
int child_standard(int in, int out) __attribute__((warn_unused_result));
/* Every descriptor from 3 on but `keep` (-1: none) closes when the program starts. */
int child_close_rest(int keep) __attribute__((warn_unused_result));
/* Tries the paths in turn as execvp() does; returns when none can be run, the reason in errno. */
void child_exec(char *const *paths, char *const *argv, char *const *environment);

#endif
