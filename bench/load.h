/*
 * load.h - the load generator's parts: requests made beforehand, and connections that send them
 *
 * One thread, no allocation and no signing while the clock runs: on a small machine the generator
 * takes its processor time from the server that it measures.
 */
#ifndef HOOKLET_BENCH_LOAD_H
#define HOOKLET_BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "port/source.h"

enum { LOAD_MARK = 40, LOAD_PARTS = 4, LOAD_STATUSES = 600 };

/* What all requests have in common. */
struct load_plan {
    const char *host; /* for the Host header */
    int port;         /* on 127.0.0.1 */
    const char *path;
    const char *event; /* GitHub's name of it; NULL: signed as Slack signs commands */
    struct secret secret;
    int connections;
    size_t count;    /* requests to prepare */
    int64_t most_us; /* stop after that; 0: when all are sent */
    bool again;      /* starts over with the first one when all are sent */
};

/* A body with a place of LOAD_MARK characters that is another in every request. */
struct load_body {
    const char *bytes;
    size_t length;
    size_t mark; /* where the place is */
};

struct load_request {
    char *head;
    size_t head_length;
    const struct load_body *body;
    char mark[LOAD_MARK];
};

struct load_result {
    size_t sent, ok, failed;
    size_t statuses[LOAD_STATUSES];
    uint32_t *latency_us; /* of each answered request, in the order of the answers */
    size_t answered, room;
    int64_t elapsed_us;
};

/* Requests with ids and marks of their own, each signed, over the bodies in turn. */
int load_prepare(struct pool *pool, const struct load_plan *plan, const struct load_body *bodies,
                 size_t body_count, struct load_request *requests)
    __attribute__((warn_unused_result));
/* Keeps every connection busy with one request at a time until the end of the plan. */
int load_run(struct pool *pool, const struct load_plan *plan, const struct load_request *requests,
             struct load_result *result) __attribute__((warn_unused_result));

#endif
