/*
 * github_ref.h - which commit is meant: a branch, a tag, a commit, or a pull request
 *
 *     main  v1.2  0123abc (7 digits or more)  pull/12/head  refs/heads/v1.2  refs/tags/v1.2
 *
 * One request in GraphQL, which tells at once whether a name is both a branch and a tag: then it is
 * ambiguous, and only the full form says which is meant.  Names go before the digits of a commit,
 * but 40 or 64 digits are a commit, as git has it.  The head of a pull request stays when its
 * branch or fork is deleted.
 * A commit may be one that only a fork has: GitHub keeps the objects of all forks together.
 * errors  FAIL_NOT_FOUND (not logged) no such thing, or not any more: a deleted branch, a beginning
 *         that several commits have; no such repository · those of github_graphql()
 * memory  the client's pool
 * source  GitHub GraphQL, Repository.ref, .object, .pullRequest; gitrevisions(7)
 */
#ifndef HOOKLET_WIRE_GITHUB_REF_H
#define HOOKLET_WIRE_GITHUB_REF_H

#include "wire/github.h"

enum github_ref_kind { GITHUB_REF_BRANCH, GITHUB_REF_TAG, GITHUB_REF_COMMIT, GITHUB_REF_PULL };

struct github_ref {
    enum github_ref_kind kind;
    bool ambiguous;   /* a branch and a tag: nothing else is said */
    const char *name; /* "main", "v1.2", the whole commit, "pull/12/head" */
    const char *full; /* "refs/heads/main", "refs/tags/v1.2", "refs/pull/12/head"; NULL: a commit */
    const char *sha;  /* the commit, also of an annotated tag */
    int64_t pull_request; /* number, or 0; all that follows is of a pull request */
    bool open, draft, fork;
    const char *branch; /* its branch, there or in a fork; NULL: deleted */
    const char *author; /* login, or NULL */
};

int github_ref_resolve(struct github *github, const char *repository, const char *ref,
                       struct github_ref *found) __attribute__((warn_unused_result));

/* Pure: the number in "pull/12/head" or "refs/pull/12/head"; 0: it is neither. */
int64_t github_ref_pull(const char *ref);

#endif
