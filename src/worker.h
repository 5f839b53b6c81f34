/*
 * worker.h - claim, act, settle
 *
 * `threads` threads work side by side on different keys and lanes, and one more has hundreds of
 * HTTP exchanges under way, where there are actions for it; the calling thread renews their leases,
 * takes jobs back from dead workers and hears signals.  SIGTERM, SIGINT: claims no more, lets
 * running jobs end for stop_ms, then (or at a second signal) interrupts them as their crash class
 * says.  SIGHUP: reads the configuration again; a bad new file keeps the old one.
 */
#ifndef HOOKLET_WORKER_H
#define HOOKLET_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "work/http_action.h"

struct worker_options {
    const char *config;                     /* path, or NULL */
    const struct action *actions;           /* ended by one with kind NULL */
    const struct http_action *http_actions; /* the same, for the loop; or NULL */
    const void *data;                       /* for actions that carry something along: work->data */
    int threads;                            /* at most SETTINGS_THREADS_MOST; 0: as configured */
    bool drain;                             /* end when nothing is left to do now */
    int64_t stop_ms;                        /* how long running jobs may go on after SIGTERM */
    int64_t most_ms; /* after so long it claims no more, as after SIGTERM; 0: no limit */
};

/*
 * Works until a signal, or until it has drained.  Trouble with the store on the way is logged and
 * waited for, except in a drain, which gives up.  A drain that finds another one at it leaves it to
 * that one.
 * errors  FAIL_CONFIG · FAIL_NOT_FOUND no database · FAIL_STORE · FAIL_SYSTEM
 *         FAIL_BUSY the store, in a drain
 */
int worker_run(const struct worker_options *options) __attribute__((warn_unused_result));

#endif
