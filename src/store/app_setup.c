/* app_setup.c - wishes as JSON in the table `state`. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "port/crypto.h"
#include "port/json.h"
#include "store/app_setup.h"
#include "store/facts.h"
#include "store/state.h"

#define SETUP_KIND "app_setup"
#define MADE_KIND "app_made"

enum field { URL, ORGANIZATION, TARGET, MANIFEST, TITLES, LEVELS, WHYS, EVENTS, MADE, EXPIRES };
enum { FIELDS = EXPIRES + 1 };

static struct json *
permissions_json(const struct app_setup *setup)
{
    struct json *all = json_array(), *one;

    for (size_t i = 0; i < setup->permission_count; i++) {
        one = json_object();
        json_set_string(one, "title", setup->permissions[i].title);
        json_set_string(one, "level", setup->permissions[i].level);
        json_set_string(one, "why", setup->permissions[i].why);
        json_add(all, one);
    }
    return all;
}

static char *
encode(struct pool *pool, const struct app_setup *setup)
{
    struct json *top = json_object();

    json_set_string(top, "url", setup->url);
    json_set_string(top, "organization", setup->organization);
    json_set_string(top, "target", setup->target);
    json_set_string(top, "manifest", setup->manifest);
    json_set(top, "permissions", permissions_json(setup));
    json_set(top, "events", json_list(setup->events));
    json_set_integer(top, "made_ms", setup->made_ms);
    json_set_integer(top, "expires_ms", setup->expires_ms);
    return json_text(pool, top, JSON_COMPACT);
}

static void
decode_permissions(struct pool *pool, const struct json_want *wants, struct app_setup *setup)
{
    struct strings titles = json_strings(pool, &wants[TITLES]),
                   levels = json_strings(pool, &wants[LEVELS]);
    struct strings whys = json_strings(pool, &wants[WHYS]);

    setup->permissions = pool_array(pool, titles.count + 1, sizeof *setup->permissions);
    while (setup->permission_count < titles.count && setup->permission_count < levels.count &&
           setup->permission_count < whys.count) {
        setup->permissions[setup->permission_count] =
            (struct app_permission){ titles.items[setup->permission_count],
                                     levels.items[setup->permission_count],
                                     whys.items[setup->permission_count] };
        setup->permission_count++;
    }
}

static int
decode(struct pool *pool, const struct state_row *row, struct app_setup *setup)
{
    struct json_want wants[FIELDS] = {
        [URL].pointer = "/url",
        [ORGANIZATION].pointer = "/organization",
        [TARGET].pointer = "/target",
        [MANIFEST].pointer = "/manifest",
        [TITLES].pointer = "/permissions/*/title",
        [LEVELS].pointer = "/permissions/*/level",
        [WHYS].pointer = "/permissions/*/why",
        [EVENTS].pointer = "/events/*",
        [MADE].pointer = "/made_ms",
        [EXPIRES].pointer = "/expires_ms",
    };
    int rc = json_scan(pool, row->value, strlen(row->value), wants, FIELDS);

    if (rc != 0)
        return rc;
    *setup = (struct app_setup){
        .state = row->key,
        .url = json_string(&wants[URL]),
        .organization = json_string(&wants[ORGANIZATION]),
        .target = json_string(&wants[TARGET]),
        .manifest = json_string(&wants[MANIFEST]),
        .events = json_strings(pool, &wants[EVENTS]),
        .made_ms = json_integer(&wants[MADE], 0),
        .expires_ms = json_integer(&wants[EXPIRES], 0),
    };
    decode_permissions(pool, wants, setup);
    if (setup->url == NULL || setup->target == NULL || setup->manifest == NULL)
        return fail(FAIL_STORE, "the wish for an App can't be read; run create-app again");
    return 0;
}

int
app_setup_close(struct store *store, const char *state)
{
    static const char *const kinds[] = { SETUP_KIND, APP_CODE_FACT, MADE_KIND };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof kinds / sizeof *kinds; i++)
        rc = state_delete(store, kinds[i], state);
    return rc;
}

/* One that can't be read has no time to live, either. */
static int
close_expired(struct store *store, int64_t now_ms, struct pool *pool)
{
    struct state_row *rows = NULL;
    size_t count = 0;
    int rc = state_list(store, SETUP_KIND, pool, &rows, &count);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        struct app_setup setup = { 0 };

        if (decode(pool, &rows[i], &setup) != 0 || setup.expires_ms <= now_ms)
            rc = app_setup_close(store, rows[i].key);
    }
    return rc;
}

int
app_setup_open(struct store *store, const struct app_setup *setup)
{
    struct pool *pool = pool_new();
    int rc = close_expired(store, setup->made_ms, pool);

    if (rc == 0)
        rc = state_put(store, SETUP_KIND, setup->state, encode(pool, setup), setup->made_ms);
    pool_free(pool);
    return rc;
}

/* All rows are looked at, so that the time that it takes tells nothing. */
int
app_setup_find(struct store *store, const char *state, int64_t now_ms, struct pool *pool,
               struct app_setup *setup)
{
    const struct state_row *found = NULL;
    struct state_row *rows = NULL;
    size_t count = 0;
    int rc = 0;

    if (strlen(state) != APP_STATE_LENGTH)
        return FAIL_NOT_FOUND;
    rc = state_list(store, SETUP_KIND, pool, &rows, &count);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (strlen(rows[i].key) == APP_STATE_LENGTH &&
            crypto_equal(rows[i].key, state, APP_STATE_LENGTH))
            found = &rows[i];
    }
    if (rc == 0)
        rc = found != NULL ? decode(pool, found, setup) : FAIL_NOT_FOUND;
    if (rc == 0 && setup->expires_ms <= now_ms)
        rc = FAIL_NOT_FOUND;
    return rc;
}

int
app_code_find(struct store *store, const char *state, struct pool *pool, const char **code)
{
    struct json_want want = { .pointer = "/code" };
    struct state_row row = { 0 };
    int rc = state_get(store, APP_CODE_FACT, state, pool, &row);

    if (rc == 0)
        rc = json_scan(pool, row.value, strlen(row.value), &want, 1);
    if (rc == 0) {
        *code = json_string(&want);
        rc = *code != NULL ? 0 : FAIL_NOT_FOUND;
    }
    return rc;
}

int
app_code_drop(struct store *store, const char *state, int64_t now_ms)
{
    return state_put(store, APP_CODE_FACT, state, FACT_GONE, now_ms);
}

int
app_made_put(struct store *store, const char *state, const char *app, int64_t now_ms)
{
    return state_put(store, MADE_KIND, state, app, now_ms);
}

int
app_made_find(struct store *store, const char *state, struct pool *pool, const char **app)
{
    struct state_row row = { 0 };
    int rc = state_get(store, MADE_KIND, state, pool, &row);

    if (rc == 0)
        *app = row.value;
    return rc;
}
