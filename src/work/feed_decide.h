/*
 * feed_decide.h - which entries of a feed become tasks, and which tasks come up again: pure
 *
 * Three things decide: where the feed began for us, what is remembered of each entry, and the
 * entry's own dates.
 *
 * - A feed begins with the newest entry that it has when we look for the first time, or at `since`.
 *   So it begins by the feed's clock, and it does not matter by how much ours is ahead; where ours
 *   is behind, or an entry is ahead of it, the feed begins now.
 * - An entry that began no earlier, and was not there at the first look, is new, once.  It may come
 *   late, out of order, or with a date that others have, too: what it has become is remembered by
 *   entry, not by a newest date, so neither those nor a wrong date of another entry hide it.
 * - An entry with a task is updated when its date is newer than the one remembered with the task.
 *   It may have been gone in between; it may stand in two feeds, and counts once.
 * - An entry from before the beginning stays out, whatever happens to it.
 *
 * A date further than a day ahead of our clock is not believed.  `published` stands in for a
 * missing `updated`, and the other way round; then the feed's date does, with which an entry can be
 * new but never updated.
 *
 * errors  FAIL_SYSTEM no digest can be made
 * memory  the pool; entries are borrowed
 */
#ifndef HOOKLET_WORK_FEED_DECIDE_H
#define HOOKLET_WORK_FEED_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/match.h"
#include "port/atom.h"

/* Written with the first look, and never again. */
struct feed_position {
    bool begun; /* false: nobody has looked yet */
    int64_t start_ms;
    struct strings before; /* external ids of entries that were there, where dates don't tell it */
};

/* What is remembered of an entry. */
enum feed_known {
    FEED_UNKNOWN,
    FEED_BEGUN, /* its task may be being made, or may have been */
    FEED_MADE   /* it has a task */
};

enum feed_verdict {
    FEED_SEEN,    /* nothing to do */
    FEED_NEW,     /* make a task */
    FEED_UPDATED, /* its task comes up again */
    FEED_NOTED,   /* it has a task, but no date was remembered: remember it, no more */
    FEED_IGNORED  /* can't be told from others, or be placed in time */
};

struct feed_item {
    const struct atom_entry *entry;
    const char *external;  /* see feed_external(); NULL: it has neither id nor link */
    int64_t published_ms;  /* Unix, milliseconds, as the rules above want it; 0: none */
    int64_t updated_ms;    /* the same; what to remember with the task */
    bool dated;            /* by a date of its own */
    enum feed_known known; /* to be filled in before feed_decide() */
    int64_t known_ms;      /* updated_ms as it was remembered; 0: not remembered */
    enum feed_verdict verdict;
    const char *reason; /* of FEED_IGNORED */
};

struct feed_items {
    struct feed_item *items; /* oldest first; of one moment, what stands further down first */
    size_t count;
    int64_t feed_ms; /* the feed's own date; 0: none */
};

/*
 * "stackoverflow-79812345" for a question of Stack Overflow, by the entry's id or else its link
 * (https://stackoverflow.com/q/ID, ../questions/ID/..); for others "feed-NAME-" and the first 16
 * hex digits of the SHA-256 of its id, or else its link.  NAME is the rule's, as
 * task_external_feed() writes it.
 */
int feed_external(struct pool *pool, const char *name, const struct atom_entry *entry,
                  const char **external) __attribute__((warn_unused_result));
/* The entries as items; of those with one external id, the one that was updated last. */
int feed_items(struct pool *pool, const char *name, const struct atom_feed *feed, int64_t now_ms,
               struct feed_items *items) __attribute__((warn_unused_result));
/* since_ms as in struct feed; next: where the feed has begun, to be saved if it had not. */
void feed_decide(struct pool *pool, const struct feed_position *position, int64_t since_ms,
                 int64_t now_ms, struct feed_items *items, struct feed_position *next);

#endif
