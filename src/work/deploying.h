/*
 * deploying.h - a deployment under way: what the parts of deployment_act.c share; for those alone
 */
#ifndef HOOKLET_WORK_DEPLOYING_H
#define HOOKLET_WORK_DEPLOYING_H

#include "port/rule.h"
#include "store/deployment.h"
#include "store/project.h"
#include "wire/github.h"
#include "work/action.h"
#include "work/announce.h"
#include "work/deployment_state.h"
#include "work/wish.h"

struct deploying {
    const struct work *work;
    const struct job *job;
    struct outcome *outcome;
    struct wish wish;
    struct project project;
    const struct rule *rule;
    struct github github;
    struct deployment row;
    struct announcing announcing;
};

/* The outcome. */
void deploying_end(struct deploying *deploying, enum outcome_end end, const char *detail);
/* Tells all who are concerned of a row as it is now. */
int deploying_announce(struct deploying *deploying, const struct deployment *row)
    __attribute__((warn_unused_result));

/* News of the row, with what is to be written beside its new state. */
struct deploying_news {
    enum deployment_news news;
    const char *detail; /* or NULL */
    const char *remote; /* GitHub's id of it, now known; or NULL */
};

/*
 * Writes what they make of the row, which is as it is now afterwards.  ignored: why
 * they change nothing, or NULL.  A remote is noted in any case: it is there.
 */
int deploying_hear(struct deploying *deploying, const struct deploying_news *news,
                   const char **ignored) __attribute__((warn_unused_result));

/*
 * May this repository, by this rule, be deployed there?  Sets project and rule.  why: words; NULL: it
 * may.
 */
int deploying_permitted(struct deploying *deploying, const char *repository,
                        const char *environment, const char *rule, const char **why)
    __attribute__((warn_unused_result));
/*
 * Is the row's environment its pull request's own, which ends with it?  One that somebody sends to
 * "test" has none.
 */
bool deploying_is_own(const struct deploying *deploying);
/* The checks that the rule wants, as a row has them. */
const char *deploying_contexts(const struct deploying *deploying);
/* Fills the row of a wish: its commit, author, ticket, URL.  why: what is wrong with the ref. */
int deploying_fill(struct deploying *deploying, const char **why)
    __attribute__((warn_unused_result));
/* The same for the row of a deployment that somebody else has made: what GitHub's event didn't say. */
int deploying_complete(struct deploying *deploying) __attribute__((warn_unused_result));
/* Brings an open row, which has no remote, to GitHub.  is_new: it can't be there yet. */
int deploying_create(struct deploying *deploying, bool is_new) __attribute__((warn_unused_result));
/* The end of a pull request's environment. */
int deploying_finish(struct deploying *deploying) __attribute__((warn_unused_result));

#endif
