/* plan_slack_happening.c - what happens in channels, and to us. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "store/slack_stop.h"
#include "work/chat.h"
#include "work/plan_slack.h"

static bool
is(const struct slack_happening *happening, const char *type)
{
    return strcmp(happening->type, type) == 0;
}

/* A private channel has renames of its own. */
static bool
is_rename(const struct slack_happening *happening)
{
    return is(happening, "channel_rename") || is(happening, "group_rename");
}

/* Somebody has joined a channel of ours: who they are is asked, if it isn't known. */
static int
welcome(struct chat *chat, const char **reason)
{
    const char *login = NULL;
    int rc = 0;

    if (!chat->tied) {
        *reason = "no project";
        return 0;
    }
    rc = chat_login(chat, &login);
    if (rc == 0 && login != NULL)
        *reason = "they are known";
    else if (rc == 0)
        chat_later(chat, &(struct chat_task){ .what = CHAT_TASK_WELCOME });
    return rc;
}

static int
rename_channel(struct chat *chat, const char **reason)
{
    int rc;

    if (!chat->tied) {
        *reason = "no project";
        return 0;
    }
    chat->project.said.channel_name = chat->place.channel_name;
    rc = project_set(chat->db, &chat->project, chat->now_ms);
    *reason = rc == 0 ? "the channel has another name" : "hooklet.conf has the channel's name";
    chat->acted = rc == 0;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
apply(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan)
{
    const struct slack_happening *happening = change->data;
    const char *reason = NULL;
    struct chat chat = { .db = db,
                         .app = change->app,
                         .pool = pool,
                         .place = happening->place,
                         .now_ms = change->delivery->received_ms,
                         .plan = plan };
    int rc = chat_begin(&chat);

    if (rc != 0)
        return rc;
    if (is(happening, "app_mention"))
        chat_later(&chat,
                   &(struct chat_task){ .what = CHAT_TASK_HELP, .thread = happening->thread });
    else if (is(happening, "member_joined_channel"))
        rc = welcome(&chat, &reason);
    else
        rc = rename_channel(&chat, &reason);
    if (rc != 0)
        return rc;
    plan->status = chat.acted ? PLAN_ACCEPTED : PLAN_IGNORED;
    plan->repository = chat.tied ? chat.project.settings.repository : NULL;
    plan->reason = reason;
    return 0;
}

/* The worker asks nothing of Slack from now on (slack_stop.h). */
static void
stop(const struct slack_happening *happening, struct pool *pool, struct plan *plan)
{
    const struct planned_fact fact = { .kind = SLACK_STOPPED,
                                       .key = happening->place.team,
                                       .value = slack_stop_value(pool, happening->type),
                                       .order_ms = happening->happened_ms };

    plan_add_fact(plan, pool, &fact);
    plan->status = PLAN_ACCEPTED;
    plan->reason = is(happening, "app_uninstalled")
                       ? "the app was taken out of the workspace; nothing more is posted there"
                       : "the bot's token was revoked; nothing more is posted by it";
}

/* Why there is nothing to do, as far as can be said without the store; or NULL. */
static const char *
reason_against(const struct slack_happening *happening, const struct app *app, struct pool *pool)
{
    if (happening->by_us)
        return "a bot did it";
    if (is(happening, "tokens_revoked") && !happening->bot_revoked)
        return "the bot's token is not among them";
    if (is(happening, "app_uninstalled") || is(happening, "tokens_revoked"))
        return happening->place.team == NULL ? "it names no workspace" : NULL;
    if (!is(happening, "app_mention") && !is(happening, "member_joined_channel") &&
        !is_rename(happening))
        return pool_printf(pool, "event %s is not for us", happening->type);
    if (happening->place.channel == NULL)
        return "it names no channel";
    if (is_rename(happening))
        return happening->place.channel_name == NULL ? "it tells no name" : NULL;
    if (happening->place.user == NULL)
        return "it names nobody";
    return app->settings->slack_api.token.name == NULL ? "there is no bot token to answer with"
                                                       : NULL;
}

void
plan_slack_happening(const struct slack_happening *happening, const struct delivery *delivery,
                     const struct app *app, struct pool *pool, struct plan *plan)
{
    *plan = (struct plan){ .status = PLAN_ACCEPTED, .action = happening->type };
    if (happening->challenge != NULL) {
        plan->reply = happening->challenge;
        plan->reply_type = "text/plain";
        plan->reason = "Slack asks whether this address is ours";
        return;
    }
    plan->reason = reason_against(happening, app, pool);
    if (plan->reason != NULL) {
        plan->status = PLAN_IGNORED;
        return;
    }
    if (is(happening, "app_uninstalled") || is(happening, "tokens_revoked")) {
        stop(happening, pool, plan);
        return;
    }
    plan->change = (struct plan_change){
        .apply = apply,
        .app = app,
        .delivery = delivery,
        .data = happening,
        .asks = pool_printf(pool, "the project of channel %s", happening->place.channel),
    };
}
