/*
 * deploy_wish.h - people want something deployed: what is that, and may it go there?
 *
 * Slack's commands and those in comments both ask here, so that neither permits what the other
 * refuses.  What is to be deployed comes from deploy_wish_find.h, which asks GitHub, or from what
 * stands below, which asks the store alone:
 *
 *     words = deploy_wish_begin(settings, repository, "staging", pool, &wish);
 *     rc = deploy_wish_live(db, &wish, &words);      or _previous, or deploy_wish_look_up()
 *     rc = deploy_wish_refusal(db, &wish, &words);
 *     whole = deploy_wish_job(&wish);                what is left to say: origin, by, ...
 *
 * words: NULL, all is well; else why not: plain text for people, not escaped for anything, without
 * a period.  Locks are asked for elsewhere (store/environment.h), since they have words of their own.
 *
 * errors  those of the store.  memory  the pool
 */
#ifndef HOOKLET_WORK_DEPLOY_WISH_H
#define HOOKLET_WORK_DEPLOY_WISH_H

#include "port/db.h"
#include "store/deployment.h"
#include "work/workflow.h"

struct deploy_wish {
    const char *repository;
    struct workflow_place place; /* where it is to go */
    struct pool *pool;
    /* What is to go there. */
    struct deployment_ref ref; /* its kind is known: no REF_NAME */
    const char *full;          /* the same as jobs have it, or NULL: the commit alone */
    const char *sha;
    const char *author;   /* login of who wrote it; or NULL */
    int64_t pull_request; /* whose head it is, or 0 */
    bool fork, closed;    /* of that pull request */
};

/* Finds the environment in the workflow of the repository. */
const char *deploy_wish_begin(const struct settings *settings, const char *repository,
                              const char *environment, struct pool *pool, struct deploy_wish *wish);
/*
 * It is the head of a pull request, of this branch (NULL: not known any more); fork and closed are
 * set before, the commit is for the caller to set.
 */
void deploy_wish_pull(struct deploy_wish *wish, int64_t number, const char *branch);
/* It is again what that row, of the same repository, says was deployed. */
void deploy_wish_row(struct deploy_wish *wish, const struct deployment *row);

/* May people send nothing at all there, but a pull request's head to its own environment? */
const char *deploy_wish_closed(const struct deploy_wish *wish);
/* What is live where the rule takes its own from (PICK_BUILT). */
int deploy_wish_live(struct db *db, struct deploy_wish *wish, const char **words)
    __attribute__((warn_unused_result));
/* What was there before: where a rollback goes to.  Nothing further is to be asked then. */
int deploy_wish_previous(struct db *db, struct deploy_wish *wish, const char **words)
    __attribute__((warn_unused_result));

/*
 * May it go there?  What workflow_refusal() says, and: nothing of a fork where the rule lets none
 * in, nothing to the environment of a closed pull request.  A pull request's own head may always go
 * to its own environment, by hand as by itself.
 */
int deploy_wish_refusal(struct db *db, const struct deploy_wish *wish, const char **words)
    __attribute__((warn_unused_result));
/* The job's part that is known from here: what, rule, repository, environment, ref, sha, author. */
struct wish deploy_wish_job(const struct deploy_wish *wish);

#endif
