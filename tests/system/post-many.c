/*
 * post-many: posts to every URL that it reads, by one loop (http_loop.h), from behind a wall.
 *
 *     post-many [--network N]... [--port P]... [--plain] [--ca FILE] [--timeout MS] [--at-once N]
 *
 * Standard input has a URL in each line; no --port: any.  As each exchange ends it prints
 *
 *     LINE RC STATUS LENGTH DURATION_MS TEXT
 *
 * where LINE counts from 0, RC is the failure's code without its sign, LENGTH what was kept of the
 * body, and TEXT the failure's or what the body begins with; at the end "memory KIB ms MS": the
 * most memory that was resident, and how long it all took.
 */
#include "config.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/match.h"
#include "port/http_loop.h"
#include "port/http_wall.h"

enum { MOST = 16, KEEP = 64 * 1024, CEILING = 1024 * 1024, SHOWN = 60 };

static struct network networks[MOST];
static uint16_t ports[MOST];
static struct http_wall wall = { .networks = networks, .ports = ports };
static int64_t timeout_ms = 15000;
static size_t at_once = 256;

static const struct option choices[] = {
    { "network", required_argument, NULL, 'n' },
    { "port", required_argument, NULL, 'p' },
    { "plain", no_argument, NULL, 'h' },
    { "ca", required_argument, NULL, 'c' },
    { "timeout", required_argument, NULL, 't' },
    { "at-once", required_argument, NULL, 'a' },
    { 0 },
};

/* What belongs to one exchange. */
struct sending {
    struct pool *pool;
    struct http_exchange exchange;
    int line;
};

static bool
choose(int choice)
{
    switch (choice) {
    case 'n':
        return wall.network_count < MOST && network_parse(optarg, &networks[wall.network_count++]);
    case 'p':
        ports[wall.port_count++] = (uint16_t)strtol(optarg, NULL, 10);
        return wall.port_count < MOST;
    case 'h':
        wall.plain_http = true;
        return true;
    case 'c':
        wall.ca_file = optarg;
        return true;
    case 't':
        timeout_ms = strtoll(optarg, NULL, 10);
        return true;
    case 'a':
        at_once = (size_t)strtoul(optarg, NULL, 10);
        return at_once > 0;
    default:
        return false;
    }
}

static int
add(struct http_loop *loop, const char *url, int line)
{
    static const struct http_header headers[] = { { "Content-Type", "application/json" } };
    struct pool *pool = pool_new();
    struct sending *sending = pool_alloc(pool, sizeof *sending);

    *sending = (struct sending){ .pool = pool, .line = line };
    sending->exchange = (struct http_exchange){ .method = "POST",
                                                .url = pool_string(pool, url),
                                                .headers = headers,
                                                .header_count = 1,
                                                .body = pool_printf(pool, "{\"n\":%d}", line),
                                                .timeout_ms = timeout_ms,
                                                .ceiling = CEILING,
                                                .keep = KEEP,
                                                .wall = &wall };
    sending->exchange.length = strlen(sending->exchange.body);
    return http_loop_add(loop, pool, &sending->exchange, sending);
}

/* The beginning of a text, on one line. */
static const char *
shown(struct pool *pool, const char *text)
{
    char *copy = pool_copy(pool, text, strnlen(text, SHOWN));

    for (char *at = copy; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ')
            *at = ' ';
    }
    return copy;
}

static void
tell(const struct http_done *done)
{
    struct sending *sending = done->data;
    const char *text = done->rc != 0 ? done->detail : shown(sending->pool, done->answer.body);

    printf("%d %d %d %zu %" PRId64 " %s\n", sending->line, -done->rc, done->answer.status,
           done->answer.length, done->answer.duration_ms, text);
    (void)fflush(stdout);
    pool_free(sending->pool);
}

static int
post_all(struct http_loop *loop)
{
    char *line = NULL;
    size_t room = 0;
    int count = 0, rc = 0;
    bool more = true;

    while (rc == 0 && (more || http_loop_count(loop) > 0)) {
        struct http_done done;

        while (rc == 0 && more && http_loop_count(loop) < at_once) {
            more = getline(&line, &room, stdin) > 0;
            if (more) {
                line[strcspn(line, "\n")] = '\0';
                rc = add(loop, line, count++);
            }
        }
        if (rc == 0)
            rc = http_loop_wait(loop, -1, 1000);
        while (http_loop_next(loop, &done))
            tell(&done);
    }
    free(line);
    return rc;
}

/* KiB, as the kernel counted them. */
static long
most_memory(void)
{
    FILE *status = fopen("/proc/self/status", "re");
    char *line = NULL;
    size_t room = 0;
    long kib = 0;

    while (status != NULL && getline(&line, &room, status) > 0) {
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    }
    free(line);
    if (status != NULL)
        (void)fclose(status);
    return kib;
}

int
main(int argc, char **argv)
{
    int64_t begin_ms = clock_steady_ms();
    struct http_loop *loop;
    int choice, rc;

    while ((choice = getopt_long(argc, argv, "", choices, NULL)) != -1) {
        if (!choose(choice))
            return EX_USAGE;
    }
    wall.any_port = wall.port_count == 0;
    log_open("post-many", LOG_FORMAT_PLAIN, LOG_ERROR);
    pool_tune();
    loop = http_loop_new(at_once);
    if (loop == NULL)
        return EX_OSERR;
    rc = post_all(loop);
    http_loop_free(loop);
    printf("memory %ld ms %" PRId64 "\n", most_memory(), clock_steady_ms() - begin_ms);
    return -rc;
}
