/*
 * slack_message.h - what we say at Slack
 *
 * Text and blocks are as slack_text.h and slack_blocks.h make them.  With blocks the text is what
 * notifications say; over SLACK_TEXT_MOST characters it is cut.
 * errors  those of slack_call()
 * memory  the client's pool
 */
#ifndef HOOKLET_WIRE_SLACK_MESSAGE_H
#define HOOKLET_WIRE_SLACK_MESSAGE_H

#include "wire/slack.h"
#include "wire/slack_reply.h"

struct slack_message {
    const char *channel; /* its id */
    const char *thread;  /* stamp of the message that it goes under, or NULL */
    const char *text;
    const char *blocks; /* of slack_blocks_text(), or NULL */
    const char *once;   /* for slack_post(): slack_once(), or NULL */
};

/*
 * stamp: by which Slack knows it ("1503435956.000247", text and never a number).  A call that was
 * broken off (FAIL_NETWORK, FAIL_TIMEOUT) may have posted it.  FAIL_NOT_FOUND: no such thread.
 * FAIL_CONFLICT (not logged): it was posted before, with the same `once`, and taken away since.
 */
int slack_post(struct slack *slack, const struct slack_message *message, const char **stamp)
    __attribute__((warn_unused_result));
/*
 * In its place: no blocks takes those away that it had; `thread` says nothing here.
 * FAIL_NOT_FOUND: there is no such message, or it is not (any more) ours to change.
 */
int slack_update(struct slack *slack, const struct slack_message *message, const char *stamp)
    __attribute__((warn_unused_result));
/*
 * What tells Slack that a message is the same one, posted once more since nobody heard the answer:
 * then it posts nothing, and gives the stamp of the one that is there, whatever that says.  A UUID
 * made of `words`, which nothing else may share.
 * source  Slack docs, chat.postMessage: the errors duplicate_message_not_found and
 *         duplicate_channel_not_found tell of client_msg_id, which the list of arguments lacks
 */
const char *slack_once(struct pool *pool, const char *words);
/* Only this user sees it, if they are there now, and can't be changed later. */
int slack_ephemeral(struct slack *slack, const struct slack_message *message, const char *user)
    __attribute__((warn_unused_result));

/*
 * By the incoming webhook, whose channel is its own matter, as is the thread.
 * errors  FAIL_REFUSED, FAIL_BUSY, FAIL_NETWORK as above · FAIL_CONFIG there is no webhook
 */
int slack_webhook(struct slack *slack, const struct slack_message *message)
    __attribute__((warn_unused_result));
/*
 * To whoever gave a command or pressed a button; up to five times within half an hour.
 * errors  FAIL_REFUSED also: it is not at api->response_url, and nothing was sent; the time is over
 *         FAIL_FIELD   no URL
 */
int slack_respond(struct slack *slack, const char *response_url, const struct slack_reply *reply)
    __attribute__((warn_unused_result));

#endif
