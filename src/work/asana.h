/*
 * asana.h - jobs of kind "asana": an issue or pull request becomes a task, or changes one
 *
 * The item is read out of the event's body, where args.item says: "/issue", "/pull_request", or
 * "/items/3" of a list that a backfill has stored ({"repository","items"}, without an action).  The
 * job's reason in the ledger says what was done, or why nothing ("ignored: ..").
 */
#ifndef HOOKLET_WORK_ASANA_H
#define HOOKLET_WORK_ASANA_H

#include "work/action.h"

int asana_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
