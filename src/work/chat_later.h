/*
 * chat_later.h - the rest of a chat: what the worker needs to know and does, once it has asked GitHub
 * or Slack
 *
 * memory  the pool
 */
#ifndef HOOKLET_WORK_CHAT_LATER_H
#define HOOKLET_WORK_CHAT_LATER_H

#include "work/chat.h"
#include "work/deploy_wish.h"

/* What somebody wants to do, as far as it takes to ask whether they may. */
struct chat_asked {
    const struct chat_command *command; /* NULL: it is none, or a button */
    const char *permit;                 /* what slack.permit calls it; NULL: everybody may */
    const char *repository; /* the channel's, or what `setup` names; NULL: there is none */
};

/* For a chat that has begun; what chat_run() and chat_press() would do. */
void chat_asked_command(struct chat *chat, const char *name, const char *text,
                        struct chat_asked *asked);
void chat_asked_press(struct chat *chat, const struct slack_action *action,
                      struct chat_asked *asked);

/* What a CHAT_TASK_DEPLOY has found. */
struct chat_found {
    struct deploy_wish wish;
    const char *words;    /* why it can't be, as deploy_wish.h says it; or NULL */
    bool live;            /* it is what is live one environment before, which the store knows */
    int64_t installation; /* that GitHub was asked as, or 0 */
};

/*
 * Begins it, or asks whether it shall (rule->deployment->confirm), if the channel is still that
 * repository's and nobody has locked the environment meanwhile.
 */
int chat_found(struct chat *chat, const struct chat_found *found)
    __attribute__((warn_unused_result));

#endif
