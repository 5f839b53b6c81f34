/*
 * github_checks.h - what a commit's checks say: commit statuses and check runs, as one list
 *
 * GitHub lets a deployment be made when every context is a success.  What stops it is one that has
 * failed, which stays so; one that is pending, for which one can wait; or one that was skipped or
 * ended neutral, which GitHub has been seen to count as no success: so it stops a deployment where
 * nothing else does.
 * errors  those of github_call(); FAIL_NOT_FOUND: no such repository or commit
 * memory  the client's pool
 * source  GitHub REST, "Commit statuses", "Check runs"
 */
#ifndef HOOKLET_WIRE_GITHUB_CHECKS_H
#define HOOKLET_WIRE_GITHUB_CHECKS_H

#include "base/match.h"
#include "wire/github.h"

/* The later one outweighs. */
enum github_verdict { CHECK_PASSED, CHECK_SKIPPED, CHECK_PENDING, CHECK_FAILED };

struct github_check {
    const char *context; /* of a status, or a check run's name; any UTF-8 */
    const char *state;   /* GitHub's word: "failure", "in_progress", "timed_out" */
    enum github_verdict verdict;
};

struct github_checks {
    struct github_check *items;
    size_t count;
    size_t room;                 /* of items */
    enum github_verdict verdict; /* of all of them; without any it is passed */
};

/*
 * All of a commit, by REST: that names the permission which an App lacks.  only: these contexts, of
 * which each that nobody has reported yet is pending ("expected"); NULL: all.
 */
int github_checks_get(struct github *github, const char *repository, const char *sha,
                      const struct strings *only, struct github_checks *checks)
    __attribute__((warn_unused_result));

/* The rest is pure.  What a state or conclusion means; "" and words that are new are pending. */
enum github_verdict github_check_verdict(const char *state);
/* Adds one, and weighs it. */
void github_checks_add(struct pool *pool, struct github_checks *checks, const char *context,
                       const char *state);
/* Keeps these contexts, adds those that are missing; NULL: does nothing. */
void github_checks_keep(struct pool *pool, struct github_checks *checks,
                        const struct strings *only);
/* "ci/test (failure)" for each that has this verdict, each once. */
struct strings github_checks_words(struct pool *pool, const struct github_checks *checks,
                                   enum github_verdict verdict);

#endif
