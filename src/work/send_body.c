/* send_body.c - envelope first, then content. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/json_members.h"
#include "base/text.h"
#include "port/crypto.h"
#include "port/json.h"
#include "work/send_body.h"

/* A form writes three bytes for one, of the largest body that is received. */
#define BODY_MOST ((size_t)100 * 1024 * 1024)

/* JSON that is on its way to be the body. */
struct document {
    const char *text;
    size_t length;
};

/* What it is; for the top of a text.  The text of a string is decoded. */
static int
look_at(struct pool *pool, const struct document *document, struct json_value *value)
{
    struct json_want want = { .pointer = "" };
    int rc = json_scan(pool, document->text, document->length, &want, 1);

    if (rc == 0)
        *value = *want.first;
    return rc;
}

/* Without the blanks around it. */
static struct document
trimmed(struct document document)
{
    static const char blanks[] = " \t\r\n";

    while (document.length > 0 && strchr(blanks, *document.text) != NULL) {
        document.text++;
        document.length--;
    }
    while (document.length > 0 && strchr(blanks, document.text[document.length - 1]) != NULL)
        document.length--;
    return document;
}

/* Takes what the buffer has into the pool, and frees it. */
static int
taken(struct pool *pool, struct buf *buf, int rc, struct document *document)
{
    if (rc == 0)
        *document = (struct document){ pool_copy(pool, buf_string(buf), buf->length), buf->length };
    buf_free(buf);
    return rc;
}

static int
add_piece(struct buf *buf, const char *before, const char *bytes, size_t length)
{
    int rc = buf_text(buf, before);

    return rc == 0 ? buf_add(buf, bytes, length) : rc;
}

/* --- Envelopes -------------------------------------------------------------------------------- */

/* {"type":..,"data":DATA}: the object that is there, and one member more. */
static int
with_data(struct pool *pool, const char *object, const struct document *data,
          struct document *document)
{
    const struct document inner = trimmed(*data);
    struct buf buf;
    int rc;

    buf_init(&buf, BODY_MOST);
    rc = buf_add(&buf, object, strlen(object) - 1);
    if (rc == 0)
        rc = add_piece(&buf, ",\"data\":", inner.text, inner.length);
    if (rc == 0)
        rc = buf_text(&buf, "}");
    return taken(pool, &buf, rc, document);
}

static const char *const our_fields[] = { "event", "owner", "hash" };

static int
our_object(struct pool *pool, const struct hook_message *message, const char **object)
{
    const char *hash = NULL;
    struct json *top;
    int rc = crypto_sha256_hex(pool, message->data, message->length, &hash);

    if (rc != 0)
        return rc;
    top = json_object();
    json_set_string(top, our_fields[0], message->event);
    json_set_string(top, our_fields[1], message->owner);
    json_set_string(top, our_fields[2], hash);
    *object = json_text(pool, top, JSON_COMPACT);
    return 0;
}

/* Its own members as they are written, then ours. */
static int
with_members(struct pool *pool, const char *object, const struct document *data,
             struct document *document)
{
    struct json_members members = { 0 };
    const char *between = "{";
    struct buf buf;
    int rc = json_members(pool, data->text, data->length, &members);

    buf_init(&buf, BODY_MOST);
    for (size_t i = 0; rc == 0 && i < members.count; i++) {
        if (text_among(STRINGS(our_fields), members.items[i].key))
            continue;
        rc = add_piece(&buf, between, members.items[i].written, members.items[i].written_length);
        between = ",";
    }
    if (rc == 0)
        rc = add_piece(&buf, between, object + 1, strlen(object) - 1);
    return taken(pool, &buf, rc, document);
}

static int
put_fields(struct pool *pool, const struct hook_message *message, const struct document *data,
           struct document *document)
{
    struct json_value value = { 0 };
    const char *object = NULL;
    int rc = look_at(pool, data, &value);

    if (rc == 0)
        rc = our_object(pool, message, &object);
    if (rc != 0)
        return rc;
    return value.type == JSON_OBJECT ? with_members(pool, object, data, document)
                                     : with_data(pool, object, data, document);
}

