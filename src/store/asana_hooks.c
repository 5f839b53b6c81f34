/* asana_hooks.c - hooks as JSON in the table `state`, each change by compare-and-set. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "port/crypto.h"
#include "port/json.h"
#include "store/asana_hooks.h"
#include "store/state.h"

#define STATE_HOOK "asana_hook"

enum { TOKEN_BYTES = 32, TRIES_MOST = 10 };
enum field { PROJECT, WORKSPACE, NAME, URL, SECRET, GID, OPENED, HEARD, FIELDS };

/* What becomes of a row, and who does it; he refuses by FAIL_NOT_FOUND. */
struct change {
    const char *secret;
    const char *gid;
    int64_t heard_ms;
    int64_t now_ms;
};
typedef int change_function(const struct change *change, struct asana_hook_row *hook);

static char *
encode(struct pool *pool, const struct asana_hook_row *hook)
{
    struct json *top = json_object();

    json_set_string(top, "project", hook->project);
    json_set_string(top, "workspace", hook->workspace);
    json_set_string(top, "name", hook->name);
    json_set_string(top, "url", hook->url);
    json_set_string(top, "secret", hook->secret);
    json_set_string(top, "gid", hook->gid);
    json_set_integer(top, "opened_ms", hook->opened_ms);
    json_set_integer(top, "heard_ms", hook->heard_ms);
    return json_text(pool, top, JSON_COMPACT);
}

static int
decode(struct pool *pool, const struct state_row *row, struct asana_hook_row *hook)
{
    struct json_want wants[FIELDS] = {
        [PROJECT].pointer = "/project",  [WORKSPACE].pointer = "/workspace",
        [NAME].pointer = "/name",        [URL].pointer = "/url",
        [SECRET].pointer = "/secret",    [GID].pointer = "/gid",
        [OPENED].pointer = "/opened_ms", [HEARD].pointer = "/heard_ms",
    };
    int rc = json_scan(pool, row->value, strlen(row->value), wants, FIELDS);

    if (rc != 0)
        return rc;
    *hook = (struct asana_hook_row){
        .key = row->key,
        .project = json_string(&wants[PROJECT]),
        .workspace = json_string(&wants[WORKSPACE]),
        .name = json_string(&wants[NAME]),
        .url = json_string(&wants[URL]),
        .secret = json_string(&wants[SECRET]),
        .gid = json_string(&wants[GID]),
        .opened_ms = json_integer(&wants[OPENED], 0),
        .heard_ms = json_integer(&wants[HEARD], 0),
    };
    if (hook->project == NULL || hook->workspace == NULL || hook->url == NULL)
        return fail(FAIL_STORE, "a hook of Asana's can't be read; run asana connect again");
    return 0;
}

/* A clock that was set back opens nothing again. */
static bool
within(int64_t opened_ms, int64_t now_ms)
{
    return now_ms - opened_ms < ASANA_HOOK_OPEN_MS && opened_ms - now_ms < ASANA_HOOK_OPEN_MS;
}

/* What is kept of a token. */
static int
hash_token(struct pool *pool, const char *token, const char **key)
{
    return crypto_sha256_hex(pool, token, strlen(token), key);
}

int
asana_hook_list(struct store *store, struct pool *pool, struct asana_hook_row **hooks,
                size_t *count)
{
    struct state_row *rows = NULL;
    size_t all = 0;
    int rc = state_list(store, STATE_HOOK, pool, &rows, &all);

    if (rc != 0)
        return rc;
    *hooks = pool_array(pool, all + 1, sizeof **hooks);
    *count = 0;
    for (size_t i = 0; i < all; i++)
        *count += decode(pool, &rows[i], &(*hooks)[*count]) == 0;
    return 0;
}

static int
drop_expired(struct store *store, struct pool *pool, int64_t now_ms)
{
    struct asana_hook_row *hooks = NULL;
    size_t count = 0;
    int rc = asana_hook_list(store, pool, &hooks, &count);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (hooks[i].secret == NULL && !within(hooks[i].opened_ms, now_ms))
            rc = asana_hook_drop(store, hooks[i].key);
    }
    return rc;
}

