/*
 * github_people.h - an organisation's members, and how somebody becomes one
 *
 * errors  those of github_call()
 */
#ifndef HOOKLET_WIRE_GITHUB_PEOPLE_H
#define HOOKLET_WIRE_GITHUB_PEOPLE_H

#include "wire/github.h"

enum github_membership { MEMBERSHIP_NONE, MEMBERSHIP_PENDING, MEMBERSHIP_ACTIVE };

/* FAIL_REFUSED also when the App may not see members: else everybody would seem to be none. */
int github_membership(struct github *github, const char *organization, const char *login,
                      enum github_membership *membership) __attribute__((warn_unused_result));
/* Invites; who is a member stays one.  role: "member", "admin". */
int github_invite(struct github *github, const char *organization, const char *login,
                  const char *role, enum github_membership *membership)
    __attribute__((warn_unused_result));
/* How many pull requests of this person were merged in the organisation's repositories so far. */
int github_merged_count(struct github *github, const char *organization, const char *login,
                        int64_t *count) __attribute__((warn_unused_result));
/* How many this person has opened in a repository, whatever came of them. */
int github_opened_count(struct github *github, const char *repository, const char *login,
                        int64_t *count) __attribute__((warn_unused_result));

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
