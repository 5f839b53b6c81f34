/* slack_stop.c - which key was in use, and what has happened since */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "port/json.h"
#include "store/facts.h"
#include "store/slack_stop.h"
#include "store/state.h"

#define KEYS "slack_key"
#define IN_USE "in use"

/* The key that Slack took last. */
struct used {
    const char *key;  /* NULL: there is none */
    const char *stop; /* what stood already when it was first taken, as stop_name() has it */
    int64_t since_ms; /* when that was, by our clock */
};

const char *
slack_stop_value(struct pool *pool, const char *event)
{
    struct json *value = json_object();

    json_set_string(value, "why", event);
    return json_text(pool, value, JSON_COMPACT);
}

int
slack_stop_stands(struct db *db, const char *team, int64_t at_ms, bool *stands)
{
    struct db_row *row = db_query(db, "SELECT 1 FROM state WHERE kind = '" SLACK_STOPPED "' AND"
                                      " key = ?1 AND value <> '" FACT_GONE "' AND updated_ms < ?2");

    db_bind_text(row, 1, team);
    db_bind_integer(row, 2, at_ms);
    return db_exists(row, stands);
}

/* The row that counts: the workspace's, or the newest. */
static int
find_row(struct store *store, const char *team, struct pool *pool, struct state_row *found)
{
    struct state_row *rows = NULL;
    size_t count = 0;
    int rc;

    if (team != NULL)
        return state_get(store, SLACK_STOPPED, team, pool, found);
    rc = state_list(store, SLACK_STOPPED, pool, &rows, &count);
    if (rc != 0)
        return rc;
    if (count == 0)
        return FAIL_NOT_FOUND;
    *found = rows[0];
    for (size_t i = 1; i < count; i++) {
        if (rows[i].updated_ms > found->updated_ms)
            *found = rows[i];
    }
    return 0;
}

static const char *
text_at(struct pool *pool, const char *value, const char *pointer)
{
    struct json_want want = { .pointer = pointer };

    return json_scan(pool, value, strlen(value), &want, 1) == 0 ? json_string(&want) : NULL;
}

/* Nothing is noted: that is an answer, too. */
static int
read_used(struct store *store, struct pool *pool, struct used *used)
{
    struct state_row row = { 0 };
    int rc = state_get(store, KEYS, IN_USE, pool, &row);

    *used = (struct used){ 0 };
    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    *used = (struct used){ .key = text_at(pool, row.value, "/key"),
                           .stop = text_at(pool, row.value, "/stop"),
                           .since_ms = row.updated_ms };
    return 0;
}

static int
note(struct store *store, const char *key, const char *stop, int64_t now_ms, struct pool *pool)
{
    struct json *value = json_object();

    json_set_string(value, "key", key);
    json_set_string(value, "stop", stop);
    return state_put(store, KEYS, IN_USE, json_text(pool, value, JSON_COMPACT), now_ms);
}

/* Tells this stop from all others, also from later ones of the same workspace. */
static const char *
stop_name(struct pool *pool, const struct state_row *row)
{
    return pool_printf(pool, "%s %lld", row->key, (long long)row->updated_ms);
}

/* Did it happen before this key was first taken, whenever it was told? */
static bool
survived(const struct used *used, const struct state_row *row, struct pool *pool)
{
    return (used->stop != NULL && strcmp(used->stop, stop_name(pool, row)) == 0) ||
           row->updated_ms <= used->since_ms;
}

int
slack_stop_find(struct store *store, const char *team, const char *key, struct pool *pool,
                struct slack_stop *stop)
{
    struct state_row row = { 0 };
    struct used used = { 0 };
    const char *why;
    int rc = find_row(store, team, pool, &row);

    if (rc == 0)
        rc = read_used(store, pool, &used);
    if (rc != 0)
        return rc;
    if (used.key == NULL) {
        /* Noted as older than the stop, which so is about it. */
        rc = note(store, key, NULL, row.updated_ms - 1, pool);
        if (rc != 0)
            return rc;
    } else if (strcmp(used.key, key) != 0 || survived(&used, &row, pool)) {
        return FAIL_NOT_FOUND;
    }
    why = text_at(pool, row.value, "/why");
    *stop = (struct slack_stop){ .team = row.key,
                                 .why = why != NULL ? why : "an event",
                                 .since_ms = row.updated_ms };
    return 0;
}

int
slack_stop_taken(struct store *store, const char *team, const char *key, int64_t now_ms,
                 struct pool *pool)
{
    struct state_row row = { 0 };
    struct used used = { 0 };
    int rc = read_used(store, pool, &used);

    if (rc != 0 || (used.key != NULL && strcmp(used.key, key) == 0))
        return rc;
    rc = find_row(store, team, pool, &row);
    if (rc != 0 && rc != FAIL_NOT_FOUND)
        return rc;
    return note(store, key, rc == 0 ? stop_name(pool, &row) : NULL, now_ms, pool);
}
