/*
 * place.h - where a deploy goes: an environment of a repository, which has a history and may be
 * locked
 *
 * A rule without environment deploys to "production".  Run rules, and jobs that name no repository
 * or commit, go nowhere: for them both functions do nothing.
 */
#ifndef HOOKLET_WORK_PLACE_H
#define HOOKLET_WORK_PLACE_H

#include "work/rule_env.h"

struct place {
    const struct work *work;
    const struct job *job;
    const struct rule *rule;
    const struct rule_values *values;
};

/*
 * locked: why nothing may be deployed there now, one line in the work's pool; NULL: it may.
 * errors  those of environment_find()
 */
int place_ask(const struct place *place, const char **locked) __attribute__((warn_unused_result));
/* Notes that the job's commit is on its way there; the job's end will end that. */
int place_begin(const struct place *place) __attribute__((warn_unused_result));

#endif