int
asana_hook_open(struct store *store, struct pool *pool, struct asana_hook_row *hook, int64_t now_ms,
                const char **token)
{
    struct asana_hook_row made = *hook;
    unsigned char bytes[TOKEN_BYTES];
    const char *text = NULL;
    int rc = drop_expired(store, pool, now_ms);

    if (rc == 0)
        rc = crypto_random(bytes, sizeof bytes);
    if (rc == 0) {
        text = hex_encode(pool, bytes, sizeof bytes);
        rc = hash_token(pool, text, &made.key);
    }
    crypto_wipe(bytes, sizeof bytes);
    made.secret = made.gid = NULL;
    made.opened_ms = now_ms;
    made.heard_ms = 0;
    if (rc == 0)
        rc = state_set(store, STATE_HOOK, made.key, encode(pool, &made), 0, now_ms);
    if (rc != 0)
        return rc;
    *hook = made;
    *token = text;
    return 0;
}

int
asana_hook_read(struct store *store, const char *key, struct pool *pool,
                struct asana_hook_row *hook)
{
    struct state_row row = { 0 };
    int rc = state_get(store, STATE_HOOK, key, pool, &row);

    return rc == 0 ? decode(pool, &row, hook) : rc;
}

int
asana_hook_find(struct store *store, const char *token, struct pool *pool,
                struct asana_hook_row *hook)
{
    const char *key = NULL;
    int rc = hash_token(pool, token, &key);

    return rc == 0 ? asana_hook_read(store, key, pool, hook) : rc;
}

/* FAIL_CONFLICT: somebody else has changed it meanwhile. */
static int
change_once(struct store *store, const char *key, change_function *function,
            const struct change *change)
{
    struct asana_hook_row hook = { 0 };
    struct pool *pool = pool_new();
    struct state_row row = { 0 };
    int rc = state_get(store, STATE_HOOK, key, pool, &row);

    if (rc == 0)
        rc = decode(pool, &row, &hook);
    if (rc == 0)
        rc = function(change, &hook);
    if (rc == 0)
        rc = state_set(store, STATE_HOOK, key, encode(pool, &hook), row.version, change->now_ms);
    pool_free(pool);
    return rc;
}

static int
change_row(struct store *store, const char *key, change_function *function,
           const struct change *change)
{
    int rc = FAIL_CONFLICT;

    for (int i = 0; rc == FAIL_CONFLICT && i < TRIES_MOST; i++)
        rc = change_once(store, key, function, change);
    return rc == FAIL_CONFLICT ? fail(FAIL_BUSY, "a hook of Asana's is changed by many") : rc;
}

/* The web server may hand a request over twice, so the same secret again is no other one. */
static int
set_secret(const struct change *change, struct asana_hook_row *hook)
{
    size_t length = strlen(change->secret);

    if (!within(hook->opened_ms, change->now_ms))
        return FAIL_NOT_FOUND;
    if (hook->secret != NULL &&
        (strlen(hook->secret) != length || !crypto_equal(hook->secret, change->secret, length)))
        return FAIL_NOT_FOUND;
    hook->secret = change->secret;
    return 0;
}

int
asana_hook_secret(struct store *store, const char *key, const char *secret, int64_t now_ms)
{
    const struct change change = { .secret = secret, .now_ms = now_ms };

    return change_row(store, key, set_secret, &change);
}

static int
set_gid(const struct change *change, struct asana_hook_row *hook)
{
    hook->gid = change->gid;
    return 0;
}

int
asana_hook_keep(struct store *store, const char *key, const char *gid, int64_t now_ms)
{
    const struct change change = { .gid = gid, .now_ms = now_ms };

    return change_row(store, key, set_gid, &change);
}

static int
set_heard(const struct change *change, struct asana_hook_row *hook)
{
    if (hook->heard_ms < change->heard_ms)
        hook->heard_ms = change->heard_ms;
    return 0;
}

int
asana_hook_heard(struct store *store, const char *key, int64_t heard_ms, int64_t now_ms)
{
    const struct change change = { .heard_ms = heard_ms, .now_ms = now_ms };

    return change_row(store, key, set_heard, &change);
}

int
asana_hook_drop(struct store *store, const char *key)
{
    return state_delete(store, STATE_HOOK, key);
}
