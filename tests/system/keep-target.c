/*
 * keep-target: targets and messages past the command and the API, also those that they would refuse
 *
 *     keep-target CONFIG add NAME=VALUE...          its id
 *     keep-target CONFIG change ID NAME=VALUE...    what is not named stays
 *     keep-target CONFIG show ID                    NAME=VALUE, one a line
 *     keep-target CONFIG send OWNER EVENT COUNT [NAME=VALUE...]
 *         a message whose data are the standard input; or several, of which each has {"n":7}
 *     keep-target CONFIG deliveries                 a JSON object for each attempt, one a line
 *
 * Names of a target: owner, event, identifier, url, content, envelope, headers, timeout_ms, state,
 * rate, rate_ms, concurrency, coalesce_ms, delays (0,15,30), secret (else a new one), challenge.
 * Names of a message: id (of several the beginning), target, identifier.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "port/json.h"
#include "store/deliveries.h"
#include "store/targets.h"
#include "wire/standard_webhooks.h"
#include "work/hook_message.h"

#define ROOM ((size_t)32 << 20) /* bytes of a message */

static int
set_delays(struct pool *pool, struct target *target, const char *value)
{
    int64_t *delays = pool_array(pool, strlen(value), sizeof *delays);
    char *end = NULL;

    target->delays_s = delays;
    target->delay_count = 0;
    for (const char *at = value; *at != '\0'; at = *end == ',' ? end + 1 : end)
        delays[target->delay_count++] = strtoll(at, &end, 10);
    return 0;
}

static int
set_secret(struct pool *pool, struct target *target, const char *value)
{
    struct target_secret *secret = pool_alloc(pool, sizeof *secret);
    enum webhook_kind kind;

    if (webhook_secret_trouble(value, &kind) != NULL)
        return -1;
    secret->kind = kind == WEBHOOK_V1A ? TARGET_V1A : TARGET_V1;
    secret->key = value;
    secret->made_ms = clock_ms();
    target->secrets = secret;
    target->secret_count = 1;
    return 0;
}

static int
set_field(struct target *target, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **text;
    } texts[] = {
        { "owner", &target->owner },     { "event", &target->event },
        { "url", &target->url },         { "identifier", &target->identifier },
        { "headers", &target->headers }, { "challenge", &target->challenge },
    };
    const struct {
        const char *name;
        int64_t *number;
    } numbers[] = {
        { "timeout_ms", &target->timeout_ms },   { "rate", &target->rate },
        { "rate_ms", &target->rate_ms },         { "concurrency", &target->concurrency },
        { "coalesce_ms", &target->coalesce_ms },
    };
    bool found = false;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(texts[i].name, name) == 0)
            *texts[i].text = value, found = true;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(numbers[i].name, name) == 0)
            *numbers[i].number = strtoll(value, NULL, 10), found = true;
    }
    return found ? 0 : -1;
}

static int
set(struct pool *pool, struct target *target, const char *word)
{
    const char *value = strchr(word, '=');
    const char *name;

    if (value == NULL)
        return -1;
    name = pool_copy(pool, word, (size_t)(value++ - word));
    if (strcmp(name, "content") == 0)
        return target_content_of(value, &target->content) ? 0 : -1;
    if (strcmp(name, "envelope") == 0)
        return target_envelope_of(value, &target->envelope) ? 0 : -1;
    if (strcmp(name, "state") == 0)
        return target_state_of(value, &target->state) ? 0 : -1;
    if (strcmp(name, "delays") == 0)
        return set_delays(pool, target, value);
    if (strcmp(name, "secret") == 0)
        return set_secret(pool, target, value);
    return set_field(target, name, value);
}

static int
set_all(struct pool *pool, struct target *target, char **words)
{
    for (; *words != NULL; words++) {
        if (set(pool, target, *words) != 0) {
            fprintf(stderr, "keep-target: %s is nothing that a target has\n", *words);
            return -1;
        }
    }
    return 0;
}

static int
add(const struct app *app, struct pool *pool, char **words)
{
    struct target target = { .identifier = "", .headers = "{}", .timeout_ms = 15000 };
    const char *secret = NULL;

    if (webhook_secret_new(pool, WEBHOOK_V1, &secret) != 0 ||
        set_secret(pool, &target, secret) != 0)
        return -1;
    if (set_all(pool, &target, words) != 0 || target_add(app->store, &target, clock_ms()) != 0)
        return -1;
    printf("%" PRId64 "\n", target.id);
    return 0;
}

static int
change(const struct app *app, struct pool *pool, int64_t id, char **words)
{
    struct target target;

    if (target_find(app->store, id, pool, &target) != 0 || set_all(pool, &target, words) != 0)
        return -1;
    return target_change(app->store, &target, clock_ms());
}

static int
show(const struct app *app, struct pool *pool, int64_t id)
{
    struct target target;

    if (target_find(app->store, id, pool, &target) != 0)
        return -1;
    printf("state=%s\nreason=%s\nfailures=%" PRId64 "\n", target_state_name(target.state),
           target.reason != NULL ? target.reason : "", target.failures);
    return 0;
}

