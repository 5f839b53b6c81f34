/*
 * rule_run.h - runs the commands of a rule for a job: values, lock, check, checkout, commands
 *
 * What deploys, runs, commands in comments and builds have in common.  Each part may end the job,
 * and the outcome says why.  A directory that is in use (rule_lock.h) postpones it by a second.
 * After a crash of a verify job its check is asked first; exit status 0 means it is done.
 *
 *     struct rule_run run = { .work = .., .job = .., .rule = .., .values = .., .outcome = .. };
 *     rc = rule_run(&run);
 *
 * errors  those of the store, the lock and run(); what a command does wrong is an outcome
 */
#ifndef HOOKLET_WORK_RULE_RUN_H
#define HOOKLET_WORK_RULE_RUN_H

#include "work/rule_env.h"
#include "work/rule_lock.h"
#include "work/steps.h"

struct rule_run {
    const struct work *work;
    const struct job *job;
    const struct rule *rule;
    const struct rule_values *values;
    struct strings variables; /* more of them, where no other has their name; or none */
    /*
     * Called once its directory is its own, before anything is done.  go_on false: nothing is, and
     * the outcome says why.  FAIL_BUSY and FAIL_STORE postpone the job.  NULL: goes on.
     */
    int (*begin)(struct rule_run *run, bool *go_on);
    void *data; /* for begin */
    struct outcome *outcome;

    /* Its own. */
    struct strings environment;
    const char *document;
    size_t document_length;
    struct rule_lock lock;
    struct step_runner runner;
};

int rule_run(struct rule_run *run) __attribute__((warn_unused_result));

/* Ends it so; for those who prepare one, too. */
void rule_run_end(struct rule_run *run, enum outcome_end how, const char *detail);
/* Trouble with the store before anything was done is no attempt of the rule: postponed, and 0. */
int rule_run_put_off(struct rule_run *run, int rc) __attribute__((warn_unused_result));

#endif
