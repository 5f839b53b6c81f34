/*
 * action.h - kinds of jobs and what does them
 *
 * A worker claims only kinds it finds in its table.  An action is sequential code in a worker
 * thread; it returns 0 with an outcome, or a failure code, which counts as OUTCOME_FAILED with the
 * failure's text (FAIL_REFUSED: OUTCOME_HOPELESS, FAIL_BUSY: OUTCOME_POSTPONED).
 */
#ifndef HOOKLET_WORK_ACTION_H
#define HOOKLET_WORK_ACTION_H

#include <stdbool.h>

#include "store/types.h"
#include "work/repo.h"

struct work {
    const struct settings *settings;
    struct store *store;
    struct pool *pool; /* lives until the job is settled */
    int stop_fd;       /* readable: end soon, OUTCOME_INTERRUPTED; -1: never */
    const void *data;  /* of the worker's options, for actions that carry something along */
};

/* Is the worker about to end? */
bool work_stopping(const struct work *work);

struct action {
    const char *kind;
    int (*act)(const struct work *work, const struct job *job, struct outcome *outcome);
};

/* The stock actions, ended by one with kind NULL. */
extern const struct action stock_actions[];

/* NULL: none of that kind. */
const struct action *action_find(const struct action *actions, const char *kind);

#endif
