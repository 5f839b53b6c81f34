/*
 * a_chat.h - a workspace at Slack for tests: people type commands and press buttons, the store is real
 */
#ifndef HOOKLET_TESTS_WORK_A_CHAT_H
#define HOOKLET_TESTS_WORK_A_CHAT_H

#include "store/some_jobs.h"

/* What is configured; `slack_api.command` and all else may be changed by a test. */
extern struct settings chat_settings;

struct said {
    const char *answer; /* the text; NULL: none */
    bool in_channel;    /* all see it */
    const char *blocks; /* or NULL */
    const char *status; /* of the event in the ledger */
    const char *reason; /* the same, or NULL */
    int64_t event;
    size_t jobs; /* that follow */
};

/* U1, called ann, types "/hooklet TEXT" in C1. */
struct said chat_type(struct fixture *f, const char *text);
/* The same for anybody, anywhere, and with another name: "deploy". */
struct said chat_type_as(struct fixture *f, const char *user, const char *channel, const char *name,
                         const char *text);
/* Somebody presses a button of a block on a message that only they see; the answer is a job. */
struct said chat_push(struct fixture *f, const char *user, const char *action, const char *value);
/* An event; `event` is the inner one, written with '. */
struct said chat_tell(struct fixture *f, const char *event);

/* The newest job of a kind: its args, or NULL. */
const char *chat_args(struct fixture *f, const char *kind);
/* One text in JSON, or NULL. */
const char *chat_member(struct fixture *f, const char *json, const char *pointer);
/* A deployment that went well. */
void chat_deployed(struct fixture *f, const char *environment, const char *ref, const char *sha);

/* A conversation: what U1 types in C1, and the whole answer. */
struct line {
    const char *text;
    const char *answer;
};
void assert_conversation(struct fixture *f, const struct line *lines, size_t count);
void assert_answer(struct fixture *f, const char *text, const char *answer);

#endif
