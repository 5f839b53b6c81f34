/*
 * slack_reply.h - what somebody who gave a command, or pressed a button, is answered
 *
 * Pure.  The same JSON is a command's answer and what is posted to a response_url later.  Who
 * presses a block's button gets no answer but by the response_url; who presses a legacy
 * attachment's, the message that takes its place.
 * source  Slack docs, "Handling user interaction", "Implementing slash commands"
 */
#ifndef HOOKLET_WIRE_SLACK_REPLY_H
#define HOOKLET_WIRE_SLACK_REPLY_H

#include <stdbool.h>

#include "base/pool.h"

struct slack_reply {
    const char *text;   /* mrkdwn, escaped; with blocks, what notifications say */
    const char *blocks; /* of slack_blocks_text(), or NULL */
    bool in_channel;    /* all see it; else only who asked */
    bool replace;       /* in place of the message that the button was on */
    bool remove;        /* deletes that message, and says nothing */
};

/* The reply as JSON text, in the pool; a text over SLACK_TEXT_MOST is cut. */
char *slack_reply_text(struct pool *pool, const struct slack_reply *reply);
/* And back; false: it is none. */
bool slack_reply_read(struct pool *pool, const char *text, struct slack_reply *reply);

#endif
