/*
 * group.h - processes and process groups, as /proc shows them
 *
 * Numbers of processes and groups are used again: before a group is ended that another process
 * started, group_has() must have found its mark there.
 */
#ifndef HOOKLET_PORT_GROUP_H
#define HOOKLET_PORT_GROUP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Is any process of the group still running?  A zombie is not. */
bool group_alive(pid_t group);
/* Was any running process of the group started with "NAME=value" in its environment? */
bool group_has(pid_t group, const char *variable);
/* When it started, in the kernel's ticks, which makes its pid unique; 0: no such process. */
int64_t process_started(pid_t pid);
/*
 * Killed, and not yet waited for: some of those who have to wait for orphans take their time, or
 * never do it.  False where there is no such process, or none that we may look at.
 */
bool process_dead(pid_t pid);

#endif
