/*
 * task_echo.h - what we did at GitHub and have not heard of yet
 *
 * GitHub tells of everything, also of what we did because of a change in Asana: "closed, assigned
 * ann" in row.echo, oldest first; NULL: nothing.  Noted before GitHub is asked.
 * Closings and reopenings are a sequence: whoever hears of one hears no more of those before it.
 * What was heard of stays for a while, as "closed=57", with the event that told it: whoever was cut off
 * and hears that event again knows it still.  Any other event takes it away.
 * Pure.
 */
#ifndef HOOKLET_WORK_TASK_ECHO_H
#define HOOKLET_WORK_TASK_ECHO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"

/* `login` NULL: of an action that has none.  Logins compare case aside. */
const char *task_echo_with(struct pool *pool, const char *echo, const char *action,
                           const char *login);
bool task_echo_has(const char *echo, const char *action, const char *login);
/* Our newest closing or reopening that was not heard of: "closed", "reopened"; NULL: none. */
const char *task_echo_turn(const char *echo);
/* What is left when `action`, ours or not, is over; NULL: nothing. */
const char *task_echo_without(struct pool *pool, const char *echo, const char *action,
                              const char *login);
/* Is what this event tells our own doing?  event: its id in the ledger, or 0. */
bool task_echo_tells(const char *echo, const char *action, const char *login, int64_t event);
/* What is left when it is heard; by an event 0 as task_echo_without(). */
const char *task_echo_hear(struct pool *pool, const char *echo, const char *action,
                           const char *login, int64_t event);

#endif
