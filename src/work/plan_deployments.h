/*
 * plan_deployments.h - events of GitHub's -> deployments and messages, for repositories that are
 * projects
 *
 * What the workflow makes of an event (workflow.h), and whether it is told (notice.h), is decided
 * here.  Whether the repository is a project stands in hooklet.conf, or in the store alone: then the
 * plan gets a change that looks there in accept's transaction.  A project gets its jobs, of kinds
 * "deployment" and "notify", and the reasons of rules that don't act; any other repository
 * { "workflow", "no project" }.
 * Redeliver makes up for what was ignored before a channel was tied: the change is repeatable.
 * With nothing of all this configured (settings_deploys()) plans stay as they are, and so they do
 * for events that neither deploy nor are told.
 * Pure, but for the change.
 */
#ifndef HOOKLET_WORK_PLAN_DEPLOYMENTS_H
#define HOOKLET_WORK_PLAN_DEPLOYMENTS_H

#include "store/types.h"
#include "wire/github_event.h"
#include "work/repo.h"

#define WORKFLOW_RULE "workflow" /* under which an ignored event is noted */

/*
 * They add to a plan that plan_push() and its like have made; the delivery is read again, for what is
 * told.
 */
void plan_deployments_push(const struct github_push *push, const struct app *app,
                           const struct repo *repo, struct plan *plan);
int plan_deployments_pull_request(const struct github_pull_request *pull_request,
                                  const struct delivery *delivery, const struct app *app,
                                  const struct repo *repo, struct plan *plan)
    __attribute__((warn_unused_result));
/* Any other event: it is told, or not. */
int plan_deployments_notice(const struct delivery *delivery, const struct app *app,
                            const struct repo *repo, struct plan *plan)
    __attribute__((warn_unused_result));

#endif
