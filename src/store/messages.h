/*
 * messages.h - what we have written in a chat, or under a pull request, and edit in place
 *
 * A thing has one message in a channel at most.  Its row may be written before the message is
 * posted, with stamp NULL: of several that begin one wins, and who finds a row without a stamp
 * looks whether the message is there.
 *
 * errors  FAIL_BUSY, also where somebody else has written it: to be read again · FAIL_STORE
 * memory  texts live in the pool
 */
#ifndef HOOKLET_STORE_MESSAGES_H
#define HOOKLET_STORE_MESSAGES_H

#include <stdint.h>

#include "store/store.h"

#define MESSAGE_SLACK "slack"
#define MESSAGE_GITHUB "github"

/* What a deployment's messages are about; followed by its id. */
#define MESSAGE_DEPLOYMENT "deployment:"

struct message {
    const char *place;   /* MESSAGE_SLACK or MESSAGE_GITHUB; or a tracker, "asana" */
    const char *channel; /* "C0123", or "acme/web"; or the task; case aside */
    const char *thing;   /* "deployment:12", or "acme/web#12"; case aside */
    const char *stamp;   /* what the place calls it: Slack's ts, the comment's id; NULL: not yet */
    const char *told;    /* what it says, in the writer's own terms, or NULL */
    int64_t version;     /* as read; counts the changes; 0: not written yet */
    int64_t updated_ms;
};

/* One that was never written has these names, and version 0. */
int message_find(struct store *store, const char *place, const char *channel, const char *thing,
                 struct pool *pool, struct message *message) __attribute__((warn_unused_result));
/*
 * What was posted last about a thing, in whatever channel; looks through all of that place.
 * FAIL_NOT_FOUND (not logged): nothing was.
 */
int message_newest(struct store *store, const char *place, const char *thing, struct pool *pool,
                   struct message *message) __attribute__((warn_unused_result));
/*
 * Adds it (version 0), or writes stamp and told over the row if that still has this version; then
 * version and updated_ms are those of the row.
 */
int message_write(struct store *store, struct message *message, int64_t now_ms)
    __attribute__((warn_unused_result));
/*
 * Inside a commit_work, for retention: deletes the message of that id when it has not changed since
 * before_ms, unless it is about a deployment that we know.  dropped: 1 or 0.
 */
int message_drop(struct db *db, int64_t id, int64_t before_ms, int64_t *dropped)
    __attribute__((warn_unused_result));

#endif
