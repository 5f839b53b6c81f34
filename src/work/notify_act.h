/*
 * notify_act.h - jobs of kind "notify": what happened is told in the project's channel, or on the
 * pull request (notify_wish.h)
 *
 * With the bot's token a deployment is one message, which is edited, with details in its thread; a
 * pull request or issue is one thread; a release is a message.  With an incoming webhook alone each
 * notice, and each deployment's end, is a message.  With neither, without a project or a channel, or
 * with such messages turned off, the job is done and says so.
 * Of a deployment that is live the message of the one before says so no longer: a job follows.
 * errors  FAIL_REFUSED (hopeless) where people have to do something, with Slack's remedy
 */
#ifndef HOOKLET_WORK_NOTIFY_ACT_H
#define HOOKLET_WORK_NOTIFY_ACT_H

#include "work/action.h"

int notify_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
