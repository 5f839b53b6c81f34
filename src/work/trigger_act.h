/*
 * trigger_act.h - the action trigger: a deployment is to be built
 *
 * By CircleCI, or by the commands of a section ci, as settings_ci() says now.  While another build
 * of the environment goes on the row stays queued, and the end of that one asks again (announce.h).
 * Class verify: row.triggered_ms is written before anything is asked for.  A row that has it, and no
 * pipeline, may have a build: the CI system is searched for it first.  Where it shows none, another
 * one is asked for after a minute, as no request takes longer; where it can't tell, people must.
 * What it took, and how it goes, is the job build's to see, which follows.
 */
#ifndef HOOKLET_WORK_TRIGGER_ACT_H
#define HOOKLET_WORK_TRIGGER_ACT_H

#include "work/action.h"

/* errors  those of the store, of the CI system's client, and of rule_run() */
int trigger_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
