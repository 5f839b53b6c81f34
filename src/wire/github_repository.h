/*
 * github_repository.h - what GitHub knows of a repository, its pull requests and its people
 *
 * errors  those of github_call(); FAIL_NOT_FOUND: there is none, or the App may not see it
 * memory  the client's pool
 * source  GitHub REST, "Repositories", "Collaborators", "Pull requests", "Commits"
 */
#ifndef HOOKLET_WIRE_GITHUB_REPOSITORY_H
#define HOOKLET_WIRE_GITHUB_REPOSITORY_H

#include "base/match.h"
#include "wire/github.h"

enum github_permission {
    PERMISSION_NONE,
    PERMISSION_READ,
    PERMISSION_TRIAGE,
    PERMISSION_WRITE,
    PERMISSION_MAINTAIN,
    PERMISSION_ADMIN
};

struct github_head {
    const char *sha;
    const char *ref;        /* branch */
    const char *repository; /* OWNER/NAME, or NULL: it is gone */
    bool fork;              /* it is another repository than the one of the pull request */
    int64_t pushed_ms;      /* when anything was last pushed to it; 0: not told */
};

struct github_repository {
    int64_t id;       /* of the one that has, or had, the name that was asked for */
    const char *name; /* OWNER/NAME as it is called now */
    bool archived;    /* nobody can change anything in it */
};

int github_repository_get(struct github *github, const char *name,
                          struct github_repository *repository) __attribute__((warn_unused_result));
/* What this person may do there; somebody who is no collaborator has at most PERMISSION_READ. */
int github_permission(struct github *github, const char *repository, const char *login,
                      enum github_permission *permission) __attribute__((warn_unused_result));
/* Pure: by GitHub's words, "write" and "maintain"; either may be NULL, and the larger one counts. */
enum github_permission github_permission_of(const char *permission, const char *role);
/* The head of a pull request, as it is now. */
int github_pull_head(struct github *github, const char *repository, int64_t number,
                     struct github_head *head) __attribute__((warn_unused_result));
/* Logins of who is asked to review a pull request, without teams. */
int github_pull_reviewers(struct github *github, const char *repository, int64_t number,
                          struct strings *logins) __attribute__((warn_unused_result));
/*
 * What a branch pointed to at that time, by the repository's list of pushes; NULL in `sha` when the
 * list does not tell, which is also so when there was a push in that very second.
 */
int github_branch_at(struct github *github, const char *repository, const char *branch,
                     int64_t at_ms, const char **sha) __attribute__((warn_unused_result));
int github_default_branch(struct github *github, const char *repository, const char **branch)
    __attribute__((warn_unused_result));
/* The commit of a branch, tag or commit. */
int github_commit(struct github *github, const char *repository, const char *ref, const char **sha)
    __attribute__((warn_unused_result));
/* Login of who wrote a commit; NULL: GitHub doesn't know whose address that is. */
int github_commit_author(struct github *github, const char *repository, const char *sha,
                         const char **login) __attribute__((warn_unused_result));

#endif
