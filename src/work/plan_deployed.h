/*
 * plan_deployed.h - what GitHub tells of deployments and checks -> builds, and second tries
 *
 *     deployment         ours: its build is asked for.  Somebody else's: if it is for an environment
 *                        of our rules, and the repository is a project, it becomes a row, and is
 *                        built; a deployment that a workflow of GitHub Actions has made is that
 *                        workflow's
 *     deployment_status  of ours the builds alone tell how they are; but who makes inactive what is
 *                        live takes it back
 *     status, check_suite  rows that wait for checks of that commit are tried again
 *
 * A deployment is ours by its id, or by the row in its payload: GitHub may tell of it before the
 * one who asked for it has noted the id.  What can be asked of the event alone is decided at once,
 * the rest by the plan's change, which is repeatable: all of it comes to the same when it is done
 * once more.  With nothing of deployments configured plans stay as they are.
 */
#ifndef HOOKLET_WORK_PLAN_DEPLOYED_H
#define HOOKLET_WORK_PLAN_DEPLOYED_H

#include "wire/github_deploy_event.h"
#include "work/repo.h"

/* Each adds to a plan that plan_event() has made; all of it lives in the repo's pool. */
struct plan_deployed {
    const struct app *app;
    const struct delivery *delivery;
    const struct repo *repo;
};

/* by_actions: a workflow of GitHub Actions has made it. */
void plan_deployed_deployment(const struct plan_deployed *asked,
                              const struct github_deployment_event *event, bool by_actions,
                              struct plan *plan);
void plan_deployed_status(const struct plan_deployed *asked,
                          const struct github_deployment_status_event *event, struct plan *plan);
/* reason: why it can't be news of a check's end, or NULL. */
void plan_deployed_checks(const struct plan_deployed *asked, const char *sha, const char *reason,
                          struct plan *plan);

#endif
