/*
 * slack_block_parts.h - what blocks are put together from; for slack_blocks.c and slack_choices.c
 */
#ifndef HOOKLET_WIRE_SLACK_BLOCK_PARTS_H
#define HOOKLET_WIRE_SLACK_BLOCK_PARTS_H

#include "wire/slack_blocks.h"

enum { SLACK_ID_MOST = 255 }; /* characters of an action_id or a block_id */

/* May that stand where at most so many characters may?  NULL may. */
bool slack_fits(const char *text, size_t most);
bool slack_is_full(const struct slack_blocks *blocks);
/* A plain text object, cut to so many characters; NULL: nothing is left of it. */
struct json *slack_plain(struct slack_blocks *blocks, const char *text, size_t most);
/* A block with its type and id; NULL: Slack makes an id. */
struct json *slack_block(const char *type, const char *id);
void slack_add_block(struct slack_blocks *blocks, struct json *block);

#endif
