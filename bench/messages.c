/*
 * messages.c - makes subscribers and stores messages to them, as `hooklet targets add` and `hooklet
 * send` do, but in one process
 *
 *     messages --body FILE [--count N] [--all] PORT...
 *
 * Each port of 127.0.0.1 is a target, if there is none yet.  So many messages are stored, each to one
 * of them in turn, or to all.
 */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "store/targets.h"
#include "wire/standard_webhooks.h"
#include "work/hook_message.h"

enum { BODY_MOST = 1024 * 1024, TIMEOUT_MS = 15000 };

struct wanted {
    char *body;
    size_t length;
    long count;
    bool all;
    char **ports;
    int port_count;
};

static int
add_target(struct store *store, struct pool *pool, int number, const char *port)
{
    const int64_t now_ms = clock_ms();
    struct target_secret secret = { .kind = TARGET_V1, .made_ms = now_ms };
    struct target target = { .owner = "bench",
                             .event = "bench.*",
                             .identifier = pool_printf(pool, "t%d", number),
                             .url = pool_printf(pool, "http://127.0.0.1:%s/hook", port),
                             .headers = "{}",
                             .timeout_ms = TIMEOUT_MS,
                             .state = TARGET_ENABLED,
                             .secrets = &secret,
                             .secret_count = 1 };
    int rc = webhook_secret_new(pool, WEBHOOK_V1, &secret.key);

    return rc == 0 ? target_add(store, &target, now_ms) : rc;
}

static int
add_targets(struct store *store, struct pool *pool, const struct wanted *wanted)
{
    const struct target_filter filter = { .owner = "bench" };
    struct targets targets = { 0 };
    int rc = targets_list(store, &filter, pool, &targets);

    for (int i = 0; rc == 0 && targets.count == 0 && i < wanted->port_count; i++)
        rc = add_target(store, pool, i, wanted->ports[i]);
    return rc;
}

static int
store_messages(const struct app *app, const struct wanted *wanted)
{
    struct pool *pool = pool_new();
    int rc = 0;

    for (long i = 0; rc == 0 && i < wanted->count; i++) {
        struct hook_message message = { .event = "bench.done",
                                        .owner = "bench",
                                        .identifier = "",
                                        .data = wanted->body,
                                        .length = wanted->length };
        struct message_receipt receipt;

        if (!wanted->all)
            message.identifier = pool_printf(pool, "t%ld", i % wanted->port_count);
        rc = message_store(app, &message, clock_ms(), pool, &receipt);
        pool_reset(pool);
    }
    pool_free(pool);
    return rc;
}

static const struct option choices[] = {
    { "body", required_argument, NULL, 'b' },
    { "count", required_argument, NULL, 'n' },
    { "all", no_argument, NULL, 'a' },
    { 0 },
};

static const char *
choose(struct wanted *wanted, int argc, char **argv)
{
    const char *body = NULL;
    int choice;

    while ((choice = getopt_long(argc, argv, "", choices, NULL)) != -1) {
        if (choice == 'n')
            wanted->count = strtol(optarg, NULL, 10);
        else if (choice == 'b')
            body = optarg;
        else if (choice == 'a')
            wanted->all = true;
        else
            return NULL;
    }
    wanted->ports = argv + optind;
    wanted->port_count = argc - optind;
    return wanted->port_count > 0 ? body : NULL;
}

int
main(int argc, char **argv)
{
    struct pool *pool = pool_new();
    struct settings *settings = NULL;
    struct store *store = NULL;
    struct wanted wanted = { 0 };
    const char *body = choose(&wanted, argc, argv);
    int rc;

    if (body == NULL) {
        fputs("usage: messages --body FILE [--count N] [--all] PORT...\n", stderr);
        return EX_USAGE;
    }
    log_open("messages", LOG_FORMAT_PLAIN, LOG_WARNING);
    rc = file_read(pool, body, BODY_MOST, &wanted.body, &wanted.length);
    if (rc == 0)
        rc = settings_load(NULL, SETTINGS_RULES, &settings);
    if (rc == 0)
        rc = store_open(settings->state, STORE_TOOL, &store);
    if (rc == 0)
        rc = add_targets(store, pool, &wanted);
    if (rc == 0)
        rc = store_messages(&(struct app){ settings, store }, &wanted);
    store_close(store);
    settings_free(settings);
    pool_free(pool);
    return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
