/*
 * inviting.h - an invite job under way; for invite*.c alone
 */
#ifndef HOOKLET_WORK_INVITING_H
#define HOOKLET_WORK_INVITING_H

#include "work/action.h"
#include "work/github_job.h"
#include "work/invite_wish.h"

struct inviting {
    const struct work *work;
    const struct job *job;
    const struct rule *rule; /* an invite rule for this organisation */
    struct invite_wish wish;
    const char *key;      /* of its rows in the table `state` */
    struct github github; /* once it is opened */
    struct outcome *outcome;
};

/*
 * One for each enum invite_what.
 * errors  FAIL_CONFLICT (not logged) somebody has changed what we remember meanwhile: look again
 */
int invite_merged(struct inviting *inviting) __attribute__((warn_unused_result));
int invite_opened(struct inviting *inviting) __attribute__((warn_unused_result));
int invite_joined(struct inviting *inviting) __attribute__((warn_unused_result));

/* Was it this job, in an attempt that was cut off, that wrote the row? */
bool inviting_mine(const struct inviting *inviting, const char *job);
/* Nothing is left to do. */
void inviting_end(struct inviting *inviting, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A text of the rule (NULL: none) with its names and numbers put in. */
const char *inviting_text(const struct inviting *inviting, const char *text, int count);
/*
 * Ends the job, and says the text on the pull request: by a job that follows, in the transaction
 * that ends this one.
 */
void inviting_say(struct inviting *inviting, const char *text, int count, const char *detail);
/*
 * How many pull requests of theirs were merged: those that GitHub finds, if `ask`, and those that
 * we were told of.  Only the rule's repositories count.
 */
int inviting_count(struct inviting *inviting, struct strings known, bool ask, int *count)
    __attribute__((warn_unused_result));

#endif
