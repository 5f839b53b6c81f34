/*
 * backfill_tally.h - what came of the jobs of a backfill: counts, and where to look
 *
 * memory  the pool
 */
#ifndef HOOKLET_WORK_BACKFILL_TALLY_H
#define HOOKLET_WORK_BACKFILL_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port/json.h"
#include "store/ledger.h"

/* So many are named, however many there are. */
#define BACKFILL_REASONS 10
#define BACKFILL_JOBS 20

enum backfill_end {
    BACKFILL_MADE,
    BACKFILL_CHANGED,
    BACKFILL_SAME,
    BACKFILL_IGNORED,
    BACKFILL_FAILED,
    BACKFILL_LATER, /* its next try is not waited for */
    BACKFILL_ENDS
};

struct backfill_reason {
    const char *text;
    int64_t count;
};

/* Ids of jobs: the first ones. */
struct backfill_jobs {
    int64_t ids[BACKFILL_JOBS];
    size_t count;
};

struct backfill_tally {
    int64_t counts[BACKFILL_ENDS];
    struct backfill_reason reasons[BACKFILL_REASONS]; /* of the ignored ones, the first kinds */
    size_t reason_count;
    struct backfill_jobs failed, later;
};

/* The jobs of a page, as they are now. */
struct backfill_state {
    struct backfill_tally ended;
    int64_t unfinished;
    int64_t failing;         /* of these: they have failed before, and wait for another try */
    bool running;            /* a worker has one */
    int64_t next_ms;         /* when the next one is due, Unix milliseconds; 0: now */
    int64_t a_job;           /* one of the unfinished, or 0 */
    const char *reason;      /* why one is tried again, or NULL */
    const char *last_reason; /* of one that failed for good, or NULL */
};

int backfill_look(struct store *store, int64_t event, struct pool *pool,
                  struct backfill_state *state) __attribute__((warn_unused_result));
/*
 * The jobs that were not waited for are looked up again: what has ended since counts by its end.
 */
int backfill_look_again(struct store *store, struct pool *pool, struct backfill_tally *tally)
    __attribute__((warn_unused_result));

/* One more; a reason, of an ignored one, is copied when it is new. */
void backfill_count(struct backfill_tally *tally, struct pool *pool, enum backfill_end end,
                    const char *reason);
void backfill_add(struct backfill_tally *tally, const struct backfill_tally *more);
int64_t backfill_items(const struct backfill_tally *tally);
/* "made", "changed", ..: the counts' names, in JSON too. */
const char *backfill_end_name(enum backfill_end end);

void backfill_tally_write(const struct backfill_tally *tally, struct json *object);
int backfill_tally_read(struct pool *pool, const char *text, struct backfill_tally *tally)
    __attribute__((warn_unused_result));

#endif
