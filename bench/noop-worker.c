/* noop-worker.c - a worker whose jobs are done at once: what claiming and settling cost */
#include "config.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>

#include "base/log.h"
#include "worker.h"

static bool times;

/* One line for each job that begins: its id, and Unix microseconds. */
static int
act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct timespec now;

    (void)work;
    if (times) {
        (void)clock_gettime(CLOCK_REALTIME, &now);
        printf("%" PRId64 " %lld\n", job->id, (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
        (void)fflush(stdout);
    }
    outcome->end = OUTCOME_DONE;
    return 0;
}

static const struct action actions[] = { { "deploy", act }, { "run", act }, { NULL, NULL } };

static const struct option choices[] = {
    { "config", required_argument, NULL, 'c' },
    { "threads", required_argument, NULL, 't' },
    { "drain", no_argument, NULL, 'd' },
    { "times", no_argument, NULL, 's' },
    { 0 },
};

int
main(int argc, char **argv)
{
    struct worker_options options = { .actions = actions };
    int choice;

    while ((choice = getopt_long(argc, argv, "", choices, NULL)) != -1) {
        switch (choice) {
        case 'c':
            options.config = optarg;
            break;
        case 't':
            options.threads = (int)strtol(optarg, NULL, 10);
            break;
        case 'd':
            options.drain = true;
            break;
        case 's':
            times = true;
            break;
        default:
            fputs("usage: noop-worker [--config FILE] [--threads N] [--drain] [--times]\n", stderr);
            return EX_USAGE;
        }
    }
    log_open("noop-worker", LOG_FORMAT_FIELDS, LOG_WARNING);
    return worker_run(&options) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
