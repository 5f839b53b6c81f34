/* hook_message.c - what a message may be, and how a job remembers it. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "base/text.h"
#include "port/catalogue.h"
#include "port/json.h"
#include "store/sorted.h"
#include "store/target.h"
#include "wire/payload.h"
#include "work/hook_message.h"

#define ID_MOST ((size_t)128)

bool
message_id_valid(const char *text)
{
    size_t length = text == NULL ? 0 : strspn(text, LETTERS DIGITS "_:-");

    return length > 0 && length <= ID_MOST && text[length] == '\0';
}

/* A longer one would be known by its beginning alone; neither form can look like the other. */
int
message_delivery(struct pool *pool, const char *owner, const char *id, const char **delivery)
{
    const char *whole = pool_printf(pool, "%s/%s", owner, id), *digits = NULL;
    int rc;

    if (strlen(whole) <= DELIVERY_KEY_MOST) {
        *delivery = whole;
        return 0;
    }
    rc = crypto_sha256_hex(pool, whole, strlen(whole), &digits);
    if (rc == 0)
        *delivery = pool_printf(pool, "sha256:%s", digits);
    return rc;
}

/* --- May it be stored? ------------------------------------------------------------------------ */

/* For people: at most so much of what they have written. */
static const char *
shown(struct pool *pool, const char *text)
{
    return text == NULL ? "" : utf8_line(pool, text, strnlen(text, ID_MOST));
}

static int
check_event(const struct settings *settings, const struct hook_message *message, struct pool *pool)
{
    const char *event = message->event;
    const char *trouble;

    if (!outgoing_event_valid(event))
        return fail(FAIL_FIELD, "\"%s\" is no name of an event; write " OUTGOING_EVENT_FORM,
                    shown(pool, event));
    if (message->target == 0 && outgoing_is_own(event))
        return fail(FAIL_FIELD, "%s: events that begin with " OUTGOING_OWN " are hooklet's own",
                    event);
    trouble = catalogue_trouble(pool, settings, event);
    return trouble == NULL ? 0 : fail(FAIL_FIELD, "%s", trouble);
}

static int
check_names(const struct hook_message *message, struct pool *pool)
{
    const char *identifier = message->identifier == NULL ? "" : message->identifier;

    if (!outgoing_owner_valid(message->owner))
        return fail(FAIL_FIELD, "\"%s\" is no owner; write " OUTGOING_OWNER_FORM,
                    shown(pool, message->owner));
    if (*identifier != '\0' && !outgoing_owner_valid(identifier))
        return fail(FAIL_FIELD, "\"%s\" is no identifier; write " OUTGOING_OWNER_FORM,
                    shown(pool, identifier));
    if (message->id != NULL && !message_id_valid(message->id))
        return fail(FAIL_FIELD, "\"%s\" is no id; write " MESSAGE_ID_FORM,
                    shown(pool, message->id));
    return 0;
}

static int
check_data(const struct hook_message *message, struct pool *pool)
{
    if (message->length > MESSAGE_DATA_MOST)
        return fail(FAIL_TOO_LARGE, "the data have %zu bytes, more than %zu", message->length,
                    MESSAGE_DATA_MOST);
    if (message->data == NULL)
        return 0;
    if (!message->text)
        return json_scan(pool, message->data, message->length, NULL, 0);
    if (memchr(message->data, '\0', message->length) != NULL)
        return fail(FAIL_MALFORMED, "the text has a NUL in it");
    if (!utf8_valid(message->data, message->length))
        return fail(FAIL_MALFORMED, "the text is no UTF-8");
    return 0;
}

int
message_check(const struct settings *settings, const struct hook_message *message,
              struct pool *pool)
{
    int rc = check_event(settings, message, pool);

    if (rc == 0)
        rc = check_names(message, pool);
    if (rc == 0)
        rc = check_data(message, pool);
    return rc;
}

/* --- As a job --------------------------------------------------------------------------------- */

void
message_plan(const struct hook_message *message, const char *rule, struct pool *pool,
             struct planned_job *job)
{
    struct json *args = json_object();

    json_set_string(args, "id", message->id);
    json_set_string(args, "event", message->event);
    json_set_string(args, "owner", message->owner);
    if (message->identifier != NULL && *message->identifier != '\0')
        json_set_string(args, "identifier", message->identifier);
    if (message->target != 0)
        json_set_id(args, "target", message->target);
    if (message->headers != NULL)
        json_set_raw(args, "headers", message->headers);
    /* As a string: what is JSON in JSON would be written anew, and nest deeper. */
    if (message->data != NULL)
        json_set_bytes(args, "data", message->data, message->length);
    *job = (struct planned_job){
        .kind = JOB_FANOUT,
        .rule = pool_string(pool, rule),
        .lane = JOB_FANOUT,
        .order_ms = message->received_ms,
        .crash = CRASH_RERUN,
        .attempts = RETRY_ATTEMPTS,
        .args = json_text(pool, args, JSON_COMPACT),
    };
}

int
message_read_args(struct pool *pool, const char *args, struct hook_message *message)
{
    struct json_want wants[] = {
        { .pointer = "/id" },         { .pointer = "/event" },  { .pointer = "/owner" },
        { .pointer = "/identifier" }, { .pointer = "/target" }, { .pointer = "/headers" },
        { .pointer = "/data" },
    };
    struct hook_message read = { 0 };
    int rc = json_scan(pool, args, strlen(args), wants, sizeof wants / sizeof *wants);

    if (rc != 0)
        return rc;
    read.id = json_string(&wants[0]);
    read.event = json_string(&wants[1]);
    read.owner = json_string(&wants[2]);
    if (!message_id_valid(read.id) || read.event == NULL || read.owner == NULL)
        return fail(FAIL_FIELD, "a message whose args lack its id, event or owner");
    read.identifier = text_either(json_string(&wants[3]), "");
    read.target = json_id(&wants[4]);
    if (wants[5].first != NULL && wants[5].first->type == JSON_OBJECT)
        read.headers = wants[5].first->text;
    read.data = json_string(&wants[6]);
    read.length = read.data == NULL ? 0 : wants[6].first->length;
    *message = read;
    return 0;
}

int
message_read(struct pool *pool, const char *args, const struct message_event *event,
             struct hook_message *message)
{
    struct payload payload = { .body = event->body, .length = event->length };
    struct hook_message read = { 0 };
    int rc = message_read_args(pool, args, &read);

    read.received_ms = event->received_ms;
    if (rc == 0 && read.data == NULL) {
        if (event->body == NULL)
            return fail(FAIL_NOT_FOUND,
                        "the body of message %s was dropped when keep_bodies had passed", read.id);
        payload.content_type = payload_content_type(pool, event->headers);
        rc = payload_find(pool, &payload, &read.data, &read.length);
    }
    if (rc == 0)
        *message = read;
    return rc;
}
