/*
 * serve_signals.h - SIGTERM and SIGINT end a web program, SIGHUP has it read its configuration again
 *
 * One thread waits for them; all others leave them to it.
 * errors  FAIL_SYSTEM
 */
#ifndef HOOKLET_SERVE_SIGNALS_H
#define HOOKLET_SERVE_SIGNALS_H

#include <pthread.h>

#include "live.h"

struct serve_signals {
    struct live *live;
    int stop_fd; /* readable: end */
    pthread_t thread;
};

/* Before any other thread starts. */
int serve_signals_start(struct serve_signals *signals, struct live *live)
    __attribute__((warn_unused_result));
void serve_signals_end(struct serve_signals *signals);

#endif
