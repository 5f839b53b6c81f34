/* feed_state.c - a feed's row, as JSON */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "port/json.h"
#include "store/state.h"
#include "work/feed_state.h"

#define STATE_FEED "feed"

static int
read_row(struct pool *pool, const struct state_row *row, const struct feed *feed,
         struct feed_state *state)
{
    struct json_want wants[] = { { .pointer = "/url" },      { .pointer = "/start_ms" },
                                 { .pointer = "/before/*" }, { .pointer = "/since_ms" },
                                 { .pointer = "/etag" },     { .pointer = "/modified" },
                                 { .pointer = "/until_ms" } };
    int rc =
        json_scan(pool, row->value, strlen(row->value), wants, sizeof(wants) / sizeof(wants[0]));
    const char *url = json_string(&wants[0]);

    state->version = row->version;
    if (rc != 0 || url == NULL || strcmp(url, feed->url) != 0)
        return rc;
    state->position = (struct feed_position){ .begun = wants[1].first != NULL,
                                              .start_ms = json_integer(&wants[1], 0),
                                              .before = json_strings(pool, &wants[2]) };
    state->until_ms = json_integer(&wants[6], 0);
    if (json_integer(&wants[3], 0) == feed->since_ms)
        state->mark = (struct feed_mark){ json_string(&wants[4]), json_string(&wants[5]) };
    return 0;
}

int
feed_state_load(struct store *store, const char *name, const struct feed *feed, struct pool *pool,
                struct feed_state *state)
{
    struct state_row row = { 0 };
    int rc = state_get(store, STATE_FEED, name, pool, &row);

    *state = (struct feed_state){ .version = 0 };
    if (rc == FAIL_NOT_FOUND)
        return 0;
    return rc == 0 ? read_row(pool, &row, feed, state) : rc;
}

int
feed_state_save(struct store *store, const char *name, const struct feed *feed, struct pool *pool,
                const struct feed_state *state, int64_t now_ms)
{
    struct json *top = json_object();

    json_set_string(top, "url", feed->url);
    if (state->position.begun)
        json_set_integer(top, "start_ms", state->position.start_ms);
    json_set(top, "before", json_list(state->position.before));
    json_set_integer(top, "since_ms", feed->since_ms);
    json_set_string(top, "etag", state->mark.etag);
    json_set_string(top, "modified", state->mark.modified);
    if (state->until_ms != 0)
        json_set_integer(top, "until_ms", state->until_ms);
    return state_set(store, STATE_FEED, name, json_text(pool, top, JSON_COMPACT), state->version,
                     now_ms);
}
