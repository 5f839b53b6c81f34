/*
 * post-loop.c - the loop that deliveries go by, and nothing else: how many it could do in a second
 *
 *     post-loop --count N --at-once N --body FILE PORT...
 *
 * Posts the file N times to http://127.0.0.1:PORT/hook, to one port after the other, from behind a
 * wall and with a message's headers; prints JSON.
 */
#include "config.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "port/http_loop.h"
#include "port/http_wall.h"

enum { BODY_MOST = 1024 * 1024, KEEP = 64 * 1024, TIMEOUT_MS = 15000 };

static const struct http_header headers[] = {
    { "Content-Type", "application/json" },
    { "webhook-id", "msg_01hzy3v7k8m9n0p1q2r3s4t5v6" },
    { "webhook-timestamp", "1614265330" },
    { "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" },
};

struct run {
    struct pool *pool;
    struct http_loop *loop;
    struct http_wall wall;
    struct network here;
    char *body;
    size_t length;
    char **ports;
    int port_count;
    long count, at_once;
    long begun, good;
};

struct one {
    struct pool *pool;
    struct http_exchange exchange;
};

static int
begin(struct run *run, struct one *one)
{
    const char *port = run->ports[run->begun++ % run->port_count];

    one->exchange =
        (struct http_exchange){ .method = "POST",
                                .url = pool_printf(one->pool, "http://127.0.0.1:%s/hook", port),
                                .headers = headers,
                                .header_count = sizeof headers / sizeof *headers,
                                .body = run->body,
                                .length = run->length,
                                .timeout_ms = TIMEOUT_MS,
                                .ceiling = BODY_MOST,
                                .keep = KEEP,
                                .wall = &run->wall };
    return http_loop_add(run->loop, one->pool, &one->exchange, one);
}

/* Each that has ended makes room for the next. */
static int
post_all(struct run *run)
{
    int rc = 0;

    while (rc == 0 && run->begun < run->count && run->begun < run->at_once) {
        struct one *one = pool_alloc(run->pool, sizeof *one);

        one->pool = pool_new();
        rc = begin(run, one);
    }
    while (rc == 0 && http_loop_count(run->loop) > 0) {
        struct http_done done;

        rc = http_loop_wait(run->loop, -1, 1000);
        while (rc == 0 && http_loop_next(run->loop, &done)) {
            struct one *one = done.data;

            run->good += done.rc == 0 && done.answer.status == 200;
            pool_reset(one->pool);
            if (run->begun < run->count)
                rc = begin(run, one);
        }
    }
    return rc;
}

static const struct option choices[] = {
    { "count", required_argument, NULL, 'n' },
    { "at-once", required_argument, NULL, 'a' },
    { "body", required_argument, NULL, 'b' },
    { 0 },
};

static const char *
choose(struct run *run, int argc, char **argv)
{
    const char *body = NULL;
    int choice;

    while ((choice = getopt_long(argc, argv, "", choices, NULL)) != -1) {
        if (choice == 'n')
            run->count = strtol(optarg, NULL, 10);
        else if (choice == 'a')
            run->at_once = strtol(optarg, NULL, 10);
        else if (choice == 'b')
            body = optarg;
        else
            return NULL;
    }
    run->ports = argv + optind;
    run->port_count = argc - optind;
    return run->count > 0 && run->at_once > 0 && run->port_count > 0 ? body : NULL;
}

int
main(int argc, char **argv)
{
    struct run run = { .pool = pool_new(), .wall = { .plain_http = true, .any_port = true } };
    const char *body = choose(&run, argc, argv);
    struct rusage usage;
    int64_t begin_ms;
    double seconds;
    int rc;

    if (body == NULL) {
        fputs("usage: post-loop --count N --at-once N --body FILE PORT...\n", stderr);
        return EX_USAGE;
    }
    log_open("post-loop", LOG_FORMAT_PLAIN, LOG_WARNING);
    pool_tune();
    if (!network_parse("127.0.0.1", &run.here) ||
        file_read(run.pool, body, BODY_MOST, &run.body, &run.length) != 0)
        return EX_NOINPUT;
    run.wall.networks = &run.here;
    run.wall.network_count = 1;
    run.loop = http_loop_new((size_t)run.at_once);
    begin_ms = clock_steady_ms();
    rc = run.loop != NULL ? post_all(&run) : -1;
    seconds = (double)(clock_steady_ms() - begin_ms) / 1000;
    (void)getrusage(RUSAGE_SELF, &usage);
    printf("{\"good\":%ld,\"seconds\":%.3f,\"rss_kib\":%ld}\n", run.good, seconds, usage.ru_maxrss);
    return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
