/*
 * plan.h - event + what we know about the repository -> what to do
 *
 * Pure: no database, network or clock.  Every rule of the repository either gives one job or one
 * reason why not.
 * args of a job: as plan_job.h says.
 * Keys: a deploy runs one at a time per rule ("deploy:NAME"), a run rule per rule and repository
 * ("run:NAME:OWNER/REPO", lower case).
 * A deploy job's subject is the commit, so that the two events of a merge deploy once.  A run job
 * has none: each event is work of its own.
 */
#ifndef HOOKLET_WORK_PLAN_H
#define HOOKLET_WORK_PLAN_H

#include "store/types.h"
#include "wire/github_event.h"
#include "work/repo.h"

void plan_push(const struct github_push *push, const struct repo *repo, struct plan *plan);
void plan_pull_request(const struct github_pull_request *pull_request, const struct repo *repo,
                       struct plan *plan);
/* Any other event: run rules only. */
void plan_event(const struct github_event *event, const struct repo *repo, struct plan *plan);
/*
 * With jobs it is accepted; without, one sentence says why nothing happens.  The three above do it;
 * again for whoever has added to what they made.
 */
void plan_conclude(struct plan *plan, const struct repo *repo);

#endif
