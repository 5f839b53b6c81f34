/*
 * github_collaborators.h - who works on a repository
 *
 * By GraphQL, where a page is a fifth as large; where that is refused (an App needs more than
 * metadata for it) or not served, by REST.  All pages of either; who may not see them by either way
 * is told so (FAIL_REFUSED).
 * errors  those of github_call(); FAIL_NOT_FOUND: no such repository
 * memory  the client's pool
 * source  GitHub GraphQL, Repository.collaborators; GitHub REST, "List repository collaborators"
 */
#ifndef HOOKLET_WIRE_GITHUB_COLLABORATORS_H
#define HOOKLET_WIRE_GITHUB_COLLABORATORS_H

#include "wire/github_repository.h"

struct github_collaborator {
    const char *login;
    enum github_permission permission;
};

struct github_collaborators {
    struct github_collaborator *items; /* in GitHub's order */
    size_t count;
};

int github_collaborators_get(struct github *github, const char *repository,
                             struct github_collaborators *collaborators)
    __attribute__((warn_unused_result));

#endif
