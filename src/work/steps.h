/*
 * steps.h - runs the commands of a job one after the other and records each in the outcome
 *
 * A command that fails ends the job: steps_do() then sets the outcome's end and detail.
 * errors  those of run()
 */
#ifndef HOOKLET_WORK_STEPS_H
#define HOOKLET_WORK_STEPS_H

#include <stdbool.h>

#include "port/run.h"
#include "work/action.h"
#include "work/rule_lock.h"

struct step {
    const char *title; /* as people read it */
    struct strings argv;
    struct strings environment;
    const char *directory;
    const char *input; /* NULL: empty */
    size_t input_length;
};

struct step_runner {
    const struct work *work;
    struct rule_lock *lock; /* its descriptor goes to every command */
    int64_t timeout_ms;     /* for each command */
    struct outcome *outcome;
    size_t room; /* records that outcome->steps has room for */
    bool cut;    /* a command had to be stopped */
};

/* Runs a step and records it; the result says how it ended. */
int steps_run(struct step_runner *runner, const struct step *step, struct run_result *result)
    __attribute__((warn_unused_result));
/* The same without a record, for questions like "is this commit here?". */
int steps_ask(struct step_runner *runner, const struct step *step, struct run_result *result)
    __attribute__((warn_unused_result));
/* Runs a step that has to end well; good: it did.  Else the outcome says what happened. */
int steps_do(struct step_runner *runner, const struct step *step, bool *good)
    __attribute__((warn_unused_result));
/* Sets the outcome for a step that did not end well. */
void steps_failed(struct step_runner *runner, const struct step *step,
                  const struct run_result *result);

#endif
