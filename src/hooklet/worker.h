/*
 * worker.h - a worker with actions of your own, beside all that `hooklet work` does
 *
 *     static enum hooklet_outcome
 *     act(struct hooklet_work *work, void *data)
 *     {
 *         const char *line = hooklet_work_text(work, "/line");
 *         ...
 *         return hooklet_done(work, "one line more");
 *     }
 *
 *     int
 *     main(int argc, char **argv)
 *     {
 *         static const struct hooklet_action actions[] = {
 *             { .kind = "journal-line", .act = act },
 *         };
 *
 *         return hooklet_worker_main(argc, argv, actions, 1);
 *     }
 *
 * It takes the place of `hooklet work`, or stands beside it: a worker claims only kinds that it has
 * an action for.
 */
#ifndef HOOKLET_HOOKLET_WORKER_H
#define HOOKLET_HOOKLET_WORKER_H

#include <stddef.h>

#include <hooklet/api.h>
#include <hooklet/work.h>

HOOKLET_BEGIN

/* Does the job.  Several threads act at once, on different jobs; it may take its time. */
typedef enum hooklet_outcome hooklet_act(struct hooklet_work *work, void *data);

struct hooklet_action {
    const char *kind; /* as job.h says */
    hooklet_act *act;
    void *data; /* handed to act */
};

/*
 * Works until SIGTERM; options are --config FILE, --drain, --threads N, --stop TIME, --version
 * and --help, as of `hooklet work`.  The exit status for main(): 0, 64 wrong options, 69 no
 * database, or trouble with it, 71 the system refuses, 78 a bad configuration or action.
 */
HOOKLET_API int hooklet_worker_main(int argc, char **argv, const struct hooklet_action *actions,
                                    size_t count);

HOOKLET_END

#endif
