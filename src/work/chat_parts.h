/*
 * chat_parts.h - the commands, and what they share; for chat*.c alone
 */
#ifndef HOOKLET_WORK_CHAT_PARTS_H
#define HOOKLET_WORK_CHAT_PARTS_H

#include "store/deployment.h"
#include "work/chat.h"
#include "work/deploy_wish.h"

int chat_help_command(struct chat *chat) __attribute__((warn_unused_result));
int chat_setup(struct chat *chat) __attribute__((warn_unused_result));
int chat_reset(struct chat *chat) __attribute__((warn_unused_result));
int chat_set(struct chat *chat) __attribute__((warn_unused_result));
int chat_unset(struct chat *chat) __attribute__((warn_unused_result));
int chat_url(struct chat *chat) __attribute__((warn_unused_result));
int chat_get(struct chat *chat) __attribute__((warn_unused_result));
int chat_hello(struct chat *chat) __attribute__((warn_unused_result));
int chat_goodbye(struct chat *chat) __attribute__((warn_unused_result));
int chat_deploy(struct chat *chat) __attribute__((warn_unused_result));
int chat_rollback(struct chat *chat) __attribute__((warn_unused_result));
int chat_lock(struct chat *chat) __attribute__((warn_unused_result));
int chat_unlock(struct chat *chat) __attribute__((warn_unused_result));
int chat_list(struct chat *chat) __attribute__((warn_unused_result));
int chat_status(struct chat *chat) __attribute__((warn_unused_result));

/* What is typed, as words, and the command that they begin with, or NULL. */
void chat_mean(struct chat *chat, const char *name, const char *text);
/* There is no such command as this word: which one may be meant, with `before` and what follows. */
void chat_unknown(struct chat *chat, size_t at, const char *before);
/* May they give this command (slack.permit)?  false in *may: they have been told, or a job asks. */
int chat_may(struct chat *chat, const char *permit, bool *may) __attribute__((warn_unused_result));
/* What slack.permit calls a button; NULL: everybody may, or it is none of ours. */
const char *chat_press_permit(struct pool *pool, const struct slack_action *action);
/* OWNER/REPO out of what people paste: its address, or one of git's; it may be none. */
const char *chat_repository(struct pool *pool, const char *word);

/* The person who asks is that login: by a button, or by name. */
int chat_link(struct chat *chat, const char *login) __attribute__((warn_unused_result));

/* The member of a key with one value, none of the key url; what holds where it is NULL; */
const char **chat_setting(struct project_settings *settings, const char *key);
const char *chat_setting_default(const char *key);
/* and the host that a list of "ENV=HOST" has for an environment, or NULL. */
const char *chat_setting_host(struct strings urls, const char *environment);

/* An environment as somebody wrote it; place->rule NULL: there is none, and they have been told. */
void chat_place(struct chat *chat, const char *environment, struct workflow_place *place);
/* In *locked: it is, and they have been told by whom. */
int chat_refuse_locked(struct chat *chat, const char *environment, bool *locked)
    __attribute__((warn_unused_result));
/*
 * Asks for a deployment, after a last look at what the workflow permits, and announces it: "ann
 * deploys ...".  wish: environment, ref, sha, origin; the rest is filled in.
 */
int chat_wish(struct chat *chat, const struct workflow_place *place, const struct wish *wish)
    __attribute__((warn_unused_result));
/* Which commit that is, and may it: a job asks GitHub, and goes on.  ref NULL: what belongs there. */
void chat_look_up(struct chat *chat, const struct workflow_place *place, const char *ref);
/* Of the channel's repository, to that place; what is to go there is for the caller to say. */
struct deploy_wish chat_deploy_wish(const struct chat *chat, const struct workflow_place *place);
/* chat_wish() for what is complete, or chat_refuse(), where the words say why it can't be. */
int chat_wish_unless(struct chat *chat, const struct deploy_wish *whole, const char *origin,
                     const char *words) __attribute__((warn_unused_result));
/*
 * The same, asked for in Slack, with a question first where the rule wants one.  installation: that
 * GitHub was asked as, or 0.
 */
int chat_go_unless(struct chat *chat, const struct deploy_wish *whole, int64_t installation,
                   const char *words) __attribute__((warn_unused_result));
/* "That can't be: ..", with the words of deploy_wish.h. */
void chat_refuse(struct chat *chat, const char *words);
/* The buttons on messages: the row's environment back to what was before; the same once more. */
int chat_take_back(struct chat *chat, const struct deployment *row)
    __attribute__((warn_unused_result));
int chat_retry(struct chat *chat, const struct deployment *row) __attribute__((warn_unused_result));

#endif
