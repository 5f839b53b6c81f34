/* asana_event.c - a list of notes, each read on its own. */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "base/match.h"
#include "wire/asana_event.h"

enum field { GID, TYPE, ACTION, FIELD, USER, CREATED, FIELDS };

static const char *
name_or_null(const struct json_want *want)
{
    const char *name = json_string(want);

    return event_name_valid(name) ? name : NULL;
}

static bool
is_of_a_task(const struct json_want *wants)
{
    const char *type = json_string(&wants[TYPE]);

    return type != NULL && strcmp(type, "task") == 0 && asana_gid_valid(json_string(&wants[GID])) &&
           name_or_null(&wants[ACTION]) != NULL;
}

/* Adds it to the events, or counts it. */
static int
read_event(const struct json_value *value, struct pool *pool, int64_t received_ms,
           struct asana_events *events)
{
    struct json_want wants[FIELDS] = {
        [GID].pointer = "/resource/gid", [TYPE].pointer = "/resource/resource_type",
        [ACTION].pointer = "/action",    [FIELD].pointer = "/change/field",
        [USER].pointer = "/user/gid",    [CREATED].pointer = "/created_at",
    };
    struct asana_event *event = &events->items[events->count];
    int rc = json_scan(pool, value->text, value->length, wants, FIELDS);

    if (rc != 0)
        return rc;
    if (!is_of_a_task(wants)) {
        events->others++;
        return 0;
    }
    events->count++;
    *event = (struct asana_event){
        .task = json_string(&wants[GID]),
        .action = json_string(&wants[ACTION]),
        .field = name_or_null(&wants[FIELD]),
        .user = json_string(&wants[USER]),
        .created_ms = json_time(&wants[CREATED], received_ms),
    };
    if (!asana_gid_valid(event->user))
        event->user = NULL;
    if (event->created_ms > received_ms)
        event->created_ms = received_ms;
    return 0;
}

int
asana_events_decode(const struct delivery *delivery, struct pool *pool, struct asana_events *events)
{
    struct json_want want = { .pointer = "/events/*" };
    struct asana_events made = { 0 };
    int rc = json_scan(pool, delivery->document, delivery->document_length, &want, 1);

    if (rc != 0)
        return rc;
    made.items = pool_array(pool, want.count + 1, sizeof *made.items);
    for (const struct json_value *value = want.first; rc == 0 && value != NULL;
         value = value->next) {
        if (value->type == JSON_OBJECT)
            rc = read_event(value, pool, delivery->received_ms, &made);
        else
            made.others++;
    }
    if (rc == 0)
        *events = made;
    return rc;
}
