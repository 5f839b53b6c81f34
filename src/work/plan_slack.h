/*
 * plan_slack.h - what Slack tells -> an answer, and jobs
 *
 * What it tells is about a channel, so all but the first look is done in accept's transaction
 * (struct plan_change): what is said there to `plan` is that something was asked, and by whom.
 * A command is answered at once.  Who presses a block's button is answered by a job
 * (CHAT_TASK_SAY), who presses an old attachment's at once.  None of it is done a second time: what
 * came twice is told so, what is replayed is ignored.
 * Pure, but for what the changes do.
 */
#ifndef HOOKLET_WORK_PLAN_SLACK_H
#define HOOKLET_WORK_PLAN_SLACK_H

#include "store/types.h"
#include "wire/slack_event.h"
#include "work/repo.h"

/* The plan is made anew; the other two live as long as it does. */
void plan_slack_command(const struct slack_command *command, const struct delivery *delivery,
                        const struct app *app, struct pool *pool, struct plan *plan);
void plan_slack_action(const struct slack_action *action, const struct delivery *delivery,
                       const struct app *app, struct pool *pool, struct plan *plan);
void plan_slack_happening(const struct slack_happening *happening, const struct delivery *delivery,
                          const struct app *app, struct pool *pool, struct plan *plan);

#endif
