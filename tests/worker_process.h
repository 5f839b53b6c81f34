/*
 * worker_process.h - a worker in a process of its own: the test program again, with --worker
 *
 * Its jobs, of kinds deploy and feed, do what their rule says: "quick" ends at once, "fail" fails,
 * "miss" fails silently, "hang" waits for go() or to be stopped, "lead" is followed by "quick" at
 * once and "later" after a moment.
 */
#ifndef TESTS_WORKER_PROCESS_H
#define TESTS_WORKER_PROCESS_H

#include <sys/types.h>

#include "store/some_jobs.h"

/* cmocka's setup: a fixture with a hooklet.conf. */
int worker_setup(void **state);
/* The life of the worker's process; its exit status: 0, or the failure without its sign. */
int worker_main(const char *config, const char *how);

/*
 * how: "patient", "impatient" (interrupts jobs at the first signal), "drain", "drain-2000" (claims
 * for 2000 ms at most): each with 3 threads; "as-configured": with as many as hooklet.conf says.
 */
pid_t worker_start(struct fixture *f, const char *how);
/* Waits for its end: the exit status, or 128 + signal. */
int worker_end(pid_t pid);

/* Replaces hooklet.conf. */
void configure(struct fixture *f, const char *text);
const char *good_config(struct fixture *f, const char *host);

/* Waiting for something, with a deadline at which the test fails. */
void wait_for_state(struct fixture *f, int64_t id, const char *state);
void wait_for_heartbeat(struct fixture *f);
void wait_for_log(struct fixture *f, const char *text);
/* The query's only number, from some moment on. */
void wait_for_number(struct fixture *f, const char *query, int64_t least);

/* Lets "hang" jobs end. */
void go(struct fixture *f);

#endif
