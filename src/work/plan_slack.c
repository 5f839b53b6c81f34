/* plan_slack.c - the first look at what Slack tells, and what is done about it in the store. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "store/slack_stop.h"
#include "work/chat.h"
#include "work/plan_slack.h"

/* What nobody answers: an empty body, which Slack wants for a button. */
#define NOTHING ""

static struct chat
chat_of(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan)
{
    return (struct chat){ .db = db,
                          .app = change->app,
                          .pool = pool,
                          .now_ms = change->delivery->received_ms,
                          .plan = plan };
}

/*
 * Slack speaks to us again: whatever ended that is over (slack_stop.h).  The fact alone is reason
 * enough to accept what else does nothing.
 */
static int
hear_again(struct chat *chat)
{
    const struct planned_fact over = { .kind = SLACK_STOPPED,
                                       .key = chat->place.team,
                                       .order_ms = chat->now_ms };
    bool stands = false;
    int rc = 0;

    if (chat->place.team != NULL)
        rc = slack_stop_stands(chat->db, chat->place.team, chat->now_ms, &stands);
    if (rc != 0 || !stands)
        return rc;
    plan_add_fact(chat->plan, chat->pool, &over);
    chat->acted = true;
    return 0;
}

/* What the ledger says of it. */
static void
conclude(const struct chat *chat, const char *reason)
{
    struct plan *plan = chat->plan;

    plan->status = chat->acted ? PLAN_ACCEPTED : PLAN_IGNORED;
    plan->repository = chat->tied ? chat->project.settings.repository : NULL;
    plan->reason = plan->job_count > 0 || reason == NULL
                       ? NULL
                       : utf8_line(chat->pool, reason, strlen(reason));
}

static int
apply_command(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan)
{
    const struct slack_command *command = change->data;
    struct chat chat = chat_of(db, change, pool, plan);
    int rc;

    chat.place = command->place;
    rc = chat_begin(&chat);
    if (rc == 0)
        rc = chat_run(&chat, command->name, command->text);
    if (rc == 0)
        rc = hear_again(&chat);
    if (rc != 0)
        return rc;
    conclude(&chat, chat.reply.text);
    plan->action = chat.command == NULL ? NULL : chat.command->name;
    plan->reply = slack_reply_text(pool, &chat.reply);
    return 0;
}

void
plan_slack_command(const struct slack_command *command, const struct delivery *delivery,
                   const struct app *app, struct pool *pool, struct plan *plan)
{
    static const struct slack_reply twice = {
        .text = "That came to me twice, and is done already. Have a look before you repeat it."
    };

    *plan = (struct plan){
        .status = PLAN_ACCEPTED,
        .reply = slack_reply_text(pool, &twice),
        .change = { .apply = apply_command,
                    .app = app,
                    .delivery = delivery,
                    .data = command,
                    .asks = pool_printf(pool, "the project of channel %s, and what %s may do",
                                        command->place.channel, command->place.user) },
    };
}

static void
answer_press(struct chat *chat, const struct slack_action *action)
{
    struct slack_reply reply = chat->reply;
    const struct chat_answer answer = {
        .reply = &reply,
        .repository = chat->tied ? chat->project.settings.repository : NULL,
        .channel = chat->place.channel,
        .user = chat->place.user,
        .pressed = action->ephemeral,
        .now_ms = chat->now_ms,
    };

    chat->plan->reply = NOTHING;
    if (reply.text == NULL)
        return;
    if (!action->legacy) {
        chat_job_answer(chat->pool, &answer, chat->plan);
        return;
    }
    reply.replace = action->ephemeral && !reply.in_channel;
    chat->plan->reply = slack_reply_text(chat->pool, &reply);
}

static int
apply_action(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan)
{
    const struct slack_action *action = change->data;
    struct chat chat = chat_of(db, change, pool, plan);
    bool ours = false;
    int rc;

    chat.place = action->place;
    rc = chat_begin(&chat);
    if (rc == 0)
        rc = chat_press(&chat, action, &ours);
    if (rc == 0)
        rc = hear_again(&chat);
    if (rc != 0)
        return rc;
    answer_press(&chat, action);
    conclude(&chat, ours ? chat.reply.text : "that is no button of ours");
    /* An answer is a job, though nothing was done. */
    if (plan->job_count > 0)
        plan->status = PLAN_ACCEPTED;
    return 0;
}

void
plan_slack_action(const struct slack_action *action, const struct delivery *delivery,
                  const struct app *app, struct pool *pool, struct plan *plan)
{
    *plan = (struct plan){ .action = action->type, .reply = NOTHING, .reply_type = NULL };
    if (action->other) {
        plan->status = PLAN_IGNORED;
        plan->reason = "only buttons and lists are ours";
        return;
    }
    plan->status = PLAN_ACCEPTED;
    plan->change = (struct plan_change){
        .apply = apply_action,
        .app = app,
        .delivery = delivery,
        .data = action,
        .asks = pool_printf(pool, "what %s may do with that button", action->place.user),
    };
}
