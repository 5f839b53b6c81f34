/*
 * github_issue.h - an issue, or a pull request, as it is now, and what may be done to it
 *
 * To GitHub a pull request is an issue, too.
 * errors  those of github_call(); FAIL_NOT_FOUND: it is gone, also by status 410, or the App may
 *         not see it
 * memory  the client's pool
 * source  GitHub REST, "Issues", "Issue assignees"
 */
#ifndef HOOKLET_WIRE_GITHUB_ISSUE_H
#define HOOKLET_WIRE_GITHUB_ISSUE_H

#include "base/match.h"
#include "wire/github.h"

struct github_issue {
    const char *repository; /* OWNER/NAME: another one than was asked when it was transferred */
    bool pull_request;
    bool open;
    struct strings assignees; /* logins */
};

int github_issue_get(struct github *github, const char *repository, int64_t number,
                     struct github_issue *issue) __attribute__((warn_unused_result));
/* Closes it as completed, or reopens it; so already: fine. */
int github_issue_set_open(struct github *github, const char *repository, int64_t number, bool open)
    __attribute__((warn_unused_result));
/*
 * Others stay assigned.  taken: it is assigned to that login now; GitHub leaves out, without a
 * word, whom it does not let be assigned there.
 */
int github_issue_assign(struct github *github, const char *repository, int64_t number,
                        const char *login, bool *taken) __attribute__((warn_unused_result));
/* It is not assigned to them: fine. */
int github_issue_unassign(struct github *github, const char *repository, int64_t number,
                          const char *login) __attribute__((warn_unused_result));

#endif
