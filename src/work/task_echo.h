/*
 * task_echo.h - what we did at GitHub and have not heard of yet
 *
 * GitHub tells of everything, also of what we did because of a change in Asana: "closed, assigned
 * ann" in row.echo, oldest first; NULL: nothing.  Noted before GitHub is asked.
 * Closings and reopenings are a sequence: whoever hears of one hears no more of those before it.
 * Pure.
 */
#ifndef HOOKLET_WORK_TASK_ECHO_H
#define HOOKLET_WORK_TASK_ECHO_H

#include <stdbool.h>

#include "base/pool.h"

/* `login` NULL: of an action that has none.  Logins compare case aside. */
const char *task_echo_with(struct pool *pool, const char *echo, const char *action,
                           const char *login);
bool task_echo_has(const char *echo, const char *action, const char *login);
/* What is left when GitHub has told of `action`, ours or not; NULL: nothing. */
const char *task_echo_without(struct pool *pool, const char *echo, const char *action,
                              const char *login);

#endif
