/* act.c - lets somebody's action do a job, and takes its word for how that ended. */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "library/work_made.h"

enum { POSTPONED_LEAST_MS = 1000 };

static enum hooklet_outcome end(struct hooklet_work *work, enum hooklet_outcome outcome,
                                const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static enum hooklet_outcome
end(struct hooklet_work *work, enum hooklet_outcome outcome, const char *format, va_list args)
{
    work->outcome->detail = pool_vprintf(work->work->pool, format, args);
    return outcome;
}

enum hooklet_outcome
hooklet_done(struct hooklet_work *work, const char *format, ...)
{
    enum hooklet_outcome outcome;
    va_list args;

    va_start(args, format);
    outcome = end(work, HOOKLET_DONE, format, args);
    va_end(args);
    return outcome;
}

enum hooklet_outcome
hooklet_failed(struct hooklet_work *work, const char *format, ...)
{
    enum hooklet_outcome outcome;
    va_list args;

    va_start(args, format);
    outcome = end(work, HOOKLET_FAILED, format, args);
    va_end(args);
    return outcome;
}

enum hooklet_outcome
hooklet_hopeless(struct hooklet_work *work, const char *format, ...)
{
    enum hooklet_outcome outcome;
    va_list args;

    va_start(args, format);
    outcome = end(work, HOOKLET_HOPELESS, format, args);
    va_end(args);
    return outcome;
}

enum hooklet_outcome
hooklet_postponed(struct hooklet_work *work, int64_t wait_ms, const char *format, ...)
{
    enum hooklet_outcome outcome;
    va_list args;

    work->wait_ms = wait_ms;
    va_start(args, format);
    outcome = end(work, HOOKLET_POSTPONED, format, args);
    va_end(args);
    return outcome;
}

enum hooklet_outcome
hooklet_interrupted(struct hooklet_work *work, const char *format, ...)
{
    enum hooklet_outcome outcome;
    va_list args;

    va_start(args, format);
    outcome = end(work, HOOKLET_INTERRUPTED, format, args);
    va_end(args);
    return outcome;
}

static const struct hooklet_action *
find(const struct own_actions *actions, const char *kind)
{
    for (size_t i = 0; i < actions->count; i++) {
        if (strcmp(actions->list[i].kind, kind) == 0)
            return &actions->list[i];
    }
    return NULL;
}

/* What an action returns is somebody else's number. */
static enum outcome_end
end_of(enum hooklet_outcome outcome)
{
    switch (outcome) {
    case HOOKLET_DONE:
        return OUTCOME_DONE;
    case HOOKLET_FAILED:
        return OUTCOME_FAILED;
    case HOOKLET_POSTPONED:
        return OUTCOME_POSTPONED;
    case HOOKLET_INTERRUPTED:
        return OUTCOME_INTERRUPTED;
    case HOOKLET_HOPELESS:
        break;
    }
    return OUTCOME_HOPELESS;
}

static int64_t
later(int64_t wait_ms)
{
    return clock_ms() + (wait_ms > POSTPONED_LEAST_MS ? wait_ms : POSTPONED_LEAST_MS);
}

int
own_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    const struct hooklet_action *action = find(work->data, job->kind);
    struct hooklet_work own = { .work = work, .job = job, .outcome = outcome };

    if (action == NULL)
        return fail(FAIL_REFUSED, "there is no action of kind %s", job->kind);
    outcome->end = end_of(action->act(&own, action->data));
    if (outcome->end == OUTCOME_POSTPONED)
        outcome->not_before_ms = later(own.wait_ms);
    outcome->follow = own.follow;
    outcome->follow_count = own.follow_count;
    if (own.trouble != NULL)
        *outcome = (struct outcome){ .end = OUTCOME_HOPELESS, .detail = own.trouble };
    return 0;
}
