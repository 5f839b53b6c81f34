/*
 * send_judge.h - what an attempt at a delivery means: for its job, its lane, its target
 *
 * Pure.
 *     2xx                  done; the target is good
 *     410                  hopeless, and the target is disabled
 *     429, 502, 503, 504   failed; the lane sleeps for Retry-After (seconds or a date, at most 24 h;
 *                          without one 10 s), and the job as long at least
 *     other statuses       failed; redirects are not followed
 *     FAIL_REFUSED         hopeless: our own wall; FAIL_FIELD too: no URL, no header
 *     FAIL_SYSTEM, FAIL_MEMORY, FAIL_BUSY, FAIL_STORE
 *                          failed, by our own fault: no word about the target
 *     other failures       failed
 * A failed one is tried again by the schedule: retry_delay_ms(), or exactly the target's own seconds
 * before attempt n.  From the fifth failure of a target in a row its lane sleeps 60 s after each
 * (one probe at a time is the loop's business); one that has done nothing but fail for disable_after
 * is disabled.
 * source  Standard Webhooks; RFC 9110, sections 10.2.3 and 15
 */
#ifndef HOOKLET_WORK_SEND_JUDGE_H
#define HOOKLET_WORK_SEND_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/job.h"
#include "store/target.h"

#define SEND_BREAKER 5 /* failures in a row from which on only probes are sent */

/* What happened. */
struct send_facts {
    int rc;                  /* 0: an answer came; else why none did */
    const char *detail;      /* text of that failure */
    int status;              /* of the answer */
    const char *retry_after; /* the header as it came, or NULL */
    bool challenged;         /* it was a target.confirm, */
    bool echoed;             /* and the answer has the challenge */
    int failed;              /* attempts of this job that failed before */
    int64_t now_ms;          /* Unix */
    uint32_t dice;           /* 0 .. 2^32-1, for the jitter */
    int64_t disable_after_ms;
};

enum send_health { SEND_NOTHING, SEND_GOOD, SEND_BAD };

struct send_verdict {
    enum outcome_end end;
    const char *detail;      /* one line: "status 200" */
    int64_t not_before_ms;   /* FAILED: the whole answer, own_delay; 0: at once */
    int64_t lane_until_ms;   /* 0: the lane goes on */
    const char *lane_reason; /* with it */
    enum send_health health; /* what it says about the target */
    const char *disable;     /* why the target is to be disabled, or NULL */
    bool confirmed;          /* the target has confirmed itself */
};

struct send_verdict send_judge(struct pool *pool, const struct target *target,
                               const struct send_facts *facts);

/*
 * The part of that which hangs on how the target fares: its failures with this one, and since when,
 * Unix milliseconds.  send_judge() has done it with what the row said when it was read; whoever has
 * counted since does it again.
 */
void send_breaker(struct pool *pool, const struct send_facts *facts, int64_t failures,
                  int64_t failing_since_ms, struct send_verdict *verdict);

/* How often a delivery to it is tried. */
int send_attempts(const struct target *target);
/* The delay before the first attempt. */
int64_t send_first_delay_ms(const struct target *target);

#endif
