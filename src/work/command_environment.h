/*
 * command_environment.h - the environment that a command names
 */
#ifndef HOOKLET_WORK_COMMAND_ENVIRONMENT_H
#define HOOKLET_WORK_COMMAND_ENVIRONMENT_H

#include "store/environment.h"
#include "work/command.h"

/*
 * The environment named by the command's first argument, as the deploy rules of the repository
 * spell it, or, where it is tied, as its workflow does; none named, unless it is `required`: the
 * only one of deploy rules, else that of the pull request where the command stands, else the only
 * one there is.  NULL: the command has been refused with a reply.
 */
const char *command_environment(struct command *command, bool required);
/* Refuses the command with a reply that says whose lock it is. */
void command_refuse(struct command *command, const char *environment,
                    const struct environment_lock *lock);
/* locked: somebody keeps it closed; the command has been refused with a reply that says who. */
int command_refuse_locked(struct command *command, const char *environment, bool *locked)
    __attribute__((warn_unused_result));

#endif
