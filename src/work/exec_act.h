/*
 * exec_act.h - kind exec: a delivery to a program of this machine, a `receiver` of hooklet.conf
 *
 * The body stands on its standard input; exit status 0 is good.  The environment is that of a rule's
 * command (rule_env.h) with HOOKLET_EVENT (the message's), HOOKLET_MESSAGE_ID, HOOKLET_OWNER,
 * HOOKLET_TARGET, HOOKLET_CONTENT_TYPE; HOOKLET_IDEMPOTENCY_KEY is the same in all attempts.  What the
 * end means for job and target is what it means of kind send: the same schedule, health, disabling.  A
 * target's rate is kept by a pause of its lane after each.
 */
#ifndef HOOKLET_WORK_EXEC_ACT_H
#define HOOKLET_WORK_EXEC_ACT_H

#include "store/target.h"
#include "work/action.h"

int exec_act(const struct work *work, const struct job *job, struct outcome *outcome);
/* The section that such a target names; NULL: hooklet.conf has none, or it is no such target. */
const struct rule *exec_receiver(const struct settings *settings, const struct target *target);

#endif
