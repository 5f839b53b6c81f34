/*
 * send_settle.h - what the end of a delivery does to its target, in the transaction that records it
 *
 * Health is counted, the lane of who asks for time sleeps, who has only failed for too long or says
 * that it is gone is disabled, once, and a message target.disabled to its owner follows the job;
 * who answers its challenge is enabled.  Of kinds send and exec.
 */
#ifndef HOOKLET_WORK_SEND_SETTLE_H
#define HOOKLET_WORK_SEND_SETTLE_H

#include "work/action.h"
#include "work/send_judge.h"
#include "work/send_targets.h"

struct send_ending {
    struct send_targets *targets; /* what the turn has read; NULL: nothing */
    int64_t target;               /* its id */
    bool direct;                  /* the message is for this target alone, whatever its state */
    const char *challenge;        /* that a target.confirm has, or NULL */
    const char *words;            /* of a program's end; NULL: a status tells it */
    struct send_facts facts;      /* but for `failed`, which the job knows */
    bool disabled;                /* out: the target is, by this */
};

/*
 * What the attempt comes to, as it looks until the transaction has its say (send_settle() is its
 * apply); completes the facts by clock, chance and settings.  The ending lives as long as the
 * outcome.
 */
struct outcome send_outcome(const struct work *work, struct send_ending *ending,
                            const struct exchange_record *record);
/* An outcome_apply; its data is a struct send_ending. */
int send_settle(struct db *db, const struct job *job, struct outcome *outcome, struct pool *pool,
                void *data);

/*
 * Why nothing may be sent to it any more, "target disabled: it answered 410 Gone", or NULL.
 * direct: as above.
 */
const char *send_target_shut(struct pool *pool, const struct target *target, bool direct);

#endif
