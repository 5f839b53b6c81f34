/*
 * github_repositories.h - which repositories somebody has, as far as we may see them
 *
 * As an App: those that its installation reaches.  With a personal token: those of the
 * organisation, or of the user; private ones of a user are seen by that user's own token alone.
 * errors  FAIL_NOT_FOUND (not logged) GitHub knows nobody of that name · FAIL_REFUSED the App is
 *         not installed there · those of github_call()
 * memory  the client's pool
 */
#ifndef HOOKLET_WIRE_GITHUB_REPOSITORIES_H
#define HOOKLET_WIRE_GITHUB_REPOSITORIES_H

#include "base/match.h"
#include "wire/github.h"

/* OWNER/NAME, by name, case aside.  The client is one of github_open_owner(). */
int github_repositories(struct github *github, const char *owner, struct strings *names)
    __attribute__((warn_unused_result));

#endif
