/*
 * slack_blocks.h - the blocks of a message, within Slack's limits
 *
 * Pure.  Begin, add blocks in their order, slack_blocks_text() once.
 *
 *     slack_blocks_begin(&blocks, pool);
 *     slack_section(&blocks, "*Deployed* ...");
 *     slack_buttons(&blocks, "deployment", buttons, 2);
 *     text = slack_blocks_text(&blocks);
 *
 * Texts are mrkdwn or, on buttons and choices, plain, and escaped already (slack_text.h) in both
 * cases.  What is too long is cut with "…", all texts together at 10,000 characters, with buttons
 * at 12,000.  What is empty is left out, and so are blocks beyond the 50th.  Ids, values and URLs
 * are never cut: whatever has one that is too long is left out as a whole.
 * memory  the pool
 * source  Slack docs, "Block Kit": its reference of blocks, elements and composition objects
 */
#ifndef HOOKLET_WIRE_SLACK_BLOCKS_H
#define HOOKLET_WIRE_SLACK_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

enum {
    SLACK_BLOCKS_MOST = 50,
    SLACK_SECTION_MOST = 3000, /* characters of a section's text */
    SLACK_BUTTONS_MOST = 25,   /* of one block */
    SLACK_BUTTON_MOST = 75,    /* characters on a button, or of a choice */
    SLACK_VALUE_MOST = 2000    /* of a button; a choice's is 150 */
};

struct json;

struct slack_blocks {
    struct pool *pool;
    struct json *list;
    size_t count;
    size_t characters; /* of texts so far */
};

struct slack_button {
    const char *action; /* comes back as action_id; unique in its block */
    const char *text;
    const char *value; /* comes back; or NULL */
    const char *url;   /* is opened, too; or NULL */
    const char *style; /* "primary", "danger", or NULL */
};

/* One of many: as a button, or in a menu that is searched by typing. */
struct slack_choice {
    const char *text;
    const char *value;
};

void slack_blocks_begin(struct slack_blocks *blocks, struct pool *pool);
void slack_section(struct slack_blocks *blocks, const char *text);
/* In small print. */
void slack_context(struct slack_blocks *blocks, const char *text);
/* Up to 25.  block: comes back as block_id; NULL: Slack makes one. */
void slack_buttons(struct slack_blocks *blocks, const char *block,
                   const struct slack_button *buttons, size_t count);
/* A menu of up to 10,000, in groups of 100 where there are more.  prompt: while none is chosen. */
void slack_select(struct slack_blocks *blocks, const char *block, const char *action,
                  const char *prompt, const struct slack_choice *choices, size_t count);
/*
 * Up to 25 choices as buttons, whose action_ids are ACTION/0, ACTION/1, ...; more as a menu, with
 * the action_id ACTION.  slack_action_is() knows both.
 */
void slack_choose(struct slack_blocks *blocks, const char *block, const char *action,
                  const char *prompt, const struct slack_choice *choices, size_t count);
bool slack_action_is(const char *action_id, const char *action);

/* The list as JSON text; NULL: there is no block in it.  Frees what it was made of. */
char *slack_blocks_text(struct slack_blocks *blocks);

#endif
