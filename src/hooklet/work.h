/*
 * work.h - the job at hand, for actions, and how it ends
 */
#ifndef HOOKLET_HOOKLET_WORK_H
#define HOOKLET_HOOKLET_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include <hooklet/api.h>
#include <hooklet/event.h>
#include <hooklet/job.h>

HOOKLET_BEGIN

struct hooklet_work;

/* Members of its args, by JSON pointer, as event.h says: "/line". */
HOOKLET_API const char *hooklet_work_text(const struct hooklet_work *work, const char *pointer);
HOOKLET_API int64_t hooklet_work_integer(const struct hooklet_work *work, const char *pointer,
                                         int64_t otherwise);
HOOKLET_API bool hooklet_work_true(const struct hooklet_work *work, const char *pointer);

/* Its number, for `hooklet job ID`. */
HOOKLET_API int64_t hooklet_work_id(const struct hooklet_work *work);
HOOKLET_API const char *hooklet_work_kind(const struct hooklet_work *work);
HOOKLET_API const char *hooklet_work_rule(const struct hooklet_work *work);
/* 1 for the first. */
HOOKLET_API int hooklet_work_attempt(const struct hooklet_work *work);
/*
 * 64 hex digits, the same in every attempt, and in no other job: tell it whoever should know a
 * repetition, or leave it where you can find it again.
 */
HOOKLET_API const char *hooklet_work_idempotency_key(const struct hooklet_work *work);
/* Was its last attempt cut off in the middle?  (HOOKLET_VERIFY: look whether it is done already.) */
HOOKLET_API bool hooklet_work_check_first(const struct hooklet_work *work);
/* Its event.  NULL: its body is kept no longer (`keep_bodies` in hooklet.conf), or can't be read. */
HOOKLET_API const struct hooklet_event *hooklet_work_event(struct hooklet_work *work);

/* Shall it end soon?  To wait for that: a descriptor for poll(2), which becomes readable; or -1. */
HOOKLET_API bool hooklet_work_stopping(const struct hooklet_work *work);
HOOKLET_API int hooklet_work_stop_fd(const struct hooklet_work *work);

/*
 * Another job, of the same event, made in the moment when this one is done, or given up for good;
 * at most 100.  Its rule, if you name none, is that of this job with +1, +2, ... behind it.  One that
 * exists already, as this job was done before, is not made again.  One that can't be made (job.h)
 * makes this job hopeless.
 */
HOOKLET_API void hooklet_work_follow(struct hooklet_work *work, const struct hooklet_job *job);

/* As hooklet_plan_args() and hooklet_plan_print(). */
HOOKLET_API const char *hooklet_work_args(struct hooklet_work *work, const char *name,
                                          ...) HOOKLET_LIST;
HOOKLET_API const char *hooklet_work_print(struct hooklet_work *work, const char *format, ...)
    HOOKLET_PRINTF(2, 3);

/* How an attempt ended: what an action returns. */
enum hooklet_outcome {
    HOOKLET_DONE,
    HOOKLET_FAILED,     /* tried again later, while attempts are left */
    HOOKLET_HOPELESS,   /* to try again can't help */
    HOOKLET_POSTPONED,  /* it could not begin; does not count as an attempt */
    HOOKLET_INTERRUPTED /* the worker is stopping; goes on as the job's crash class says */
};

/* These make it.  The detail is one line for the ledger: what was done, or why not. */
HOOKLET_API enum hooklet_outcome hooklet_done(struct hooklet_work *work, const char *format, ...)
    HOOKLET_PRINTF(2, 3) HOOKLET_RESULT;
HOOKLET_API enum hooklet_outcome hooklet_failed(struct hooklet_work *work, const char *format, ...)
    HOOKLET_PRINTF(2, 3) HOOKLET_RESULT;
HOOKLET_API enum hooklet_outcome hooklet_hopeless(struct hooklet_work *work, const char *format,
                                                  ...) HOOKLET_PRINTF(2, 3) HOOKLET_RESULT;
/* Again after so many milliseconds, at least one second. */
HOOKLET_API enum hooklet_outcome hooklet_postponed(struct hooklet_work *work, int64_t wait_ms,
                                                   const char *format, ...)
    HOOKLET_PRINTF(3, 4) HOOKLET_RESULT;
/* For when hooklet_work_stopping() is true. */
HOOKLET_API enum hooklet_outcome hooklet_interrupted(struct hooklet_work *work, const char *format,
                                                     ...) HOOKLET_PRINTF(2, 3) HOOKLET_RESULT;

HOOKLET_END

#endif
