/* missed.c - when to ask for what was missed. */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "port/json.h"
#include "work/missed.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define YOUNG_MS MINUTE_MS
#define SETTLE_MS (2 * MINUTE_MS) /* by then an attempt is in GitHub's list */

/*
 * After the first try the next hour's run, then ever later, so that five tries reach over most of
 * the three days that GitHub keeps a delivery: a server may be away for long.
 */
_Static_assert(MISSED_TRIES == 5, "next_try() says how many");
static const int64_t distance_ms[MISSED_TRIES] = { 0, 50 * MINUTE_MS, 4 * HOUR_MS, 16 * HOUR_MS,
                                                   40 * HOUR_MS };

bool
missed_delivered(int status_code)
{
    return status_code >= 200 && status_code < 300;
}

static enum missed_next
later(int64_t at_ms, int64_t now_ms, const char *reason, const char **why)
{
    *why = at_ms > now_ms ? reason : NULL;
    return at_ms > now_ms ? MISSED_WAITS : MISSED_DUE;
}

static enum missed_next
over(const char *reason, const char **why)
{
    *why = reason;
    return MISSED_OVER;
}

/* It was asked for before. */
static enum missed_next
next_try(const struct missed *missed, const struct missed_view *view, const char **why)
{
    bool answered = missed->id != missed->asked_id;
    bool unclear = !answered && !missed->confirmed;
    int64_t distance;

    if (answered && missed_delivered(missed->status_code))
        return over("delivered, but not to this ledger", why);
    if (missed->asked >= MISSED_TRIES)
        return over("given up: asked for 5 times", why);
    distance = unclear || view->by_hand ? SETTLE_MS : distance_ms[missed->asked];
    if (answered && view->by_hand)
        distance = 0;
    return later(
        missed->asked_ms + distance, view->now_ms,
        answered ? "failed again, a later run asks once more" : "asked for, has not come yet", why);
}

enum missed_next
missed_next(const struct missed *missed, const struct missed_view *view, const char **why)
{
    enum missed_next young = later(missed->delivered_ms + YOUNG_MS, view->now_ms,
                                   "delivered just now, may be under way", why);

    if (missed->elsewhere)
        return over("delivered to another program", why);
    if (missed->first_ms < view->reach_ms)
        return over("too old", why);
    if (young != MISSED_DUE || view->ingest)
        return young;
    if (missed->gone)
        return over("GitHub does not deliver it again", why);
    return missed->asked == 0 ? MISSED_DUE : next_try(missed, view, why);
}

struct missed
missed_begin(struct pool *pool, const char *hook, const struct github_delivery *delivery)
{
    return (struct missed){
        .guid = pool_string(pool, delivery->guid),
        .hook = hook,
        .event = pool_string(pool, delivery->event),
        .action = pool_string(pool, delivery->action),
        .id = delivery->id,
        .status_code = delivery->status_code,
        .delivered_ms = delivery->delivered_ms,
        .first_ms = delivery->delivered_ms,
    };
}

/* Of two of the same second the one with the higher id came later. */
bool
missed_see(struct missed *missed, const struct github_delivery *delivery)
{
    bool newer = delivery->delivered_ms > missed->delivered_ms ||
                 (delivery->delivered_ms == missed->delivered_ms && delivery->id > missed->id);
    bool older = delivery->delivered_ms < missed->first_ms;

    if (newer) {
        missed->id = delivery->id;
        missed->status_code = delivery->status_code;
        missed->delivered_ms = delivery->delivered_ms;
    }
    if (older)
        missed->first_ms = delivery->delivered_ms;
    return newer || older;
}

const char *
missed_write(struct pool *pool, const struct missed *missed)
{
    struct json *value = json_object();

    json_set_string(value, "hook", missed->hook);
    json_set_string(value, "event", missed->event);
    json_set_string(value, "action", missed->action);
    json_set_integer(value, "id", missed->id);
    json_set_integer(value, "status_code", missed->status_code);
    json_set_integer(value, "delivered_ms", missed->delivered_ms);
    json_set_integer(value, "first_ms", missed->first_ms);
    json_set_integer(value, "asked", missed->asked);
    json_set_integer(value, "asked_id", missed->asked_id);
    json_set_integer(value, "asked_ms", missed->asked_ms);
    json_set_bool(value, "confirmed", missed->confirmed);
    json_set_bool(value, "gone", missed->gone);
    return json_text(pool, value, JSON_COMPACT);
}

enum field {
    HOOK,
    EVENT,
    ACTION,
    ID,
    STATUS_CODE,
    DELIVERED,
    FIRST,
    ASKED,
    ASKED_ID,
    ASKED_AT,
    CONFIRMED,
    GONE,
    FIELDS
};

int
missed_read(struct pool *pool, const struct state_row *row, struct missed *missed)
{
    struct json_want wants[FIELDS] = {
        [HOOK].pointer = "/hook",
        [EVENT].pointer = "/event",
        [ACTION].pointer = "/action",
        [ID].pointer = "/id",
        [STATUS_CODE].pointer = "/status_code",
        [DELIVERED].pointer = "/delivered_ms",
        [FIRST].pointer = "/first_ms",
        [ASKED].pointer = "/asked",
        [ASKED_ID].pointer = "/asked_id",
        [ASKED_AT].pointer = "/asked_ms",
        [CONFIRMED].pointer = "/confirmed",
        [GONE].pointer = "/gone",
    };
    int rc = json_scan(pool, row->value, strlen(row->value), wants, FIELDS);

    if (rc != 0)
        return rc;
    *missed = (struct missed){
        .guid = row->key,
        .hook = json_string(&wants[HOOK]),
        .event = json_string(&wants[EVENT]),
        .action = json_string(&wants[ACTION]),
        .id = json_integer(&wants[ID], 0),
        .status_code = (int)json_integer(&wants[STATUS_CODE], 0),
        .delivered_ms = json_integer(&wants[DELIVERED], 0),
        .first_ms = json_integer(&wants[FIRST], 0),
        .asked = (int)json_integer(&wants[ASKED], 0),
        .asked_id = json_integer(&wants[ASKED_ID], 0),
        .asked_ms = json_integer(&wants[ASKED_AT], 0),
        .confirmed = json_true(&wants[CONFIRMED]),
        .gone = json_true(&wants[GONE]),
        .version = row->version,
    };
    return 0;
}
