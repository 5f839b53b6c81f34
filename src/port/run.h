/*
 * run.h - runs one command as a child process (fork, exec)
 *
 * The child gets: argv from the configuration, an environment built from zero, the bytes of `input`
 * on standard input, the directory, its own process group, no descriptor of ours but 0, 1, 2 and
 * `keep_fd`, default signal handling, an empty signal mask, and the umask of this process.  It dies
 * with the thread that started it (PR_SET_PDEATHSIG), so call this only from a thread that lives as
 * long as its process.  Standard output and error go to one pipe, of which the last
 * `output_ceiling` bytes are kept.
 *
 * When the command itself has ended, output is read for at most 1 s more: a daemon that it left
 * behind holds up nothing.  After `timeout_ms` the group gets SIGTERM, and `grace_ms` later, if one
 * of it is still there, SIGKILL.  When `stop_fd` becomes readable the same happens, and the end is
 * RUN_STOPPED.
 *
 * errors  FAIL_SYSTEM the child could not be made (fork, pipe), or its exit status is lost.  A
 *         command that can't be executed is no failure of run(): end RUN_NOT_STARTED with the
 *         reason in `trouble`.
 */
#ifndef HOOKLET_PORT_RUN_H
#define HOOKLET_PORT_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "port/run_command.h"

enum run_end {
    RUN_EXITED,     /* code is the exit status */
    RUN_SIGNALLED,  /* code is the signal */
    RUN_TIMED_OUT,  /* we ended it: it took longer than timeout_ms; code is -1 */
    RUN_STOPPED,    /* we ended it: stop_fd; code is -1 */
    RUN_NOT_STARTED /* code is errno: no such file, no permission, no such directory */
};

struct run_result {
    enum run_end end;
    int code;
    int64_t duration_ms;
    int64_t timeout_ms; /* that of the command */
    const char *output; /* raw bytes with a NUL behind them, in the pool */
    size_t output_length;
    size_t output_dropped; /* older bytes that were let go */
    const char *trouble;   /* RUN_NOT_STARTED: the reason; else NULL */
};

int run(struct pool *pool, const struct run_command *command, struct run_result *result)
    __attribute__((warn_unused_result));

/* "exit status 2", "killed by signal 9 (Killed)", "timed out after 10m" and so on. */
const char *run_describe(struct pool *pool, const struct run_result *result);

#endif
