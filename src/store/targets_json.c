/* targets_json.c - secrets and schedules as JSON */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "port/json.h"
#include "store/targets_json.h"

enum field { KIND, KEY, MADE, UNTIL, FIELDS };

static struct json *
secret_json(const struct target_secret *secret)
{
    struct json *one = json_object();

    json_set_string(one, "kind", target_signature_name(secret->kind));
    json_set_string(one, "key", secret->key);
    json_set_integer(one, "made_ms", secret->made_ms);
    if (secret->until_ms != 0)
        json_set_integer(one, "until_ms", secret->until_ms);
    else
        json_set_raw(one, "until_ms", "null");

    return one;
}

char *
target_secrets_encode(struct pool *pool, const struct target *target)
{
    struct json *all = json_array();

    for (size_t i = 0; i < target->secret_count; i++)
        json_add(all, secret_json(&target->secrets[i]));

    return json_text(pool, all, JSON_COMPACT);
}

/* The fields of one, and on to those of the next. */
static int
secret_read(const struct json_value *at[FIELDS], struct target_secret *secret)
{
    if (!target_signature_of(at[KIND]->text, &secret->kind) || at[KEY]->type != JSON_STRING)
        return fail(FAIL_STORE, "the secrets of a target can't be read");
    secret->key = at[KEY]->text;
    secret->made_ms = json_value_integer(at[MADE], 0);
    secret->until_ms = json_value_integer(at[UNTIL], 0);
    for (size_t i = 0; i < FIELDS; i++)
        at[i] = at[i]->next;

    return 0;
}

int
target_secrets_decode(struct pool *pool, const char *text, struct target *target)
{
    struct json_want wants[FIELDS] = {
        { .pointer = "/*/kind" },
        { .pointer = "/*/key" },
        { .pointer = "/*/made_ms" },
        { .pointer = "/*/until_ms" },
    };
    const struct json_value *at[FIELDS];
    struct target_secret *secrets;
    int rc = json_scan(pool, text, strlen(text), wants, FIELDS);

    for (size_t i = 0; rc == 0 && i < FIELDS; i++) {
        at[i] = wants[i].first;
        if (wants[i].count != wants[KEY].count)
            rc = fail(FAIL_STORE, "the secrets of a target can't be read");
    }
    if (rc != 0)
        return FAIL_STORE;
    secrets = pool_array(pool, wants[KEY].count + 1, sizeof *secrets);
    for (size_t i = 0; rc == 0 && i < wants[KEY].count; i++)
        rc = secret_read(at, &secrets[i]);
    if (rc == 0) {
        target->secrets = secrets;
        target->secret_count = wants[KEY].count;
    }
    return rc;
}

char *
target_schedule_encode(struct pool *pool, const struct target *target)
{
    const char *schedule = target_schedule(pool, target);

    return schedule != NULL ? pool_printf(pool, "[%s]", schedule) : NULL;
}

int
target_schedule_decode(struct pool *pool, const char *text, struct target *target)
{
    struct json_want want = { .pointer = "/*" };
    int64_t *delays_s;
    size_t count = 0;

    if (text == NULL)
        return 0;
    if (json_scan(pool, text, strlen(text), &want, 1) != 0)
        return FAIL_STORE;
    delays_s = pool_array(pool, want.count + 1, sizeof *delays_s);
    for (const struct json_value *value = want.first; value != NULL; value = value->next)
        delays_s[count++] = json_value_integer(value, 0);
    target->delays_s = delays_s;
    target->delay_count = count;

    return 0;
}
