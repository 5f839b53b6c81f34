/*
 * spawn.h - makes the child for run(); watching it is run's business
 *
 * errors  FAIL_SYSTEM no process, pipe or memory file could be made
 */
#ifndef HOOKLET_PORT_SPAWN_H
#define HOOKLET_PORT_SPAWN_H

#include <sys/types.h>

#include "port/run_command.h"

struct spawn {
    pid_t pid;     /* also its process group; to be waited for by the caller */
    int pidfd;     /* readable when it has ended */
    int output_fd; /* its standard output and error; never blocks */
    int link_fd;   /* spawn_outcome() reads it */
};

enum spawn_outcome { SPAWN_PENDING, SPAWN_RUNNING, SPAWN_FAILED };

int spawn_start(struct pool *pool, const struct run_command *command, struct spawn *spawn)
    __attribute__((warn_unused_result));
/* Did the exec succeed?  To be asked when link_fd is readable; FAILED: errno and text say why. */
enum spawn_outcome spawn_outcome(struct pool *pool, const struct run_command *command,
                                 const struct spawn *spawn, int *reason, const char **trouble);
/* Closes the descriptors. */
void spawn_close(struct spawn *spawn);

#endif