/* name: with its '='. */
static const char *
value_of(char **words, const char *name)
{
    for (; *words != NULL; words++) {
        if (strncmp(*words, name, strlen(name)) == 0)
            return *words + strlen(name);
    }
    return NULL;
}

static int
send_one(const struct app *app, const struct hook_message *base, int n, int count)
{
    struct pool *pool = pool_new();
    struct hook_message message = *base;
    struct message_receipt receipt = { 0 };
    int rc;

    if (count > 1) {
        message.id = message.id != NULL ? pool_printf(pool, "%s%d", message.id, n) : NULL;
        message.data = pool_printf(pool, "{\"n\":%d}", n);
        message.length = strlen(message.data);
    }
    rc = message_store(app, &message, clock_ms(), pool, &receipt);
    if (rc == 0 && count == 1)
        printf("%s\n", receipt.id);
    pool_free(pool);
    return rc;
}

static int
send_all(const struct app *app, struct pool *pool, char **words)
{
    struct hook_message message = { .owner = words[0], .event = words[1] };
    int count = atoi(words[2]), rc = 0;
    char *data = pool_array(pool, ROOM, 1);

    message.length = fread(data, 1, ROOM, stdin);
    message.data = message.length > 0 ? data : NULL;
    message.id = value_of(words + 3, "id=");
    message.identifier = value_of(words + 3, "identifier=");
    if (value_of(words + 3, "target=") != NULL)
        message.target = strtoll(value_of(words + 3, "target="), NULL, 10);
    for (int n = 0; rc == 0 && n < count; n++)
        rc = send_one(app, &message, n, count);
    return rc;
}

static void
show_attempt(struct pool *pool, const struct delivery_row *delivery,
             const struct delivery_attempt *attempt)
{
    struct json *top = json_object();

    json_set_integer(top, "job", delivery->job);
    json_set_string(top, "kind", delivery->kind);
    json_set_string(top, "message", delivery->message);
    json_set_integer(top, "target", delivery->target);
    json_set_string(top, "state", delivery->state);
    json_set_string(top, "reason", delivery->reason);
    json_set_integer(top, "failed", delivery->failed);
    json_set_integer(top, "n", attempt->n);
    json_set_string(top, "worker", attempt->owner);
    json_set_string(top, "outcome", attempt->outcome);
    json_set_string(top, "detail", attempt->detail);
    json_set_integer(top, "status", attempt->status);
    json_set_integer(top, "start_ms", attempt->start_ms);
    json_set_integer(top, "end_ms", attempt->end_ms);
    json_set_raw(top, "request", attempt->request != NULL ? attempt->request : "null");
    json_set_raw(top, "headers", attempt->headers != NULL ? attempt->headers : "null");
    json_set_bytes(top, "answer", attempt->answer != NULL ? attempt->answer : "",
                   attempt->answer_length);
    printf("%s\n", json_text(pool, top, JSON_COMPACT));
}

/* One that was never begun has one line, attempt 0. */
static int
show_deliveries(const struct app *app, struct pool *pool)
{
    const struct delivery_filter filter = { .most = 1000000 };
    struct delivery_rows deliveries = { 0 };
    int rc = deliveries_list(app->store, &filter, pool, &deliveries);

    for (size_t i = 0; rc == 0 && i < deliveries.count; i++) {
        struct pool *own = pool_new();
        struct delivery_attempts attempts = { 0 };
        const struct delivery_attempt none = { .status = -1 };

        rc = delivery_attempts(app->store, deliveries.rows[i].job, own, &attempts);
        for (size_t k = 0; rc == 0 && k < attempts.count; k++)
            show_attempt(own, &deliveries.rows[i], &attempts.rows[k]);
        if (rc == 0 && attempts.count == 0)
            show_attempt(own, &deliveries.rows[i], &none);
        pool_free(own);
    }
    return rc;
}

static int
obey(const struct app *app, struct pool *pool, int argc, char **argv)
{
    const char *order = argv[2];

    if (strcmp(order, "add") == 0)
        return add(app, pool, argv + 3);
    if (strcmp(order, "deliveries") == 0)
        return show_deliveries(app, pool);
    if (strcmp(order, "show") == 0 && argc == 4)
        return show(app, pool, strtoll(argv[3], NULL, 10));
    if (strcmp(order, "change") == 0 && argc > 4)
        return change(app, pool, strtoll(argv[3], NULL, 10), argv + 4);
    if (strcmp(order, "send") == 0 && argc > 5)
        return send_all(app, pool, argv + 3);
    return -1;
}

int
main(int argc, char **argv)
{
    struct settings *settings = NULL;
    struct store *store = NULL;
    struct pool *pool = pool_new();
    int rc = argc > 2 ? settings_load(argv[1], SETTINGS_RULES, &settings) : -1;

    if (rc == 0)
        rc = store_open(settings->state, STORE_TOOL, &store);
    if (rc == 0) {
        const struct app app = { settings, store };

        rc = obey(&app, pool, argc, argv);
    }
    if (store != NULL)
        store_close(store);
    settings_free(settings);
    pool_free(pool);
    return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
