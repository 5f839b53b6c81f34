/* load.c - a load generator for signed webhooks: prepares, sends, and says in JSON how it went */
#include "config.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "load.h"
#include "port/secret.h"

enum {
    BODY_MOST = 1 << 20,      /* bytes */
    PREPARED = 100000,        /* requests, for a run that is limited by time */
    LATENCIES = 16 << 20,     /* answers whose latency is kept */
    CONNECTIONS_MOST = 10000, /* at once */
};

static const char usage[] =
    "usage: load --port N --path PATH [--event NAME] --secret-file FILE [--connections N]\n"
    "            (--requests N | --seconds S [--prepare N]) [--again] BODY...\n"
    "  Each BODY holds 40 @ in a row, which are other hex digits in every request.\n"
    "  With --event they are GitHub's deliveries, without it Slack's commands.\n";

static const struct option options[] = {
    { "port", required_argument, NULL, 'p' },
    { "path", required_argument, NULL, 'u' },
    { "event", required_argument, NULL, 'e' },
    { "secret-file", required_argument, NULL, 'k' },
    { "connections", required_argument, NULL, 'c' },
    { "requests", required_argument, NULL, 'n' },
    { "seconds", required_argument, NULL, 's' },
    { "prepare", required_argument, NULL, 'r' },
    { "again", no_argument, NULL, 'a' },
    { 0 },
};

/* Is all there that has no default, and possible? */
static bool
complete(const struct load_plan *plan)
{
    return plan->port != 0 && plan->path != NULL && plan->secret.length > 0 && plan->count > 0 &&
           plan->connections >= 1 && plan->connections <= CONNECTIONS_MOST;
}

static int
read_options(struct pool *pool, int argc, char **argv, struct load_plan *plan)
{
    char *secret = NULL;
    int option, rc = 0;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1 && rc == 0) {
        switch (option) {
        case 'p':
            plan->port = (int)strtol(optarg, NULL, 10);
            break;
        case 'u':
            plan->path = optarg;
            break;
        case 'e':
            plan->event = optarg;
            break;
        case 'k':
            rc = secret_read(pool, optarg, &secret, &plan->secret.length);
            plan->secret.bytes = secret;
            break;
        case 'c':
            plan->connections = (int)strtol(optarg, NULL, 10);
            break;
        case 'n':
        case 'r':
            plan->count = strtoul(optarg, NULL, 10);
            break;
        case 's':
            plan->most_us = (int64_t)(strtod(optarg, NULL) * 1e6);
            break;
        case 'a':
            plan->again = true;
            break;
        default:
            return FAIL_FIELD;
        }
    }
    return rc == 0 && (!complete(plan) || optind == argc) ? FAIL_FIELD : rc;
}

static int
read_body(struct pool *pool, const char *path, struct load_body *body)
{
    const char *mark;
    char *bytes = NULL;
    int rc = file_read(pool, path, BODY_MOST, &bytes, &body->length);

    if (rc != 0)
        return rc;
    mark = strstr(bytes, "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@");
    if (mark == NULL)
        return fail(FAIL_FIELD, "%s: no 40 @ in a row, where requests would differ", path);
    body->bytes = bytes;
    body->mark = (size_t)(mark - bytes);
    return 0;
}

static int
compare(const void *a, const void *b)
{
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;

    return (first > second) - (first < second);
}

static void
report(struct load_result *result)
{
    const uint32_t *sorted = result->latency_us;
    size_t count = result->answered;
    double sum = 0, seconds = (double)result->elapsed_us / 1e6;
    const char *comma = "";

    qsort(result->latency_us, count, sizeof *sorted, compare);
    for (size_t i = 0; i < count; i++)
        sum += sorted[i];
    printf("{\"requests\":%zu,\"ok\":%zu,\"failed\":%zu,\"seconds\":%.3f,\"per_second\":%.1f,"
           "\"mean_us\":%.1f,\"p50_us\":%u,\"p99_us\":%u,\"max_us\":%u,\"statuses\":{",
           result->sent, result->ok, result->failed, seconds, (double)result->ok / seconds,
           count > 0 ? sum / (double)count : 0, count > 0 ? sorted[count / 2] : 0,
           count > 0 ? sorted[count - 1 - count / 100] : 0, count > 0 ? sorted[count - 1] : 0);
    for (int i = 0; i < LOAD_STATUSES; i++)
        if (result->statuses[i] > 0) {
            printf("%s\"%d\":%zu", comma, i, result->statuses[i]);
            comma = ",";
        }
    puts("}}");
}

static int
run(struct pool *pool, const struct load_plan *plan, char **paths, size_t body_count,
    struct load_result *result)
{
    struct load_body *bodies = pool_array(pool, body_count, sizeof *bodies);
    struct load_request *requests = pool_array(pool, plan->count, sizeof *requests);
    int rc = 0;

    for (size_t i = 0; i < body_count && rc == 0; i++)
        rc = read_body(pool, paths[i], &bodies[i]);
    if (rc == 0)
        rc = load_prepare(pool, plan, bodies, body_count, requests);
    result->room = plan->again ? LATENCIES : plan->count;
    result->latency_us = pool_array(pool, result->room, sizeof *result->latency_us);
    if (rc == 0)
        rc = load_run(pool, plan, requests, result);
    return rc;
}

int
main(int argc, char **argv)
{
    struct load_plan plan = { .host = "127.0.0.1", .connections = 16, .count = PREPARED };
    struct load_result result = { 0 };
    struct pool *pool = pool_new();
    int rc;

    (void)signal(SIGPIPE, SIG_IGN);
    log_open("load", LOG_FORMAT_PLAIN, LOG_INFO);
    rc = read_options(pool, argc, argv, &plan);
    if (rc == FAIL_FIELD) {
        fputs(usage, stderr);
        pool_free(pool);
        return EX_USAGE;
    }
    if (rc == 0)
        rc = run(pool, &plan, argv + optind, (size_t)(argc - optind), &result);
    if (rc == 0)
        report(&result);
    pool_free(pool);
    return rc == 0 && result.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
