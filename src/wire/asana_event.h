/*
 * asana_event.h - what a webhook of Asana's tells: short notes on what happened to tasks
 *
 * They say that something changed, not to what: whoever wants to know that asks.  What is not about
 * a task, or not told in full, is counted alone; unknown members, fields and actions are ignored,
 * as Asana adds them.
 * errors  FAIL_MALFORMED, FAIL_UNREADABLE of json_scan
 * memory  the pool
 * source  Asana docs, "Webhooks guide"; API reference, EventResponse
 */
#ifndef HOOKLET_WIRE_ASANA_EVENT_H
#define HOOKLET_WIRE_ASANA_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "store/types.h"

struct asana_event {
    const char *task;   /* gid */
    const char *action; /* "changed", "added", "removed", "deleted", "undeleted" */
    const char *field;  /* that was changed: "completed"; or NULL */
    const char *user;   /* gid of who did it; NULL: not told, or nobody */
    int64_t created_ms; /* by Asana's clock; received_ms where it doesn't tell */
};

struct asana_events {
    struct asana_event *items; /* of tasks, in Asana's order */
    size_t count;
    size_t others; /* how many are about other things; with no event at all it is a heartbeat */
};

int asana_events_decode(const struct delivery *delivery, struct pool *pool,
                        struct asana_events *events) __attribute__((warn_unused_result));

#endif
