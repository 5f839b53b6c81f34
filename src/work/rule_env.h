/*
 * rule_env.h - what a rule's commands get to know: HOOKLET_* variables and the event document
 *
 * Values come from the job's args (plan.h) and are checked here once more: whoever can write to the
 * store must not be able to slip an option, a path or a line break into a command.
 * The environment is built from zero: PATH, HOME, USER, LOGNAME, LANG, TZ, then the rule's
 * variables, then HOOKLET_*; a later one replaces an earlier one.  Absent values have no variable.
 * memory  all in the work's pool
 */
#ifndef HOOKLET_WORK_RULE_ENV_H
#define HOOKLET_WORK_RULE_ENV_H

#include "base/match.h"
#include "work/action.h"

enum rule_value {
    VALUE_EVENT,
    VALUE_ACTION,
    VALUE_REPOSITORY,
    VALUE_REF,
    VALUE_BRANCH,
    VALUE_TAG,
    VALUE_SHA,
    VALUE_BEFORE,
    VALUE_PULL_REQUEST,
    VALUE_SENDER,
    VALUE_ENVIRONMENT,
    VALUE_NUMBER,    /* of the issue or pull request that a command stands at */
    VALUE_ARGUMENTS, /* of a command, joined by blanks */
    VALUE_COUNT
};

/* NULL where the job has no such value. */
struct rule_values {
    const char *of[VALUE_COUNT];
};

/* Reads and checks a job's values; NULL, or why they can't be used. */
const char *rule_values_read(struct pool *pool, const struct job *job, struct rule_values *values)
    __attribute__((warn_unused_result));

/* "NAME=value", all of it. */
struct strings rule_environment(const struct work *work, const struct job *job,
                                const struct rule *rule, const struct rule_values *values);

/* The list with variables added where it has none of that name. */
struct strings rule_environment_with(struct pool *pool, struct strings environment,
                                     struct strings defaults);

/*
 * The JSON document of the job's event, out of a form where the sender posted one; NULL when
 * retention took it.  errors  those of the store
 */
int rule_document(const struct work *work, const struct job *job, const char **document,
                  size_t *length) __attribute__((warn_unused_result));

#endif
