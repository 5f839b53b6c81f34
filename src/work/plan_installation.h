/*
 * plan_installation.h - where a GitHub App is installed becomes facts
 *
 *     installation             ID           {"account","type","selection","suspended","deleted"}
 *     repository_installation  owner/name   {"installation"} or {"installation","removed":true}
 *
 * The key of a repository is in lower case, as names compare case aside; an id is a string, account,
 * type and selection are absent where GitHub doesn't tell.  store/installations.h reads them.
 * GitHub's clock orders them: installation.updated_at.  A deletion is the end of an installation, as
 * no id is used twice: it counts as newer than all that was known when it came.
 * An event that names a repository tells nothing: GitHub's never do, but a secret that is good for
 * one repository could sign such a body.
 * Run rules for these events act as for any other.  Pure, as plan.h.
 */
#ifndef HOOKLET_WORK_PLAN_INSTALLATION_H
#define HOOKLET_WORK_PLAN_INSTALLATION_H

#include "store/types.h"
#include "wire/github_installation.h"
#include "work/repo.h"

void plan_installation(const struct github_installation *installation, const struct repo *repo,
                       struct plan *plan);

#endif
