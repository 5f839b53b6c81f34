/*
 * slack_body.h - what is the document in a body of Slack's, and what all of them tell
 *
 * A slash command is a form, which is its own document; a button's press is JSON in the field
 * `payload` of a form; an event is JSON.  Which of them it is tells the path that it came to, which
 * is not signed; so a body that isn't of that kind fails here or in the decoder.
 * Pure.
 *
 * memory  the pool, or the body itself
 * source  Slack docs, "Implementing slash commands", "Interaction payloads", "Events API"
 */
#ifndef HOOKLET_WIRE_SLACK_BODY_H
#define HOOKLET_WIRE_SLACK_BODY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "wire/payload.h"

#define SLACK_SOURCE "slack"
/* Kinds of its deliveries. */
#define SLACK_COMMAND "command"
#define SLACK_INTERACTIVE "interactive"
#define SLACK_EVENT "event"

/*
 * errors  FAIL_MEDIA the content type is another one than that kind's · FAIL_MALFORMED a form
 *         without a payload, or that begins as JSON does
 */
int slack_body_find(struct pool *pool, const char *kind, const struct payload *payload,
                    const char **document, size_t *length) __attribute__((warn_unused_result));

/* Each may be NULL: not told. */
struct slack_origin {
    const char *id;   /* of a command or a press its trigger_id, of an event its event_id */
    const char *team; /* the workspace, "T0001" */
    bool nowhere;     /* Slack itself asks: no workspace is meant */
};

/*
 * Out of a document.  errors  FAIL_MALFORMED it is no JSON · FAIL_UNREADABLE JSON, but beyond our
 * reader
 */
int slack_origin_read(struct pool *pool, const char *kind, const char *document, size_t length,
                      struct slack_origin *origin) __attribute__((warn_unused_result));

#endif
