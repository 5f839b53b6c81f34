/*
 * destination.h - where a deploy goes: an environment of a repository, which has a history and may
 * be locked
 *
 * A rule without environment deploys to "production".  Run rules, and jobs that name no repository
 * or commit, go nowhere: for them both functions do nothing.
 */
#ifndef HOOKLET_WORK_DESTINATION_H
#define HOOKLET_WORK_DESTINATION_H

#include "work/rule_env.h"

struct destination {
    const struct work *work;
    const struct job *job;
    const struct rule *rule;
    const struct rule_values *values;
};

/*
 * locked: why nothing may be deployed there now, one line in the work's pool; NULL: it may.
 * errors  those of environment_find()
 */
int destination_ask(const struct destination *destination, const char **locked)
    __attribute__((warn_unused_result));
/* Notes that the job's commit is on its way there; the job's end will end that. */
int destination_begin(const struct destination *destination) __attribute__((warn_unused_result));

#endif
