/*
 * chat_job.h - what a command in Slack leaves for the worker: jobs of kind "slack"
 *
 * Slack waits three seconds and the web side asks nobody, so whatever needs GitHub or Slack is such
 * a job.  It answers by the response_url in the stored body of its event, which args don't repeat,
 * and which holds for half an hour; so such a job is tried for some minutes only.
 * args: {"what","repository","channel","user","environment","ref","reply","thread"}, each a string,
 * absent when it is not for that.
 * The key is of channel and person, "slack:C0123:U0123": what one person asks there is done in
 * order.
 * Pure.
 */
#ifndef HOOKLET_WORK_CHAT_JOB_H
#define HOOKLET_WORK_CHAT_JOB_H

#include "base/pool.h"
#include "store/types.h"
#include "wire/slack_event.h"
#include "wire/slack_reply.h"

#define CHAT_KIND "slack"
/* The rule of these jobs, which no rule of the configuration asks for. */
#define CHAT_RULE "slack"

enum chat_task_what {
    CHAT_TASK_ALLOW, /* ask whether they may (slack.permit), then do what the event says */
    CHAT_TASK_GREET, /* offer who of the repository's people is not known yet, as buttons */
    CHAT_TASK_DEPLOY, /* find the commit of `ref`, or what is picked for the environment; ask or do */
    CHAT_TASK_SAY,    /* post `reply` */
    CHAT_TASK_HELP,   /* somebody has mentioned us: say there what we can do */
    CHAT_TASK_WELCOME /* somebody has joined the channel: greet, and offer the buttons */
};

struct chat_task {
    enum chat_task_what what;
    const char *repository;  /* of the channel's project, when it was asked; or NULL */
    const char *channel;     /* or NULL */
    const char *user;        /* who asked */
    const char *environment; /* of DEPLOY */
    const char *ref;         /* of DEPLOY, as typed; NULL: what the workflow picks */
    const char *reply;       /* of SAY: JSON of slack_reply_text() */
    const char *thread;      /* of HELP: stamp of the message to answer in its thread; or NULL */
};

/* Fills a job but for its step. */
void chat_job(struct pool *pool, const struct chat_task *task, int64_t now_ms,
              struct planned_job *job);
/* An answer that is given by jobs. */
struct chat_answer {
    const struct slack_reply *reply;
    const char *repository, *channel, *user; /* as of the task */
    bool pressed; /* a button of a message that only they see, and that has done its work so */
    int64_t now_ms;
};

/*
 * Adds them to the plan, each with a step of its own.  What was pressed gives way to the answer, or
 * goes, where the answer is for all in the channel.
 */
void chat_job_answer(struct pool *pool, const struct chat_answer *answer, struct plan *plan);
/* NULL, or why the args can't be used. */
const char *chat_job_read(struct pool *pool, const char *args, struct chat_task *task);

#endif
