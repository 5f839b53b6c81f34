/*
 * fanout.h - the action of kind fanout: one message becomes a delivery to each target that wants it
 *
 * A job of kind send or exec for each: of the same event and rule, its step the target's id.  In
 * batches, and again after a crash with the same result: what the event has is left alone.
 */
#ifndef HOOKLET_WORK_FANOUT_H
#define HOOKLET_WORK_FANOUT_H

#include "store/target.h"
#include "work/action.h"
#include "work/hook_message.h"

int fanout_act(const struct work *work, const struct job *job, struct outcome *outcome);

/*
 * The job of a delivery to one target, planned: kind, rule, step, lane, attempts, delay, args.  To
 * a receiver it is for workers of that one's host.
 */
void delivery_plan(const struct settings *settings, const struct target *target, const char *rule,
                   struct pool *pool, struct planned_job *job);

#endif
