/*
 * report.h - says where a deploy was asked for how it went
 */
#ifndef HOOKLET_WORK_REPORT_H
#define HOOKLET_WORK_REPORT_H

#include "work/rule_env.h"

/*
 * When the job's args name a place at GitHub (github_place.h), a comment there follows its end.
 * For a job that has not ended for good it changes nothing.
 */
void report_deploy(const struct work *work, const struct job *job, const struct rule *rule,
                   const struct rule_values *values, struct outcome *outcome);

#endif
