/*
 * chat_ask.h - "deploy v1.2 to production?" with two buttons
 *
 * Pure.
 */
#ifndef HOOKLET_WORK_CHAT_ASK_H
#define HOOKLET_WORK_CHAT_ASK_H

#include "base/pool.h"
#include "wire/slack_reply.h"
#include "work/chat_buttons.h"

/* "`v1.2` (`1a2b3c4`)"; ref as chat_buttons.h has it, or NULL: the commit alone. */
const char *chat_ref_words(struct pool *pool, const char *ref, const char *sha);
/* For whoever asked alone; wish: its repository, environment, ref and commit. */
void chat_ask(struct pool *pool, const struct chat_button *wish, struct slack_reply *reply);

#endif
