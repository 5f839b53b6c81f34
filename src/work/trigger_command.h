/*
 * trigger_command.h - a deployment is built by commands of hooklet.conf, in a section ci
 *
 * They run as those of a run rule do (rule_run.h), with what a build is told as variables
 * (ci_parameters.h), their names in upper case, beside HOOKLET_*.  The row is in progress, and
 * announced, from before the first command; the job build, which follows when this job has ended
 * for good, reads from the ledger how.
 */
#ifndef HOOKLET_WORK_TRIGGER_COMMAND_H
#define HOOKLET_WORK_TRIGGER_COMMAND_H

#include "work/building.h"

/* Has this job begun to build the row, in an attempt that failed or was cut off? */
bool trigger_command_is_ours(const struct building *building);
/* rule: of kind RULE_CI, or whatever has its name now; NULL: there is none. */
int trigger_command(struct building *building, const struct rule *rule)
    __attribute__((warn_unused_result));

#endif
