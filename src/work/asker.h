/*
 * asker.h - who has asked for a deployment in Slack, and was told that it begins, hears why it doesn't
 *
 * For what becomes no row: of a row its own message tells.  The answer goes where the announcement
 * went, by a job of kind "slack" (chat_job.h), so also without a bot's token.
 * Pure.
 */
#ifndef HOOKLET_WORK_ASKER_H
#define HOOKLET_WORK_ASKER_H

#include "store/types.h"
#include "work/wish.h"

/*
 * Adds that job to those that follow, where somebody in Slack is behind the wish.  job: the one that
 * had the wish; channel: the project's, or NULL; why: plain words, without a period.
 */
void asker_refused(struct pool *pool, const struct job *job, const struct wish *wish,
                   const char *channel, const char *why, struct outcome *outcome);

#endif
