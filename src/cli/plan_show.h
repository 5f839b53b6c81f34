/*
 * plan_show.h - a plan on paper: what an event would do
 */
#ifndef HOOKLET_CLI_PLAN_SHOW_H
#define HOOKLET_CLI_PLAN_SHOW_H

#include "port/json.h"
#include "store/types.h"

/*
 * {"event": {..}, "jobs": [..], "ignored": [..], "facts": [..]}; the event has a reason when nothing
 * is done, or only told; without facts the last one is left out.  Where the database decides the
 * rest, "asks" says what it is asked for.
 */
struct json *plan_json(const struct delivery *delivery, const struct plan *plan);
/* The same for people, a line for each rule. */
void plan_print(struct pool *pool, const struct delivery *delivery, const struct plan *plan);

#endif
