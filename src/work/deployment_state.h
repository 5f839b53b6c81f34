/*
 * deployment_state.h - what becomes of a deployment without a job, by what is heard of it
 *
 *     queued ──> waiting (for checks) ──> queued      and, while no build was asked for, to
 *     queued ──> in progress ──> success, failure, error      superseded, inactive, failure, error
 *
 * A build that was asked for is never cut off: from then on only the CI system's word on the whole
 * of it settles, whatever a part of it says.  What has ended stays as it is; only a success becomes
 * inactive, when its pull request is closed.
 * Whoever hears something reads the row, asks here, and writes the row by version.
 * Pure.
 */
#ifndef HOOKLET_WORK_DEPLOYMENT_STATE_H
#define HOOKLET_WORK_DEPLOYMENT_STATE_H

#include "base/pool.h"
#include "store/deployment.h"

enum deployment_news {
    /* of GitHub's, before anything is built */
    NEWS_CREATED,        /* it has made the deployment: no check is in its way */
    NEWS_CHECKS_PENDING, /* it doesn't yet: checks are not done */
    NEWS_CHECK_FAILED,   /* it won't: a required check has failed */
    NEWS_CONFLICT,       /* it won't: the commit can't be merged */
    NEWS_REFUSED,        /* it, or the CI system, won't, for another reason */
    /* of the build */
    NEWS_STARTED,      /* there is one */
    NEWS_PART_DONE,    /* a job of it has ended, well or not */
    NEWS_BUILT,        /* all of it has ended well */
    NEWS_BUILD_FAILED, /* failed, canceled, timed out */
    NEWS_BUILD_ERROR,  /* ended in some other way */
    NEWS_OTHER_COMMIT, /* it builds another commit than ours */
    NEWS_BUILD_LOST,   /* nobody can tell any more what became of it */
    /* of people */
    NEWS_NEWER,      /* a newer wish for the same environment */
    NEWS_CLOSED,     /* its pull request was closed */
    NEWS_TAKEN_BACK, /* it was cancelled, or its environment locked */
    NEWS_KINDS
};

struct deployment_verdict {
    enum deployment_state state; /* from now on */
    const char *ignored;         /* why the news change nothing, for people; NULL: they count */
};

/* News that count may leave the state as it is: a build goes on, checks are still pending. */
struct deployment_verdict deployment_hear(const struct deployment *row, enum deployment_news news);

/* Was GitHub told of the state that it has? */
bool deployment_is_told(const struct deployment *row);

/* "a push of ann", "pull request #12 of ann", "ann in Slack", "a rollback of ann": who and what. */
const char *deployment_asked(struct pool *pool, const struct deployment *row);
/* The same with another name of who it was; NULL: nobody is known. */
const char *deployment_asked_by(struct pool *pool, const struct deployment *row, const char *name);
/* "v1.2 (1a2b3c4d5e)", or the commit alone. */
const char *deployment_what(struct pool *pool, const struct deployment *row);
/* "is queued for", "is live on": what stands between a commit and its environment. */
const char *deployment_became(const struct deployment *row);
/* "waiting for checks", "failed": how it stands, for lists. */
const char *deployment_state_words(enum deployment_state state);
/* For GitHub, which cuts it: "v1.2 (1a2b3c4d5e) to production, asked for by ann in Slack". */
const char *deployment_description(struct pool *pool, const struct deployment *row);
/* The same for a status of it: what it does, or how it ended. */
const char *deployment_status_words(struct pool *pool, const struct deployment *row);

#endif
