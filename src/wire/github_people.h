/*
 * github_people.h - an organisation's members, and how somebody becomes one
 *
 * errors  those of github_call()
 */
#ifndef HOOKLET_WIRE_GITHUB_PEOPLE_H
#define HOOKLET_WIRE_GITHUB_PEOPLE_H

#include "base/match.h"
#include "wire/github.h"

#define GITHUB_FOUND_MOST 1000 /* GitHub's search shows no more */

enum github_membership { MEMBERSHIP_NONE, MEMBERSHIP_PENDING, MEMBERSHIP_ACTIVE };

/* FAIL_REFUSED also when the App may not see members: else everybody would seem to be none. */
int github_membership(struct github *github, const char *organization, const char *login,
                      enum github_membership *membership) __attribute__((warn_unused_result));
/* Invites; who is a member stays one.  role: "member", "admin". */
int github_invite(struct github *github, const char *organization, const char *login,
                  const char *role, enum github_membership *membership)
    __attribute__((warn_unused_result));
/*
 * This person's pull requests that were merged in the organisation's repositories, "acme/web#12" in
 * lower case, GITHUB_FOUND_MOST at most.  GitHub finds a new one only seconds later.
 */
int github_merged(struct github *github, const char *organization, const char *login,
                  struct strings *pull_requests) __attribute__((warn_unused_result));
/* Number of their first pull request in a repository, whatever came of it; 0: none is found yet. */
int github_first_opened(struct github *github, const char *repository, const char *login,
                        int64_t *number) __attribute__((warn_unused_result));

/* The real name that somebody tells of themselves, kept for its ETag; NULL: they tell none. */
int github_user_name(struct github *github, const char *login, const char **name)
    __attribute__((warn_unused_result));

/* Opens an issue; its number. */
int github_issue_open(struct github *github, const char *repository, const char *title,
                      const char *text, int64_t *number) __attribute__((warn_unused_result));
int github_issue_close(struct github *github, const char *repository, int64_t number)
    __attribute__((warn_unused_result));
/*
 * Number of the issue, open or closed, changed since then, whose text holds these words; 0: none.
 */
int github_issue_find(struct github *github, const char *repository, const char *words,
                      int64_t since_ms, int64_t *number) __attribute__((warn_unused_result));

#endif
