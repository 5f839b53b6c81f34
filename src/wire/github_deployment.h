/*
 * github_deployment.h - makes deployments at GitHub, finds them again, says how they go
 *
 * By REST, not GraphQL: GraphQL deploys what a Ref points to, so neither a commit nor a pull
 * request of a fork; and of a refusal it has a sentence, where REST has a status and the contexts.
 * errors  those of github_call(); FAIL_NOT_FOUND: the repository, or the deployment, is gone, or
 *         the App may not see it
 * memory  the client's pool
 * source  GitHub REST, "Deployments", "Deployment statuses"; of the contexts in a 409, which the
 *         documents leave out: github.com/drevops/vortex issue 1903, remind101/slashdeploy issue 15
 */
#ifndef HOOKLET_WIRE_GITHUB_DEPLOYMENT_H
#define HOOKLET_WIRE_GITHUB_DEPLOYMENT_H

#include "base/match.h"
#include "wire/github.h"
#include "wire/github_deployment_read.h"

#define GITHUB_DESCRIPTION_MOST 140 /* characters */

struct github_deployment_wish {
    /*
     * Branch, tag or commit.  Of a branch GitHub takes what it points to at that moment: who wants
     * one commit says the commit, or compares that of what was made.
     */
    const char *ref;
    const char *environment;
    const char *description;        /* cut to GITHUB_DESCRIPTION_MOST characters; or NULL */
    const struct strings *contexts; /* NULL: left out, so that GitHub checks all; empty: none */
    bool transient;                 /* the environment goes away some day, as that of a branch */
    bool production;                /* people use it */
    int64_t row;                    /* ours: goes into the payload, with what follows */
    int64_t pull_request;           /* or 0 */
    const char *url;                /* of the environment, or NULL */
};

enum github_deployment_end {
    GITHUB_DEPLOYMENT_CREATED,
    GITHUB_DEPLOYMENT_PENDING,  /* checks are not done yet: ask again when they are */
    GITHUB_DEPLOYMENT_FAILED,   /* a check has failed: asking again can't help */
    GITHUB_DEPLOYMENT_CONFLICT, /* a merge conflict with the default branch */
    GITHUB_DEPLOYMENT_MERGED    /* 202: GitHub has merged the default branch into this one first,
                                   though it was told not to: ask again, of the commit as it is now */
};

struct github_deployment_answer {
    enum github_deployment_end end;
    struct github_deployment deployment; /* created */
    struct strings contexts;             /* pending, failed: what stops it, "ci/test (failure)" */
    const char *words;                   /* others than created: GitHub's reason, one line */
};

/* auto_merge is off.  A refusal of these kinds is an answer, and not logged. */
int github_deployment_create(struct github *github, const char *repository,
                             const struct github_deployment_wish *wish,
                             struct github_deployment_answer *answer)
    __attribute__((warn_unused_result));

/*
 * The one that was made for a row, for whoever was cut off in between: newest first, among those
 * that are not older than since_ms (our clock; ten minutes are allowed for GitHub's), of a commit
 * (NULL: any) and an environment.  errors  FAIL_NOT_FOUND none
 */
struct github_deployment_sought {
    const char *sha, *environment;
    int64_t row, since_ms;
};

int github_deployment_find(struct github *github, const char *repository,
                           const struct github_deployment_sought *sought,
                           struct github_deployment *deployment)
    __attribute__((warn_unused_result));

/* NULL texts are left out. */
struct github_deployment_news {
    const char *state;       /* "queued", "pending", "in_progress", "success", "failure", "error",
                                "inactive" */
    const char *description; /* cut to GITHUB_DESCRIPTION_MOST characters */
    const char *log_url;
    const char *environment_url;
    const char *environment; /* renames it; NULL: that of the deployment */
};

/*
 * Adds a status.  After a success GitHub makes the older ones of that environment inactive, unless
 * it is transient or production.
 */
int github_deployment_status(struct github *github, const char *repository, const char *remote,
                             const struct github_deployment_news *news)
    __attribute__((warn_unused_result));
/* State of the newest status, for whoever was cut off; "" where there is none yet. */
int github_deployment_state(struct github *github, const char *repository, const char *remote,
                            const char **state) __attribute__((warn_unused_result));

/* Pure: a text in one line, which ends with "…" where it was too long; NULL gives NULL. */
const char *github_deployment_description(struct pool *pool, const char *text);

#endif
