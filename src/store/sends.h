/*
 * sends.h - jobs in numbers: many are settled, and many claimed, in one transaction
 *
 * What the loop does that has hundreds of transfers under way.  jobs_claim() and jobs_finish() are
 * turns of one job.
 *
 *     for (;;) {
 *         struct send_turn turn = { finishes, count, .claim = claim, .most = free, .room = room };
 *         rc = jobs_turn(store, &turn, pool);
 *         claim.after_lane = turn.after_lane;      copied, when the pool goes before it
 *         ...
 *     }
 *
 * errors  FAIL_BUSY, FAIL_STORE: nothing was settled or claimed (after FAIL_STORE perhaps it was:
 *         do the same again, settling is refused then by the fence)
 */
#ifndef HOOKLET_STORE_SENDS_H
#define HOOKLET_STORE_SENDS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/jobs.h"

/* An attempt that has ended. */
struct send_finish {
    const struct job *job;
    const struct outcome *outcome;
    int rc; /* out: 0; FAIL_CONFLICT (not logged): somebody else has the job now; or its own trouble */
};

/* Called whenever the transaction begins, or begins anew: what was read before may not be so now. */
typedef void send_begin(void *data);
/* How many more jobs of this lane may be claimed?  0: it is passed over.  Cheap: it is asked for
 * each lane that has ready jobs. */
typedef int send_room(void *data, const char *lane);
/*
 * For each job that is claimed, in the transaction and before its row is written: may set job->args
 * anew, which is kept (the frozen form of what is sent).  The database's own trouble is all that it
 * may return.  Like all of a turn it runs on the committer's thread while the caller waits, perhaps
 * more than once.
 */
typedef int send_prepare(struct db *db, struct job *job, struct pool *pool, void *data);

struct send_turn {
    struct send_finish *finishes;
    size_t finish_count;
    struct claim claim;    /* now_ms is the time of the finishes, too */
    size_t most;           /* jobs to claim; 0: none */
    send_begin *begin;     /* or NULL */
    send_room *room;       /* NULL: as many as there are */
    send_prepare *prepare; /* or NULL */
    void *data;            /* for the three */
    struct job *jobs;      /* out, as all that follows; in the pool */
    size_t count;
    const char *after_lane; /* for the claim of the next turn */
    bool more; /* there may be more at once for who has room: ask again without waiting */
};

/*
 * Settles the finishes, each as jobs_finish() does, then promotes what is due and leases up to
 * `most` jobs.  One finish that is refused harms no other.  The lanes behind claim.after_lane take
 * turns and share what there is room for: none goes without while another one gets a second job,
 * unless it has no more.  Reads only, when there is nothing to do.
 */
int jobs_turn(struct store *store, struct send_turn *turn, struct pool *pool)
    __attribute__((warn_unused_result));

/* Renews leases; lost: for each whether somebody else has the job now. */
int jobs_beat_all(struct store *store, const struct job *jobs, size_t count, int64_t now_ms,
                  bool *lost) __attribute__((warn_unused_result));

/*
 * Makes jobs of the event of a job that is under way, like those that follow its end, a batch of a
 * long list at a time; those that the event has already (rule, step) are left alone.  made: the
 * others.  errors  FAIL_CONFLICT (not logged) somebody else has the job now
 */
int jobs_add(struct store *store, const struct job *job, const struct planned_job *planned,
             size_t count, int64_t now_ms, size_t *made) __attribute__((warn_unused_result));

#endif
