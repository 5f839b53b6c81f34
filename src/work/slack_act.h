/*
 * slack_act.h - jobs of kind "slack": what a command, a button or an event of Slack's has left to do
 *
 * Planned by chat_job.h.  What is answered goes to the response_url, which only the event's stored
 * body has; where that is no use any more (half an hour, five answers), and for events, which have
 * none, the bot says it: to whom it is for alone, or in the channel.  So commands work without a
 * bot's token.
 *
 *     allow          asks GitHub or Slack whether they may (slack.permit), then does what they want
 *     greet          the repository's collaborators whom nobody in Slack is linked to, as buttons:
 *                    after `setup` for all in the channel, else for whoever asked
 *     deploy         finds the commit, then asks or begins (chat_later.h)
 *     say            posts what was decided already
 *     help, welcome  for an app_mention, and for whoever has joined the channel
 *
 * What allow and deploy have come to are jobs that follow, the answer among them: the transaction
 * that ends the job makes them all or none, so a deployment that is announced is also asked for, and
 * a job that runs again after a crash asks for nothing twice.  An answer that was cut off is given
 * again.
 * Whoever waits is told when GitHub can't be asked: at once where it refuses, or sets a limit that
 * outlasts their patience, else when the job has been tried for the last time.
 */
#ifndef HOOKLET_WORK_SLACK_ACT_H
#define HOOKLET_WORK_SLACK_ACT_H

#include "work/action.h"

int slack_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
