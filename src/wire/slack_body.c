/* slack_body.c - forms, JSON in forms, and JSON. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "wire/slack_body.h"

static bool
is(const char *kind, const char *other)
{
    return strcmp(kind, other) == 0;
}

int
slack_body_find(struct pool *pool, const char *kind, const struct payload *payload,
                const char **document, size_t *length)
{
    if (is(kind, SLACK_INTERACTIVE))
        return payload_find(pool, payload, document, length);
    if (is(kind, SLACK_COMMAND) && !payload_is_form(payload))
        return fail(FAIL_MEDIA, "a slash command comes as a form");
    *document = payload->body;
    *length = payload->length;
    return 0;
}

/* The first of them that is there. */
static const char *
first_of(const struct json_want *wants, size_t count)
{
    const char *text = NULL;

    for (size_t i = 0; i < count && text == NULL; i++)
        text = json_string(&wants[i]);
    return text;
}

/* A press in an organization's app has no team but the user's. */
static int
read_json(struct pool *pool, const char *document, size_t length, struct slack_origin *origin)
{
    enum { EVENT_ID, TRIGGER_ID, TEAM_ID, TEAM, USER_TEAM, TYPE, WANTS };
    struct json_want wants[WANTS] = {
        [EVENT_ID].pointer = "/event_id",      [TRIGGER_ID].pointer = "/trigger_id",
        [TEAM_ID].pointer = "/team_id",        [TEAM].pointer = "/team/id",
        [USER_TEAM].pointer = "/user/team_id", [TYPE].pointer = "/type",
    };
    int rc = json_scan(pool, document, length, wants, WANTS);
    const char *type;

    if (rc != 0)
        return rc;
    type = json_string(&wants[TYPE]);
    origin->id = first_of(&wants[EVENT_ID], 2);
    origin->team = first_of(&wants[TEAM_ID], 3);
    origin->nowhere = type != NULL && is(type, "url_verification");
    return 0;
}

int
slack_origin_read(struct pool *pool, const char *kind, const char *document, size_t length,
                  struct slack_origin *origin)
{
    *origin = (struct slack_origin){ 0 };
    if (!is(kind, SLACK_COMMAND))
        return read_json(pool, document, length, origin);
    origin->id = form_text(pool, document, length, "trigger_id");
    origin->team = form_text(pool, document, length, "team_id");
    return 0;
}
