/*
 * plan_forward.h - rules that forward: what was received becomes messages to an owner's targets
 *
 * Each rule of the event's source and repository gives one job, as message_plan() makes it, or one
 * reason why not, in a plan that is decided already.  The job's event holds the body, so the message
 * carries data of its own only where the rule has a template.  Its id comes of source, delivery and
 * rule: a redelivery is the same message, a replay another one.
 * Not forwarded: what could not be read, pings, which ask whether a hook works, and the notify of
 * CircleCI's old builds, which nobody has signed.  A suspect's plan is never carried out (accept.c).
 * Pure.
 *
 * errors  FAIL_MALFORMED, FAIL_UNREADABLE of json_scan: a body that a template can't be filled from
 *         FAIL_SYSTEM
 * memory  the pool
 */
#ifndef HOOKLET_WORK_PLAN_FORWARD_H
#define HOOKLET_WORK_PLAN_FORWARD_H

#include "port/settings.h"
#include "store/types.h"

/*
 * Adds them.  For the two who call a function that decides: serve.c, and decide() for those who do
 * the same as the web side.
 */
int plan_forward(const struct delivery *delivery, const struct settings *settings,
                 struct pool *pool, struct plan *plan) __attribute__((warn_unused_result));

#endif
