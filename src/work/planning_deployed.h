/*
 * planning_deployed.h - what the parts of plan_deployed.h share; for those alone
 */
#ifndef HOOKLET_WORK_PLANNING_DEPLOYED_H
#define HOOKLET_WORK_PLANNING_DEPLOYED_H

#include "work/announce.h"
#include "work/plan_deployed.h"

/* What a change works with; `event` is one of github_deploy_event.h, or a commit. */
struct deployed {
    struct repo repo;
    const void *event;
    bool by_actions;
};

/* Inside a change: the plan that it completes. */
struct deployed_plan {
    struct db *db;
    const struct plan_change *change;
    const struct deployed *deployed;
    struct announcing announcing;
    struct plan *plan;
};

/* Hands the rest to a change. */
void deployed_ask(const struct plan_deployed *asked, const struct deployed *deployed,
                  plan_apply *apply, const char *question, struct plan *plan);
/* Or nothing can come of it. */
void deployed_refuse(const struct plan_deployed *asked, const char *reason, struct plan *plan);
struct deployed_plan deployed_begin(struct db *db, const struct plan_change *change,
                                    struct pool *pool, struct plan *plan);
/* Why nothing is done. */
void deployed_ignore(struct deployed_plan *planning, const char *reason);
/* The jobs that were announced, and what the plan comes to. */
int deployed_conclude(struct deployed_plan *planning) __attribute__((warn_unused_result));
/* A deployment that somebody else has made. */
int deployed_foreign(struct deployed_plan *planning) __attribute__((warn_unused_result));

#endif
