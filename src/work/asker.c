/* asker.c - a refusal as one more job. */
#include "config.h"

#include "wire/slack_reply.h"
#include "wire/slack_text.h"
#include "work/asker.h"
#include "work/chat_ask.h"
#include "work/chat_job.h"

/* No job of the event's own has this rule, so the steps are its own, too. */
#define ASKER_RULE CHAT_RULE ":asker"

static const char *
words_of(struct pool *pool, const struct wish *wish, const char *why)
{
    return pool_printf(pool, "%s, %s does not go to *%s*: %s.", slack_mention(pool, wish->by_slack),
                       chat_ref_words(pool, wish->ref, wish->sha),
                       slack_line(pool, wish->environment), slack_line(pool, why));
}

void
asker_refused(struct pool *pool, const struct job *job, const struct wish *wish,
              const char *channel, const char *why, struct outcome *outcome)
{
    const struct slack_reply reply = { .text = wish->by_slack == NULL ? NULL
                                                                      : words_of(pool, wish, why),
                                       .in_channel = true };
    const struct chat_task task = { .what = CHAT_TASK_SAY,
                                    .repository = wish->repository,
                                    .channel = channel,
                                    .user = wish->by_slack,
                                    .reply = slack_reply_text(pool, &reply) };
    struct planned_job planned;

    if (wish->by_slack == NULL)
        return;
    chat_job(pool, &task, wish->order_ms, &planned);
    planned.rule = ASKER_RULE;
    planned.step = job->step;
    outcome_follow(outcome, &planned, 1, pool);
}
