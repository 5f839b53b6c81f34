/*
 * run_command.h - what run() is to run: a plain value
 */
#ifndef HOOKLET_PORT_RUN_COMMAND_H
#define HOOKLET_PORT_RUN_COMMAND_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/match.h"
#include "base/pool.h"

/* Where commands are looked for unless their environment says otherwise. */
#define RUN_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define RUN_GRACE_MS 10000 /* from SIGTERM to SIGKILL, unless the command says otherwise */

struct run_command {
    struct strings argv;        /* argv[0] is a path, or looked up in the PATH of `environment` */
    struct strings environment; /* "NAME=value", all of it */
    const char *directory;      /* absolute; NULL: "/" */
    const char *input;          /* bytes for standard input; NULL: empty */
    size_t input_length;
    int64_t timeout_ms;    /* 0: none */
    int64_t grace_ms;      /* from SIGTERM to SIGKILL; 0: RUN_GRACE_MS */
    size_t output_ceiling; /* bytes kept of its output, the newest */
    int keep_fd;           /* stays open in the child, at the same number; -1 none */
    int stop_fd;           /* readable: stop now; -1 none */
    void (*started)(pid_t group, void *data); /* once it exists, before it can exec; or NULL */
    void *data;
};

#endif
