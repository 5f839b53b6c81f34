/*
 * checkout.h - brings a rule's directory to exactly one commit, with git
 *
 * Missing or empty: a new repository.  A git work tree: fetched into and checked out, local changes
 * are overwritten, untracked files and submodules stay as they are.  Anything else is refused.
 * The commit is asked for by its branch or tag first, then by its own name, for it may have been
 * pushed over meanwhile.  Every git command but questions is a step of the job.
 *
 * errors  FAIL_SYSTEM the directory can't be made or read · those of run()
 */
#ifndef HOOKLET_WORK_CHECKOUT_H
#define HOOKLET_WORK_CHECKOUT_H

#include "work/rule_env.h"
#include "work/steps.h"

struct checkout {
    struct step_runner *runner;
    const struct rule *rule;
    const struct rule_values *values; /* repository, branch or tag, sha */
    struct strings environment;       /* of the rule's commands */
};

/* good: the directory is at values' commit; else the outcome says why not. */
int checkout_run(const struct checkout *checkout, bool *good) __attribute__((warn_unused_result));

#endif
