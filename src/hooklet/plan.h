/*
 * plan.h - what is to be done about an event
 *
 * A plan that asks for something is stored with the event, in one transaction, before the sender
 * gets its answer.  One that asks for nothing is stored, too: `hooklet why` tells the reason.
 * Decide by the event alone, not by files, network or clock: a delivery that comes again is planned
 * again, and only what is missing is done.
 * errors  what can't be planned (a comment where there is no place for one, args that are no JSON)
 *         spoils the whole plan: the log says why, the sender gets an error, nothing is stored, and a
 *         redelivery tries again
 */
#ifndef HOOKLET_HOOKLET_PLAN_H
#define HOOKLET_HOOKLET_PLAN_H

#include <stdint.h>

#include <hooklet/api.h>
#include <hooklet/job.h>

HOOKLET_BEGIN

struct hooklet_plan;

/*
 * A comment, in Markdown, where the event's text stands: at the issue or pull request, in a
 * review's thread, at the commit.  For events in which people write, see event.h.  It is made once,
 * through crashes and retries.
 */
HOOKLET_API void hooklet_plan_comment(struct hooklet_plan *plan, const char *format, ...)
    HOOKLET_PRINTF(2, 3);
/* The same at any issue or pull request of the event's repository. */
HOOKLET_API void hooklet_plan_comment_on(struct hooklet_plan *plan, int64_t number,
                                         const char *format, ...) HOOKLET_PRINTF(3, 4);
/*
 * A reaction to the event's text: "+1", "-1", "laugh", "confused", "heart", "hooray", "rocket" or
 * "eyes".  Reviews take none at GitHub: there it does nothing.
 */
HOOKLET_API void hooklet_plan_reaction(struct hooklet_plan *plan, const char *reaction);
/*
 * The command of a `run` rule of hooklet.conf, whatever its `events`, `actions` and `branches` say.
 * A rule that is not for the event's repository does not run, and the plan says so.
 */
HOOKLET_API void hooklet_plan_run(struct hooklet_plan *plan, const char *rule);
/* A job of a kind of your own. */
HOOKLET_API void hooklet_plan_job(struct hooklet_plan *plan, const struct hooklet_job *job);
/*
 * Also whatever hooklet.conf asks for: rules, commands in comments, ...; as the program that hooklet
 * has for such events.  For a program that takes its place.
 */
HOOKLET_API void hooklet_plan_stock(struct hooklet_plan *plan);
/* Why nothing is done, for `hooklet why` and the sender. */
HOOKLET_API void hooklet_plan_ignore(struct hooklet_plan *plan, const char *format, ...)
    HOOKLET_PRINTF(2, 3);

/* Args of a job: pairs of name and text, then NULL.  A text that is NULL is left out. */
HOOKLET_API const char *hooklet_plan_args(struct hooklet_plan *plan, const char *name,
                                          ...) HOOKLET_LIST;
/* Text as printf(3) makes it, of any length. */
HOOKLET_API const char *hooklet_plan_print(struct hooklet_plan *plan, const char *format, ...)
    HOOKLET_PRINTF(2, 3);

HOOKLET_END

#endif
