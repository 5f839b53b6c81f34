/*
 * plan_invite.h - merges, first pull requests and new members -> jobs of kind "invite"
 *
 * Both add to a plan that plan_pull_request() or plan_event() has made.  A rule that does not act
 * has a reason only where somebody would ask: not for all that happens to a pull request.
 * Whether somebody is a member, was invited before or is new here is not decided but by the action
 * (invite.h): it has to ask.
 * Pure.
 */
#ifndef HOOKLET_WORK_PLAN_INVITE_H
#define HOOKLET_WORK_PLAN_INVITE_H

#include "store/types.h"
#include "wire/github_organization.h"
#include "work/repo.h"

/* The author of a merged pull request; or, for a greeting, of one that was opened. */
void plan_invite_pull_request(const struct github_pull_request *pull_request,
                              const struct repo *repo, const struct github_api *api,
                              struct plan *plan);
/* The event is of no repository: rules are found by their organisation. */
void plan_invite_joined(const struct github_organization *organization,
                        const struct settings *settings, const struct repo *repo,
                        struct plan *plan);

#endif
