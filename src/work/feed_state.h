/*
 * feed_state.h - what is remembered of a feed between two looks
 *
 * A row of the table `state` (kind "feed", by the rule's name).  It is about one URL: with another
 * one the rule reads another feed, which begins anew.
 * errors  those of state.h, but for FAIL_NOT_FOUND: nothing remembered is a beginning
 *         FAIL_MALFORMED, FAIL_UNREADABLE the row is no JSON of ours
 */
#ifndef HOOKLET_WORK_FEED_STATE_H
#define HOOKLET_WORK_FEED_STATE_H

#include "port/feed.h"
#include "store/store.h"
#include "wire/feed_get.h"
#include "work/feed_decide.h"

struct feed_state {
    struct feed_position position;
    struct feed_mark mark; /* of the document whose tasks are all made; of none when `since` was
                              another one then */
    int64_t until_ms;      /* the feed's server wants nobody to ask before; 0: it said nothing */
    int64_t version;       /* of the row, 0: there is none */
};

int feed_state_load(struct store *store, const char *name, const struct feed *feed,
                    struct pool *pool, struct feed_state *state)
    __attribute__((warn_unused_result));
/* FAIL_CONFLICT (not logged): somebody else has saved meanwhile. */
int feed_state_save(struct store *store, const char *name, const struct feed *feed,
                    struct pool *pool, const struct feed_state *state, int64_t now_ms)
    __attribute__((warn_unused_result));

#endif