static int
put_standard(struct pool *pool, const struct hook_message *message, const struct document *data,
             struct document *document)
{
    struct json_value value;
    struct json *top;
    int rc = look_at(pool, data, &value);

    if (rc != 0)
        return rc;
    top = json_object();
    json_set_string(top, "type", message->event);
    json_set_string(top, "timestamp", clock_format(pool, message->received_ms));
    return with_data(pool, json_text(pool, top, JSON_COMPACT), data, document);
}

static int
put_envelope(struct pool *pool, enum target_envelope envelope, const struct hook_message *message,
             struct document *document)
{
    const struct document data = { message->data, message->length };

    switch (envelope) {
    case TARGET_FIELDS:
        return put_fields(pool, message, &data, document);
    case TARGET_STANDARD:
        return put_standard(pool, message, &data, document);
    case TARGET_BARE:
        break;
    }
    *document = data;
    return 0;
}

/* --- Contents --------------------------------------------------------------------------------- */

static int
write_json(struct pool *pool, const struct document *document, struct send_body *body)
{
    struct json_value value = { 0 };
    int rc = look_at(pool, document, &value);

    if (rc != 0)
        return rc;
    if (value.type == JSON_STRING)
        *body = (struct send_body){ .bytes = value.text,
                                    .length = value.length,
                                    .content_type = "text/plain; charset=utf-8" };
    else
        *body = (struct send_body){ .bytes = pool_copy(pool, document->text, document->length),
                                    .length = document->length,
                                    .content_type = "application/json" };
    return 0;
}

static int
add_field(struct pool *pool, struct buf *buf, const char *name, const struct json_value *value)
{
    int rc = buf->length == 0 ? 0 : buf_text(buf, "&");

    if (rc == 0)
        rc = buf_text(buf, percent_encode(pool, name));
    if (rc == 0)
        rc = buf_text(buf, "=");
    if (rc == 0 && value->type != JSON_NULL)
        rc = buf_text(buf, percent_encode(pool, value->text));
    return rc;
}

static int
add_fields(struct pool *pool, struct buf *buf, const struct document *document)
{
    struct json_members members = { 0 };
    struct json_value value = { 0 };
    int rc = look_at(pool, document, &value);

    if (rc == 0 && value.type != JSON_OBJECT)
        return add_field(pool, buf, "data", &value);
    if (rc == 0)
        rc = json_members(pool, document->text, document->length, &members);
    for (size_t i = 0; rc == 0 && i < members.count; i++)
        rc = add_field(pool, buf, members.items[i].key, &members.items[i].value);
    return rc;
}

static int
add_payload(struct pool *pool, struct buf *buf, const struct document *document)
{
    struct json_value value = { .type = JSON_OBJECT };
    int rc = json_scan(pool, document->text, document->length, NULL, 0);

    value.text = pool_copy(pool, document->text, document->length);
    return rc == 0 ? add_field(pool, buf, "payload", &value) : rc;
}

static int
write_form(struct pool *pool, const struct document *document,
           int (*add)(struct pool *, struct buf *, const struct document *), struct send_body *body)
{
    struct document form = { 0 };
    struct buf buf;
    int rc;

    buf_init(&buf, BODY_MOST);
    rc = add(pool, &buf, document);
    rc = taken(pool, &buf, rc, &form);
    if (rc == 0)
        *body = (struct send_body){ .bytes = form.text,
                                    .length = form.length,
                                    .content_type = "application/x-www-form-urlencoded" };
    return rc;
}

static int
write_content(struct pool *pool, enum target_content content, const struct document *document,
              struct send_body *body)
{
    switch (content) {
    case TARGET_FORM:
        return write_form(pool, document, add_fields, body);
    case TARGET_PAYLOAD:
        return write_form(pool, document, add_payload, body);
    case TARGET_JSON:
        break;
    }
    return write_json(pool, document, body);
}

int
send_body(struct pool *pool, const struct send_form *form, const struct hook_message *message,
          struct send_body *body)
{
    struct document document = { 0 };
    int rc = put_envelope(pool, form->envelope, message, &document);

    if (rc == 0)
        rc = write_content(pool, form->content, &document, body);
    return rc == 0 ? crypto_sha256_hex(pool, body->bytes, body->length, &body->sha) : rc;
}
