/*
 * chat_buttons.h - the buttons of our messages at Slack: what they are called, and what they say
 *
 * A button has an action id and a value, which come back when somebody presses it: perhaps after
 * weeks, when the channel, the rules or the deployment are others.  So they name what is meant and
 * prove nothing: chat_button_read() checks their form, whoever acts on one looks all of it up again
 * and asks again who may.
 * Ids: "link", "deploy", "cancel", "rollback", "retry"; of many links each has its number behind it
 * (slack_choose() makes them).
 * Pure.
 *
 * memory  the pool
 * source  Slack docs, "Block Kit": an id has up to 255 characters, a value up to 2000
 */
#ifndef HOOKLET_WORK_CHAT_BUTTONS_H
#define HOOKLET_WORK_CHAT_BUTTONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"

enum chat_button_kind {
    CHAT_LINK,     /* "I am that login": value is the login */
    CHAT_DEPLOY,   /* do it: value is JSON, {"repository","environment","ref","sha"} */
    CHAT_CANCEL,   /* don't: the same value */
    CHAT_ROLLBACK, /* take this deployment back: value is its row's id */
    CHAT_RETRY     /* the same commit to the same place: the same */
};

struct chat_button {
    enum chat_button_kind kind;
    const char *login; /* of CHAT_LINK */
    /* Of CHAT_DEPLOY and CHAT_CANCEL; ref as deployment_ref.h has it, in full, never a bare name. */
    const char *repository, *environment, *ref, *sha;
    int64_t deployment; /* of CHAT_ROLLBACK and CHAT_RETRY */
};

/* Its action id; for CHAT_LINK what slack_choose() wants. */
const char *chat_button_id(enum chat_button_kind kind);
const char *chat_button_value(struct pool *pool, const struct chat_button *button);
/*
 * What was pressed.  false: no button of ours, or nothing that it ever said.  github_username, a
 * button of bots before us whose messages still stand in channels, is a CHAT_LINK.
 */
bool chat_button_read(struct pool *pool, const char *id, const char *value,
                      struct chat_button *button);

#endif
