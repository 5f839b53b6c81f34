/*
 * message_deployment.h - how a deployment is told: at Slack, where its message is edited in place, in
 * the thread under it, and in a comment on its pull request
 *
 * Pure: the row, who is who, and what the caller has found out about the environment.  A row of any
 * state has a message, so whoever tells it need not ask which.
 * What others wrote (refs, names, how a build ended) is escaped; people who are linked are mentioned.
 * memory  the pool
 */
#ifndef HOOKLET_WORK_MESSAGE_DEPLOYMENT_H
#define HOOKLET_WORK_MESSAGE_DEPLOYMENT_H

#include <stdbool.h>

#include "base/pool.h"
#include "store/deployment.h"
#include "store/people.h"

struct message_about {
    const struct deployment *row;
    const struct people *people; /* those who may be in it */
    bool current;                /* a success: nothing else was deployed there since */
    bool back; /* there was another commit before, so a rollback has somewhere to go */
    const struct deployment *behind; /* queued: what is being built there first, or NULL */
};

/* The message. */
struct message_words {
    const char *text;   /* all of it, for notifications and for an incoming webhook */
    const char *blocks; /* of slack_blocks_text(): the same, with buttons */
};

struct message_words message_deployment(struct pool *pool, const struct message_about *about);
/*
 * For the thread, where an edit would wake nobody: what it waits for, that it is live, who should
 * look at a failure.  NULL: this state has nothing to say there.
 */
const char *message_deployment_thread(struct pool *pool, const struct message_about *about);
/* Markdown, for the one comment on the pull request. */
const char *message_deployment_comment(struct pool *pool, const struct deployment *row);

#endif
