/*
 * job.h - a job of a kind of your own, as a program or an action asks for it
 *
 * It is stored with its event, synced to disk, and done by a worker that has an action for its kind
 * (worker.h); others leave it alone.
 */
#ifndef HOOKLET_HOOKLET_JOB_H
#define HOOKLET_HOOKLET_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include <hooklet/api.h>

/* What happens when a worker dies in the middle of the job. */
enum hooklet_crash {
    HOOKLET_RERUN,  /* it runs again: for what does no harm when it is done twice */
    HOOKLET_VERIFY, /* it runs again, and hooklet_work_check_first() is true: look whether it is
                       done already */
    HOOKLET_ONCE    /* it does not run again; its state is `unknown` until somebody decides
                       (hooklet retry) */
};

struct hooklet_job {
    /* Names its action: lower-case letters, digits and dashes, at most 64.  At least one dash, as
     * in "journal-line": no kind that hooklet brings along ever has one. */
    const char *kind;
    /* A JSON object for the action; NULL: {} */
    const char *args;
    /* What asked for it, as `hooklet jobs` shows it, at most 255 bytes; NULL: the program's name.  A
     * delivery that comes again makes no second job of a name; of several jobs of one name in a
     * plan, the order tells them apart. */
    const char *rule;
    /* Jobs of one kind and key never run side by side, and run in the order in which they came: one
     * that waits for its next attempt holds up those behind it.  NULL: no limit. */
    const char *key;
    /* Only the newest of its kind and key is wanted: it replaces those that have not begun. */
    bool newest;
    enum hooklet_crash crash;
    /* Tries until it is given up, from seconds to a day apart; 0: 12 of them, in one to three days */
    int attempts;
    /* Not before so many milliseconds have passed */
    int64_t delay_ms;
};

#endif
