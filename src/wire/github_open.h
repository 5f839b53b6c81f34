/*
 * github_open.h - a client for a repository: which installation of the App serves it?
 *
 * The configuration's own, else the event's, else the one that the store knows for the repository
 * (installation events tell), else GitHub is asked, and the answer kept.  Where the store knows of
 * an obstacle (suspended, deleted, repository taken out) GitHub is asked, too, and has the last
 * word.  With a personal token there is none to find.
 * errors  FAIL_CONFIG neither App nor token · FAIL_REFUSED the App is not installed there, or is
 *         suspended · those of github_call() and the store
 */
#ifndef HOOKLET_WIRE_GITHUB_OPEN_H
#define HOOKLET_WIRE_GITHUB_OPEN_H

#include "wire/github.h"

/* installation: of the event, or 0.  repository: OWNER/NAME, valid. */
int github_open(struct github *github, int64_t installation, const char *repository)
    __attribute__((warn_unused_result));
/* The same for an organisation: none of its repositories is known. */
int github_open_organization(struct github *github, int64_t installation, const char *organization)
    __attribute__((warn_unused_result));
/* The same for a user or an organisation, whichever it is. */
int github_open_owner(struct github *github, const char *owner) __attribute__((warn_unused_result));

#endif
