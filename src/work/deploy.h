/*
 * deploy.h - the actions deploy and run: a rule's commands, run in its directory
 *
 * The rule is looked up by name when the job runs, never taken from the job: whoever can write to
 * the store can ask for a rule, but not for a command.  A rule that is gone ends the job: hopeless.
 * Steps: with checkout, git brings `directory` to the commit first; then the rule's commands, until
 * one fails.  A directory that is in use (rule_lock.h) postpones the job by a second.
 * A deploy is a deployment (store/deployments.h) from before its first command until its job ends;
 * one into an environment that is locked (destination.h) is hopeless.
 * A deploy that was asked for in a comment says there how it went (report.h).
 * After a crash of a verify job its check is asked first; exit status 0 means it is done.
 */
#ifndef HOOKLET_WORK_DEPLOY_H
#define HOOKLET_WORK_DEPLOY_H

#include "work/action.h"

/* errors  those of the store, the lock and run(); what a command does wrong is an outcome */
int deploy_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));
int run_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));
/* The same for a command of the configuration, once somebody who may has given it (command.h). */
int command_run(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
