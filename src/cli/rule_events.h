/*
 * rule_events.h - do rules name events that GitHub has, and headers that the ledger keeps, and can
 * commands be answered?
 *
 * For "check" alone: what is wrong here keeps no other rule from running.
 */
#ifndef HOOKLET_CLI_RULE_EVENTS_H
#define HOOKLET_CLI_RULE_EVENTS_H

#include "base/pool.h"
#include "port/settings.h"

/* The mistakes, with file, line and what may have been meant, after those in `mistakes`. */
void rule_events_check(const struct settings *settings, struct pool *pool,
                       struct strings *mistakes);

#endif
