/*
 * chat.h - commands in Slack: what somebody in a channel wants, and what they are answered
 *
 * A command runs inside a commit_work, the web side's as it takes the event, or the worker's, once
 * it knows that they may (slack.permit).  All that the store alone can answer is done there; what
 * needs GitHub or Slack becomes a job (chat_job.h).  Whatever people do wrong is an answer, not a
 * failure: what is returned is the store's own trouble.
 *
 *     rc = chat_begin(&chat);
 *     if (rc == 0)
 *         rc = chat_run(&chat, "hooklet", "deploy main to test");      or chat_press()
 *     if (rc == 0) ... chat.reply, chat.plan
 *
 * memory  the pool
 */
#ifndef HOOKLET_WORK_CHAT_H
#define HOOKLET_WORK_CHAT_H

#include <stdbool.h>
#include <stdint.h>

#include "port/db.h"
#include "store/project.h"
#include "store/types.h"
#include "wire/slack_event.h"
#include "wire/slack_reply.h"
#include "work/chat_buttons.h"
#include "work/chat_job.h"
#include "work/repo.h"
#include "work/wish.h"
#include "work/workflow.h"

struct chat_command;

struct chat {
    struct db *db;
    const struct app *app;
    struct pool *pool;
    struct slack_place place;
    int64_t now_ms;
    bool permitted;                     /* GitHub, or Slack, was asked, and says that they may */
    struct strings words;               /* words.items[0] is the command's, as typed */
    const struct chat_command *command; /* or NULL */
    struct project project;             /* tied to the channel */
    bool tied;
    struct slack_reply reply; /* out: text NULL: nothing is answered */
    bool acted;               /* out: something was changed, or will be done */
    struct plan *plan;        /* out: jobs and facts are added to it */
};

struct chat_command {
    const char *name;
    const char *alias;  /* another name of it, or NULL */
    const char *permit; /* what slack.permit calls it */
    const char *usage;  /* behind the slash command's name: "lock ENV REASON" */
    const char *help;   /* what it does, one line */
    const char *more;   /* more lines of its own help, or NULL; mrkdwn */
    bool anywhere;      /* a channel of ours isn't needed */
    int (*act)(struct chat *chat);
};

extern const struct chat_command chat_commands[];
extern const size_t chat_command_count;

/* By name or alias, case aside; NULL: there is none. */
const struct chat_command *chat_command_find(const char *name);
/* Fills in the project of its channel.  Of `chat` all but the outputs, words and project is set. */
int chat_begin(struct chat *chat) __attribute__((warn_unused_result));
/* A slash command: its name ("hooklet", "deploy"), and the text behind it. */
int chat_run(struct chat *chat, const char *name, const char *text)
    __attribute__((warn_unused_result));
/* A button.  false in *ours: none of ours, or not as we make them. */
int chat_press(struct chat *chat, const struct slack_action *action, bool *ours)
    __attribute__((warn_unused_result));

/* Answers who asked: mrkdwn, what others wrote is escaped.  The newest answer counts. */
void chat_say(struct chat *chat, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for all in the channel: something is begun. */
void chat_announce(struct chat *chat, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Answers with the command's usage behind these words. */
void chat_usage(struct chat *chat, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What others make for people, not escaped and without its end, as a sentence. */
const char *chat_sentence(const struct chat *chat, const char *words);
/* Somebody's words as `code`. */
const char *chat_code(const struct chat *chat, const char *text);
/* "`/hooklet deploy`", for `what` deploy; the second one where there is no chat. */
const char *chat_hint(const struct chat *chat, const char *what);
const char *chat_hint_of(struct pool *pool, const struct slack_api *api, const char *what);
/* For who may do something only as somebody whom GitHub knows, and isn't known to us. */
const char *chat_unlinked(struct pool *pool, const struct slack_api *api);
/* Leaves a job, of the channel, person and project of this chat; of `task` only the rest counts. */
void chat_later(struct chat *chat, const struct chat_task *task);
/* The login of who asks, or NULL. */
int chat_login(struct chat *chat, const char **login) __attribute__((warn_unused_result));
/* The help of one command, or of all: what `help`, an empty command and a mention get. */
const char *chat_help(struct pool *pool, const struct slack_api *api,
                      const struct chat_command *command);

#endif
