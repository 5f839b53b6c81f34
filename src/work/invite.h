/*
 * invite.h - jobs of kind "invite": a person is invited, greeted or welcomed at GitHub
 *
 * Each at most once per person and organisation, however often the job begins again: what was done
 * stands in the table `state` (kinds "invitation", "greeting", "welcome"; key "acme/ann", lower
 * case) with the job that did it, and is written before, and again after, GitHub is asked to act.
 * HACKING.md has the table of all that can come in between.
 */
#ifndef HOOKLET_WORK_INVITE_H
#define HOOKLET_WORK_INVITE_H

#include "work/action.h"

int invite_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
