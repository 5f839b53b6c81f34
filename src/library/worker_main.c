/* worker_main.c - somebody else's worker: its options, and its actions beside the stock ones */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "library/job_made.h"
#include "library/work_made.h"
#include "port/settings_table.h"
#include "worker.h"

#define STOP_MS 60000 /* as of hooklet work */

static const char help[] =
    "usage: %s [--config FILE] [--drain] [--max-time TIME] [--threads N]\n"
    "       [--stop TIME]\n"
    "Takes jobs and does them, until SIGTERM. SIGHUP reads the configuration again.\n"
    "\n"
    "  --config FILE    read this hooklet.conf, not $HOOKLET_CONFIG or the usual one\n"
    "  --drain          end when nothing is left to do now (for cron)\n"
    "  --max-time TIME  take no more jobs so long after the start; what runs may end\n"
    "  --threads N      jobs side by side (worker_threads of the configuration)\n"
    "  --stop TIME      how long running jobs may go on after SIGTERM, or after --max-time (60s)\n"
    "  --version        say the version\n"
    "  --help           say this\n";

enum choice {
    CHOICE_CONFIG = 1,
    CHOICE_DRAIN,
    CHOICE_THREADS,
    CHOICE_STOP,
    CHOICE_MAX_TIME,
    CHOICE_VERSION,
    CHOICE_HELP
};

static const struct option choices[] = {
    { "config", required_argument, NULL, CHOICE_CONFIG },
    { "drain", no_argument, NULL, CHOICE_DRAIN },
    { "threads", required_argument, NULL, CHOICE_THREADS },
    { "stop", required_argument, NULL, CHOICE_STOP },
    { "max-time", required_argument, NULL, CHOICE_MAX_TIME },
    { "version", no_argument, NULL, CHOICE_VERSION },
    { "help", no_argument, NULL, CHOICE_HELP },
    { NULL, 0, NULL, 0 },
};

static bool
usage(const char *program, const char *mistake, int *status)
{
    fprintf(stderr, "%s: %s; see %s --help\n", program, mistake, program);
    *status = EX_USAGE;
    return false;
}

static bool
threads_of(const char *text, int *threads)
{
    char *end;
    long number = strtol(text, &end, 10);

    *threads = (int)number;
    return *text != '\0' && *end == '\0' && number >= 1 && number <= SETTINGS_THREADS_MOST;
}

static bool
take(const char *program, int choice, struct worker_options *options, int *status)
{
    *status = EXIT_SUCCESS;
    switch (choice) {
    case CHOICE_CONFIG:
        options->config = optarg;
        return true;
    case CHOICE_DRAIN:
        options->drain = true;
        return true;
    case CHOICE_THREADS:
        return threads_of(optarg, &options->threads) ||
               usage(program, "--threads takes a number that is not too large", status);
    case CHOICE_STOP:
        return duration_parse(optarg, &options->stop_ms) ||
               usage(program, "--stop takes a time, like 60s or 5m", status);
    case CHOICE_MAX_TIME:
        return duration_parse(optarg, &options->most_ms) ||
               usage(program, "--max-time takes a time, like 50s or 5m", status);
    case CHOICE_VERSION:
        printf("%s (hooklet) %s\n", program, PACKAGE_VERSION);
        return false;
    case CHOICE_HELP:
        printf(help, program);
        return false;
    default:
        return usage(program, "unknown option, or one without its value", status);
    }
}

static bool
read_options(const char *program, int argc, char **argv, struct worker_options *options,
             int *status)
{
    int choice;

    opterr = 0;
    while ((choice = getopt_long(argc, argv, "", choices, NULL)) != -1) {
        if (!take(program, choice, options, status))
            return false;
    }
    return optind == argc || usage(program, "there are only options", status);
}

static bool
twice(const struct hooklet_action *actions, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (strcmp(actions[k].kind, actions[i].kind) == 0)
            return true;
    }
    return false;
}

static int
check(const struct hooklet_action *actions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!kind_made_valid(actions[i].kind) || actions[i].act == NULL)
            return fail(FAIL_CONFIG,
                        "action %zu: a kind of one's own, like journal-line, and a"
                        " function are needed",
                        i + 1);
        if (twice(actions, i))
            return fail(FAIL_CONFIG, "there are two actions of kind %s", actions[i].kind);
    }
    return 0;
}

/* The stock actions, then one entry for each kind of one's own. */
static const struct action *
all_actions(struct pool *pool, const struct own_actions *own)
{
    struct action *all;
    size_t stock = 0;

    while (stock_actions[stock].kind != NULL)
        stock++;
    all = pool_array(pool, stock + own->count + 1, sizeof(*all));
    memcpy(all, stock_actions, stock * sizeof(*all));
    for (size_t i = 0; i < own->count; i++)
        all[stock + i] = (struct action){ own->list[i].kind, own_act };
    return all;
}

static int
run(const char *program, struct worker_options *options, const struct own_actions *own)
{
    struct settings *settings = NULL;
    struct pool *pool = pool_new();
    int rc = check(own->list, own->count);

    if (rc == 0)
        rc = settings_load(options->config, SETTINGS_RULES, &settings);
    if (rc == 0) {
        log_open(program, settings->log_format, settings->log_level);
        options->actions = all_actions(pool, own);
        options->data = own;
        rc = worker_run(options);
    }
    settings_free(settings);
    pool_free(pool);
    return rc;
}

static int
status_of(int rc)
{
    switch (rc) {
    case 0:
        return EXIT_SUCCESS;
    case FAIL_CONFIG:
        return EX_CONFIG;
    case FAIL_SYSTEM:
        return EX_OSERR;
    default:
        return EX_UNAVAILABLE;
    }
}

int
hooklet_worker_main(int argc, char **argv, const struct hooklet_action *actions, size_t count)
{
    const struct own_actions own = { actions, count };
    struct worker_options options = { .http_actions = stock_http_actions, .stop_ms = STOP_MS };
    const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
    const char *program = slash != NULL ? slash + 1 : argc > 0 ? argv[0] : "worker";
    int status;

    log_open(program, LOG_FORMAT_FIELDS, LOG_INFO);
    if (!read_options(program, argc, argv, &options, &status))
        return status;
    return status_of(run(program, &options, &own));
}
