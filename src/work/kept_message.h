/*
 * kept_message.h - what stands for a thing in a channel of Slack: a message that is edited in place,
 * and what is said in its thread
 *
 * The row (store/messages.h) is written, without a stamp, before the message is posted; each post
 * carries an id made of channel, thing and how many messages there were before, by which Slack posts
 * it once (slack_message.h).  So whoever was cut off in between, or didn't hear the answer, posts it
 * again, is told the stamp of what is there, and edits that.  Where Slack has forgotten the id, there
 * are two messages, and the newer one is kept.
 * A message that was deleted, or can't be changed any more, gives way to a new one, with its thread.
 * `told` of the row: {"round","text","key","replies","live"}.
 *
 * errors  FAIL_REFUSED with Slack's remedy: not_in_channel, is_archived, ... · FAIL_BUSY Slack's
 *         limit, or somebody else writes the same message · those of slack_call() and the store
 * memory  the client's pool
 */
#ifndef HOOKLET_WORK_KEPT_MESSAGE_H
#define HOOKLET_WORK_KEPT_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/messages.h"
#include "wire/slack_message.h"

/* Of the only channel that an incoming webhook has, whichever that is. */
#define KEPT_WEBHOOK "webhook"

struct kept_message {
    struct slack *slack;
    struct message row;
    bool tried;       /* its post may have got through */
    int64_t round;    /* messages so far, this one among them */
    const char *text; /* hash of what it says; NULL: not known */
    const char *key;  /* of what was said last; NULL: nothing yet */
    int64_t replies;  /* in the thread */
    bool live;        /* the caller's own: it says that a deployment is live */
};

/* channel: its id, or KEPT_WEBHOOK.  One that was never said is no failure: it has no stamp. */
int kept_message_find(struct slack *slack, const char *channel, const char *thing,
                      struct kept_message *kept) __attribute__((warn_unused_result));
/*
 * From now on it says this; nothing is asked of Slack when it does already.  key: of several who may
 * be the first, who is it now; "" where all of them say the same thing.
 */
int kept_message_say(struct kept_message *kept, const char *key, const char *text,
                     const char *blocks) __attribute__((warn_unused_result));
/*
 * In its thread, unless what was said last has this key.  FAIL_NOT_FOUND: the message is gone;
 * kept_message_say() posts a new one.
 */
int kept_message_reply(struct kept_message *kept, const char *key, const char *text)
    __attribute__((warn_unused_result));
/*
 * By the incoming webhook, unless what was said last has this key.  A webhook knows no ids: who is
 * cut off behind Slack's answer says it twice, since a failure that nobody is told of is worse.
 */
int kept_message_hook(struct kept_message *kept, const char *key, const char *text)
    __attribute__((warn_unused_result));

#endif
