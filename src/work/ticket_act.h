/*
 * ticket_act.h - jobs of kind "ticket": what a deployment belongs to is told that it is live, and where
 *
 * args: {"deployment":"12"}, a row; its member `ticket` says where (tracker.h).  Each deployment says it
 * once: a row of store/messages.h is written before, and a job that finds one without a stamp looks
 * for what was said.  No URL, no ticket, no such task, a tracker that is not configured: done, and
 * the job says so.
 */
#ifndef HOOKLET_WORK_TICKET_ACT_H
#define HOOKLET_WORK_TICKET_ACT_H

#include "work/action.h"

int ticket_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
