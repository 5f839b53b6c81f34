/* api_messages.c - messages are sent, and looked at */
#include "config.h"

#include <string.h>

#include "api_body.h"
#include "api_deliveries.h"
#include "api_routes.h"
#include "base/fail.h"
#include "store/fanouts.h"
#include "store/ledger.h"
#include "work/hook_message.h"

enum { EVENT, OWNER, IDENTIFIER, DATA, TEXT, ID, MEMBERS };

/* What the header says; a client may write it as the string that the draft of the IETF has. */
static const char *
key_of(const struct api_call *call)
{
    const char *key = request_header(call->req, "Idempotency-Key");
    size_t length = key == NULL ? 0 : strlen(key);

    if (length >= 2 && key[0] == '"' && key[length - 1] == '"')
        return pool_copy(call->pool, key + 1, length - 2);
    return key;
}

static int
read_id(const struct api_call *call, const struct api_member *member, const char **id)
{
    const char *key = key_of(call);

    *id = member->value != NULL ? api_member_text(member) : key;
    if (*id == NULL || (key != NULL && strcmp(*id, key) != 0))
        return *id == NULL
                   ? 0
                   : api_refuse(call, FAIL_FIELD,
                                "id: the header Idempotency-Key says another one; one is enough");
    if (!message_id_valid(*id))
        return api_refuse(call, FAIL_FIELD, "%s: it is " MESSAGE_ID_FORM,
                          member->value != NULL ? "id" : "Idempotency-Key");
    return 0;
}

/* `data` is any JSON, which goes on as it is written; `text` a string that is sent as it is. */
static int
read_data(const struct api_call *call, const struct api_member *members,
          struct hook_message *message)
{
    const struct json_value *data = members[DATA].value, *text = members[TEXT].value;

    if (data != NULL && text != NULL)
        return api_refuse(call, FAIL_FIELD, "text: there is data, too; a message has one of them");
    message->data = "{}";
    message->length = strlen(message->data);
    if (text == NULL && data != NULL && data->type == JSON_STRING)
        text = data;
    if (text == NULL && data == NULL)
        return 0;
    message->text = text != NULL;
    message->data = (text != NULL ? text : data)->text;
    message->length = (text != NULL ? text : data)->length;
    return 0;
}

static int
read_message(const struct api_call *call, struct hook_message *message)
{
    struct api_member members[MEMBERS] = {
        [EVENT] = { .name = "event", .shape = API_TEXT, .needed = true },
        [OWNER] = { .name = "owner", .shape = API_TEXT },
        [IDENTIFIER] = { .name = "identifier", .shape = API_TEXT },
        [DATA] = { .name = "data", .shape = API_ANY },
        [TEXT] = { .name = "text", .shape = API_TEXT },
        [ID] = { .name = "id", .shape = API_TEXT },
    };
    int rc = api_body_read(call, members, MEMBERS);

    if (rc == 0)
        rc = api_owner(call, api_member_text(&members[OWNER]), &message->owner);
    if (rc == 0)
        rc = read_id(call, &members[ID], &message->id);
    if (rc == 0)
        rc = read_data(call, members, message);
    if (rc != 0)
        return rc;
    message->event = api_member_text(&members[EVENT]);
    message->identifier = api_member_text(&members[IDENTIFIER]);
    if (message->identifier == NULL)
        message->identifier = "";
    return 0;
}

static struct json *
head(const char *id, const struct hook_message *message)
{
    struct json *top = json_object();

    json_set_string(top, "id", id);
    json_set_string(top, "event", message->event);
    json_set_string(top, "owner", message->owner);
    if (message->identifier != NULL && message->identifier[0] != '\0')
        json_set_string(top, "identifier", message->identifier);
    return top;
}

int
api_message_send(const struct api_call *call, struct response *res)
{
    struct hook_message message = { 0 };
    struct message_receipt receipt = { 0 };
    bool fresh;
    struct json *top;
    int rc = read_message(call, &message);

    if (rc == 0)
        rc = message_store(call->app, &message, call->req->received_ms, call->pool, &receipt);
    if (rc != 0)
        return rc;
    fresh = receipt.status == MESSAGE_NEW;
    top = head(receipt.id, &message);
    json_set_string(top, "status", fresh ? "accepted" : "duplicate");
    json_set_integer(top, "targets", receipt.targets);
    json_set_bool(top, "nobody", receipt.targets == 0);
    api_answer_json(call, fresh ? 202 : 200, top, res);
    res->location = pool_printf(call->pool, "%smessages/%s", call->root, receipt.id);
    res->made_jobs = fresh;
    return 0;
}

/* --- Looked at -------------------------------------------------------------------------------- */

struct found {
    struct event_row event;
    struct hook_message message;
};

/* Ids are unique among those of an owner, so nobody finds somebody else's. */
static int
find_event(const struct api_call *call, const char *owner, struct event_row *event)
{
    const char *delivery = NULL;
    struct events events = { 0 };
    int rc = message_delivery(call->pool, owner, call->id, &delivery);

    if (rc == 0)
        rc = ledger_find(call->app->store, delivery, call->pool, &events);
    for (size_t i = 0; rc == 0 && i < events.count; i++) {
        *event = events.rows[i];
        if (strcmp(event->source, MESSAGE_SOURCE) == 0 && strcmp(event->delivery, delivery) == 0)
            return 0;
    }
    return rc == 0 ? FAIL_NOT_FOUND : rc;
}

static int
find_message(const struct api_call *call, struct found *found)
{
    const char *owner = NULL;
    char *args = NULL;
    int rc = api_owner(call, api_query_text(&call->query, "owner"), &owner);

    if (rc != 0)
        return rc;
    if (!message_id_valid(call->id))
        return api_missing(call, "message");
    rc = find_event(call, owner, &found->event);
    if (rc == 0)
        rc = message_of(call->app->store, found->event.id, MESSAGE_SOURCE, call->pool, &args);
    if (rc == 0)
        rc = message_read_args(call->pool, args, &found->message);
    return rc == FAIL_NOT_FOUND ? api_missing(call, "message") : rc;
}

int
api_message_show(const struct api_call *call, struct response *res)
{
    struct delivery_filter filter = { .rule = MESSAGE_SOURCE };
    struct found found = { 0 };
    struct json *top;
    int rc = find_message(call, &found);

    if (rc != 0)
        return rc;
    top = head(found.message.id, &found.message);
    json_set_integer(top, "data_length", found.event.body_length);
    json_set_time(call->pool, top, "created", found.event.received_ms);
    filter.event = found.event.id;
    return api_deliveries_answer(call, &filter, top, res);
}

int
api_message_data(const struct api_call *call, struct response *res)
{
    struct found found = { 0 };
    char *data = NULL;
    int rc = find_message(call, &found);

    if (rc == 0)
        rc = ledger_body(call->app->store, found.event.id, call->pool, &data, &res->length);
    if (rc != 0)
        return rc;
    if (data == NULL)
        return api_refuse(call, FAIL_NOT_FOUND,
                          "the data of message %s are gone: they are kept for"
                          " a while only",
                          call->id);
    res->status = 200;
    res->body = data;
    return 0;
}
