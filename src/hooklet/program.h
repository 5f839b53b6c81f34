/*
 * program.h - a web program of your own
 *
 *     static void
 *     decide(const struct hooklet_event *event, struct hooklet_plan *plan, void *data)
 *     {
 *         if (hooklet_event_is_new(event))
 *             hooklet_plan_comment(plan, "Thanks!");
 *     }
 *
 *     int
 *     main(int argc, char **argv)
 *     {
 *         static const char *const events[] = { "issues", NULL };
 *         static const struct hooklet_program program = {
 *             .name = "thanks", .events = events, .decide = decide,
 *         };
 *
 *         return hooklet_serve(&program, argc, argv);
 *     }
 *
 * It stands behind a web server as FastCGI or plain CGI, reads hooklet.conf, and verifies every
 * request before you see it.  The sender gets its answer when your plan is stored.
 */
#ifndef HOOKLET_HOOKLET_PROGRAM_H
#define HOOKLET_HOOKLET_PROGRAM_H

#include <hooklet/api.h>
#include <hooklet/event.h>
#include <hooklet/plan.h>

HOOKLET_BEGIN

/* Fills the plan.  Several threads call it at once; it must be quick, as a sender waits. */
typedef void hooklet_decide(const struct hooklet_event *event, struct hooklet_plan *plan,
                            void *data);

struct hooklet_program {
    const char *name;          /* in log, ledger and --help: lower-case letters, digits, dashes */
    const char *const *events; /* names of GitHub's events, NULL at the end; NULL: any.  Others are
                                  stored and ignored; `ping` is answered without you */
    hooklet_decide *decide;
    void *data; /* handed to decide */
};

/*
 * Serves until SIGTERM (FastCGI), or for one request (CGI); options are --config FILE, --listen
 * PATH, --replace, --version and --help.  The exit status for main(): 0, 1 trouble with the socket,
 * 64 wrong options, 71 the system refuses a thread, 78 a bad configuration or program.
 */
HOOKLET_API int hooklet_serve(const struct hooklet_program *program, int argc, char **argv);

HOOKLET_END

#endif
