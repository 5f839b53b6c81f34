/*
 * slack_acting.h - a job of kind "slack" under way: what the parts of slack_act.c share; for those
 * alone
 *
 * memory  the job's pool
 */
#ifndef HOOKLET_WORK_SLACK_ACTING_H
#define HOOKLET_WORK_SLACK_ACTING_H

#include "wire/github.h"
#include "wire/slack.h"
#include "wire/slack_event.h"
#include "wire/slack_reply.h"
#include "work/action.h"
#include "work/chat_later.h"

struct slack_acting {
    const struct work *work;
    const struct job *job;
    struct outcome *outcome;
    struct app app;
    struct slack slack;
    struct chat_task task;
    /* Of the event; all of it NULL where that is another sender's, or its body is gone. */
    const struct slack_command *command; /* or NULL */
    const struct slack_action *action;   /* or NULL */
    const char *response_url;            /* or NULL */
    struct slack_place place;            /* of the event, else of the task */
    int64_t received_ms;                 /* the event */
    struct plan plan;                    /* its jobs follow this one */
};

/* Reads what the event says. */
int slack_acting_read(struct slack_acting *acting) __attribute__((warn_unused_result));
/* The job is done; detail: for the ledger. */
int slack_acting_done(struct slack_acting *acting, const char *detail);
/* What they want, read from the store as it is now. */
int slack_acting_asked(struct slack_acting *acting, struct chat_asked *asked)
    __attribute__((warn_unused_result));

/* A piece of a chat, inside a transaction; it may run twice, and begins anew then. */
typedef int slack_talk(struct chat *chat, void *data);
/* Runs it; its jobs, and what it says, follow, and the job is done. */
int slack_acting_talk(struct slack_acting *acting, slack_talk *talk, void *data)
    __attribute__((warn_unused_result));
/* The same where all that is to be said is known: mrkdwn, escaped. */
int slack_acting_tell(struct slack_acting *acting, const char *text)
    __attribute__((warn_unused_result));
/*
 * GitHub, or Slack, could not be asked: words say for what.  lane: of whoever it was, which may
 * sleep.  A failure code is for the job; 0: whoever waits will be told, when it can't be helped.
 */
int slack_acting_trouble(struct slack_acting *acting, int rc, const char *lane, const char *words)
    __attribute__((warn_unused_result));

/* Adds to the job's detail why a question failed; said: fail_detail() of then. */
void slack_acting_because(struct slack_acting *acting, int rc, const char *said);

/* Answers now. */
int slack_answer(struct slack_acting *acting, const struct slack_reply *reply)
    __attribute__((warn_unused_result));

int slack_allow(struct slack_acting *acting) __attribute__((warn_unused_result));
int slack_greet(struct slack_acting *acting) __attribute__((warn_unused_result));
int slack_deploy(struct slack_acting *acting) __attribute__((warn_unused_result));

#endif
