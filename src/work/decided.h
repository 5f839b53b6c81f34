/*
 * decided.h - what decisions have in common; for decide_*() alone
 */
#ifndef HOOKLET_WORK_DECIDED_H
#define HOOKLET_WORK_DECIDED_H

#include "store/types.h"
#include "work/repo.h"

/*
 * Returns rc; but a signed body that our reader refuses is no failure: it is kept for people to
 * look at, by a plan of status unreadable.
 */
int decided(int rc, struct pool *pool, struct plan *plan) __attribute__((warn_unused_result));

/*
 * Issues and pull requests become tasks, where a rule says so; the last part of such a decision.
 * Where no rule does, the delivery is not read, and the plan stays as it is, but for its reason.
 */
int decided_tasks(const struct delivery *delivery, const struct app *app, const struct repo *repo,
                  struct plan *plan) __attribute__((warn_unused_result));

#endif
